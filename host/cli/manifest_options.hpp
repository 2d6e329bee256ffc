/// manifest_options.hpp: the flags that name a manifest and lay values over it, the same for `run` and `validate`.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "manifest/manifest.hpp"

namespace CLI {
class App;
}

namespace streamguard::cli {

/// Filled by the parser; overrides() is valid after it ran. Stays where it is: the parser keeps its address.
class ManifestOptions {
 public:
  void add_to(CLI::App& verb);
  const std::string& manifest() const noexcept { return manifest_; }
  /// As if it had stood on the command line by itself.
  void name(std::string manifest) { manifest_ = std::move(manifest); }
  manifest::Overrides overrides() const;

 private:
  void find_manifest();
  std::string manifest_;
  std::vector<std::string> collectors_, formats_;
  bool parallel_ = false, sequential_ = false, quick_test_ = false, no_cache_ = false;
  std::string output_, token_, sandbox_;
  std::string seed_;
  struct Target {
    std::string collector;
    long long samples = -1;
  };
  std::vector<Target> targets_;
};

/// Loads it and prints every fault to standard error. Nothing where there is an error.
std::optional<Plan> load_plan(const ManifestOptions& options);

}  // namespace streamguard::cli
