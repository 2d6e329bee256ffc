#include <nlohmann/json.hpp>

#include "manifest/reading.hpp"

namespace streamguard::manifest {

using nlohmann::json;

/// Limits, cache, mode, sandbox and reports change how a run goes, not what its data are, and are not here. An
/// upstream's url is, and which repositories it serves: another server may hold other documents.
Fingerprint fingerprint_of(const Plan& plan) {
  Fingerprint out;
  out["seed"] = json(plan.seed).dump();
  for (const Collector& collector : plan.collectors) {
    const std::string at = "collectors." + collector.name + ".";
    out[at + "plugin"] = json{{"id", collector.plugin.id}, {"version", collector.plugin.version}}.dump();
    out[at + "target"] = json(collector.target).dump();
    out[at + "shards"] = json(collector.shards).dump();
    out[at + "folder"] = json(collector.folder).dump();
    out[at + "config"] = json::parse(collector.config_json).dump();
    for (const std::string& name : collector.upstreams) {
      const Upstream& upstream = plan.upstreams.at(name);
      out["upstreams." + name + ".url"] = json(upstream.url).dump();
      if (!upstream.serves.empty()) out["upstreams." + name + ".serves"] = json(upstream.serves).dump();
    }
  }
  return out;
}

}  // namespace streamguard::manifest
