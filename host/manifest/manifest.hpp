/// manifest.hpp: from YAML, environment and command line to a Plan. All errors are found and told at once, each with
/// its place (file:line:column) and its cure.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/plan.hpp"
#include "core/result.hpp"

namespace streamguard::manifest {

/// One thing that is wrong. `line` and `column` count from 1; 0 where the place is not in a file (a flag, the
/// environment).
struct Fault {
  std::string file;
  int line = 0, column = 0;
  std::string message;   ///< what is wrong
  std::string hint;      ///< what to do; may be empty
  bool warning = false;  ///< does not stop a run
  std::string text()
      const;  ///< "manifest.yaml:12:5: error: unknown key 'colectors'\n  hint: did you mean 'collectors'?"
};

/// What the command line lays over the manifest.
struct Overrides {
  std::vector<std::string> collectors;  ///< only these; "all" is all; empty: as the manifest says
  std::optional<Mode> mode;
  std::optional<std::filesystem::path> output;
  std::optional<std::vector<std::string>> report_formats;  ///< "all" is every installed reporter
  std::map<std::string, std::uint64_t> targets;            ///< by collector
  bool quick_test = false;                                 ///< 100 each, at most
  std::optional<std::string> github_token;
  bool no_cache = false;
  std::optional<std::uint64_t> seed;
  std::optional<Sandbox> sandbox;
};

/// Where a manifest's words come from besides the file; the defaults are those of this process.
struct Surroundings {
  std::function<std::optional<std::string>(const std::string&)> environment;
  std::vector<std::filesystem::path> manifest_folders;  ///< searched for `run NAME`
  std::vector<std::filesystem::path> plugin_folders;    ///< searched after those of the manifest
  std::filesystem::path working_folder;
  std::filesystem::path data_folder;   ///< ${STREAMGUARD_DATA} in manifests
  std::filesystem::path cache_folder;  ///< when the manifest names none
  /// Where a service manager hands over secrets, a file each, named like its variable; empty: there is none.
  std::filesystem::path credentials_folder;
};
Surroundings real_surroundings();

/// Where a declared secret's value came from; never the value.
struct SecretSource {
  std::string name, variable;
  bool optional = false;
  /// "the environment", "the service's credentials", a .env file's path, "--github-token"; empty: it has no value
  std::string from;
};

struct Loaded {
  std::optional<Plan> plan;   ///< set when no fault is an error
  std::vector<Fault> faults;  ///< sorted by place
  std::vector<SecretSource> secrets;
  std::filesystem::path dotenv;  ///< the .env file that was read; empty: there is none
};

/// `name_or_path`: a file, or the name of an installed manifest ("quickstart"); empty: the full default set.
Loaded load(const std::string& name_or_path, const Overrides& overrides, const Surroundings& surroundings);

/// Every plugin that can be found, by its sidecar manifest; faults of sidecars are told, those plugins left out. No
/// plugin code is run. The first found of an id wins.
std::vector<PluginInfo> find_plugins(const std::vector<std::filesystem::path>& folders, std::vector<Fault>& faults);

}  // namespace streamguard::manifest
