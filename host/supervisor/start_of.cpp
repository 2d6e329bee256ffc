#include "supervisor/start_of.hpp"

#include "core/limits.hpp"
#include "store/json_text.hpp"

namespace streamguard::supervisor {

ipc::Start start_of(const Plan& plan, const Collector& collector, std::uint32_t shard) {
  ipc::Start start;
  start.library = collector.plugin.library.string();
  start.name = collector.name;
  start.config_json = collector.config_json;
  start.skip_json = "[]";
  start.upstreams_json = json_array(collector.upstreams);
  start.shard_index = shard;
  start.shard_count = collector.shards;
  start.target = shard_target(collector.target, shard, collector.shards);
  start.seed = plan.seed;
  start.credit = limits::kEmitCreditBytes;
  start.lease_ms = static_cast<std::uint64_t>(collector.limits.lease.count());
  start.sandbox = static_cast<std::uint32_t>(plan.sandbox);
  start.memory = collector.limits.memory;
  start.cpu_ms = static_cast<std::uint64_t>(collector.limits.cpu.count());
  start.read = collector.plugin.read;  // a manifest that does not grant all of them is refused before
  return start;
}

std::string json_array(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (const std::string& text : texts) {
    if (out.size() > 1) out += ',';
    store::append_quoted(out, text);
  }
  return out + "]";
}

}  // namespace streamguard::supervisor
