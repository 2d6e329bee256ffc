/// reading.hpp: the parts in which a merged manifest becomes a Plan. load() calls them in this order; each tells all
/// that is wrong in its block and leaves in the Plan what is right.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/plan.hpp"
#include "manifest/dotenv.hpp"
#include "manifest/faults.hpp"
#include "manifest/fields.hpp"
#include "manifest/manifest.hpp"
#include "manifest/node.hpp"
#include "manifest/variables.hpp"

namespace streamguard::manifest {

struct DeclaredSecret {
  std::string env;
  std::string from;  ///< where its value was found; empty: it has none
  bool optional = false, used = false;
  Place place;
};

struct Reading {
  const Overrides& overrides;
  const Surroundings& surroundings;
  Faults& faults;
  Plan& plan;
  std::map<std::string, DeclaredSecret> secrets;
  std::map<std::string, Place> urls;  ///< of upstreams, where they are written
  std::vector<PluginInfo> plugins;
  std::vector<std::string> refused_plugins;  ///< names of sidecars that were at fault
};

struct SecretValue {
  std::string text;
  std::string from;  ///< as in SecretSource
};
using SecretLookup = std::function<std::optional<SecretValue>(const std::string& variable)>;

void read_secrets(const Node& root, const SecretLookup& lookup, Reading& reading);
void read_settings(const Node& root, Reading& reading);
void read_upstreams(const Node& root, Reading& reading);
void find_installed(const Node& root, Reading& reading);
void read_collectors(const Node& root, Reading& reading);
void read_reports(const Node& root, Reading& reading);
Fingerprint fingerprint_of(const Plan& plan);

/// The plugin of that id and kind, or a fault at `place`; `flag` is put before the message.
const PluginInfo* installed_plugin(const std::string& id, bool collector, const Place& place, const Reading& reading,
                                   const std::string& flag = {});

/// Programs and paths beyond the sandbox are granted one by one: what the plugin asks for must be listed in `block`.
void check_grants(const Node& block, const Place& owner, const std::string& what, const PluginInfo& plugin,
                  const Reading& reading);

/// A list of texts; nothing where the key is not there or is at fault.
std::vector<std::pair<std::string, Place>> read_names(const Node* list, const std::string& what, Faults& faults);

}  // namespace streamguard::manifest
