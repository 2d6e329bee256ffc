/// plan.hpp: what a run is to do, as plain values. The manifest folder makes a Plan from YAML, environment and command
/// line; everything after that reads it and nobody changes it. Paths are absolute, defaults are filled in, plugin
/// configurations are JSON text that was checked against the plugin's own schema.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/limits.hpp"
#include "core/secret.hpp"

namespace streamguard {

using std::chrono::milliseconds;

/// At most `requests` in any window of `per`.
struct RateLimit {
  std::uint32_t requests = 0;
  milliseconds per{0};
};

struct Auth {
  std::string secret;              ///< a name of Plan::secrets
  std::string header;              ///< "Authorization"
  std::string scheme;              ///< "Bearer", or empty
  std::optional<RateLimit> limit;  ///< holds instead of the upstream's own once the secret is there
};

struct Upstream {
  std::string name;
  std::string url;  ///< http://, https:// or file:///absolute, without a trailing slash
  /// Urls that it stands for besides its own, in the same form: where repositories are said to be published.
  std::vector<std::string> serves;
  std::optional<RateLimit> limit;
  std::optional<Auth> auth;
  std::uint32_t concurrency = 8;  ///< requests in flight
};

enum class Mode { parallel, sequential };
enum class Sandbox { strict, best_effort, off };
const char* name_of(Mode mode) noexcept;
const char* name_of(Sandbox sandbox) noexcept;

/// What a collector expects to ask of one upstream: estimates, 0 = none; `basis` is where they come from.
struct Expected {
  std::string upstream;
  std::uint64_t requests = 0, bytes = 0;
  std::string basis;
};

struct WorkerLimits {
  std::uint64_t memory = 1 * limits::GiB;    ///< bytes of private writable memory
  std::uint64_t scratch = 10 * limits::GiB;  ///< bytes in the scratch folder
  milliseconds lease{60'000};                ///< silence that counts as a hang
  milliseconds cpu{86'400'000};  ///< processor time of one worker process: whoever is busy for a day is lost
};

struct Restart {
  std::uint32_t max = 5;  ///< restarts inside `within`; one more fails the collector
  milliseconds within{600'000};
};

/// What a plugin's sidecar manifest says, as far as the host needs it.
struct PluginInfo {
  std::string id, version, title, license;
  bool collector = false, reporter = false;
  std::string folder;                                  ///< collectors: the output folder's name
  std::string output_file;                             ///< reporters: the first output file's name
  std::vector<std::string> upstreams, programs, read;  ///< permissions asked for
  std::vector<std::string> optional_upstreams;         ///< asked for, but it works without
  std::vector<std::string> extensions;                 ///< of the host that it uses
  std::filesystem::path library;                       ///< the .so or .dll
  std::string config_schema_json;                      ///< empty: any object
  std::uint32_t manifest_crc = 0;                      ///< of the sidecar: the library must hold the same
};

/// CRC-32C of a plugin's manifest without white space at its end: tells whether library and sidecar belong together.
std::uint32_t manifest_crc(std::string_view text) noexcept;

struct Collector {
  std::string name;        ///< the manifest's key; also the folder's name for a second instance of a plugin
  std::uint32_t line = 0;  ///< of that key in Plan::manifest, from 1; 0: it stands in another file
  PluginInfo plugin;
  std::string folder;
  std::uint64_t target = 0;  ///< samples over all shards; 0 = all there is
  std::uint32_t shards = 1;
  std::vector<std::string> upstreams;  ///< granted
  WorkerLimits limits;
  Restart restart;
  std::string config_json = "{}";
};

struct Reporter {
  PluginInfo plugin;
  std::string config_json = "{}";
};

struct Cache {
  bool enabled = true;
  std::filesystem::path dir;
  std::uint64_t max_size = 20 * limits::GiB;
  milliseconds fresh{0};  ///< an answer that is not older is taken without asking whether it still holds
};

/// One key of the manifest that decides what the data will be, as "collectors.osv.config" -> its JSON. A run is resumed
/// only when all of these are equal.
using Fingerprint = std::map<std::string, std::string>;

/// The limit that holds for an upstream: that of its credentials once their secret has a value.
std::optional<RateLimit> limit_of(const Upstream& upstream, const std::map<std::string, Secret>& secrets);

/// The least time in which `requests` can start under `limit`: 0 within the first window.
milliseconds least_time(const RateLimit& limit, std::uint64_t requests) noexcept;

struct Plan {
  std::string name;
  std::filesystem::path manifest;  ///< the file it came from, empty for the built-in default
  std::filesystem::path output;
  Mode mode = Mode::parallel;
  std::uint64_t seed = 42;
  Sandbox sandbox = Sandbox::strict;
  Cache cache;
  std::map<std::string, Secret> secrets;  ///< only those that have a value
  std::map<std::string, Upstream> upstreams;
  std::vector<Collector> collectors;  ///< in the manifest's order
  std::vector<Reporter> reports;
  Fingerprint fingerprint;
};

/// The target of one shard: `target` divided as evenly as whole numbers allow, the first shards taking the rest.
/// 0 (no target) stays 0.
std::uint64_t shard_target(std::uint64_t target, std::uint32_t index, std::uint32_t count) noexcept;

}  // namespace streamguard
