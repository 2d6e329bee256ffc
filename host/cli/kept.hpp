/// kept.hpp: an output folder as it is found from outside, without its manifest: what the last run there was to do,
/// what is committed now, and who writes there. Nothing is locked or changed; of a run in progress only committed bytes
/// are seen. Plain values.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/plan.hpp"
#include "core/result.hpp"
#include "os/clock.hpp"
#include "store/store.hpp"

namespace streamguard::cli {

struct KeptCollector {
  std::string name, plugin, version, folder;
  std::uint32_t shards = 1;
  std::uint64_t target = 0;  ///< 0: all there is
};

struct KeptReport {
  std::string plugin, config_json;
};

using KeptPart = std::pair<store::PartName, store::Committed>;

/// When a ledger of these parts, as store::inspect() gives them, was last written; nothing where nothing is committed.
std::optional<os::WallTime> last_commit_of(const std::filesystem::path& output, const std::vector<KeptPart>& parts);

struct Kept {
  std::filesystem::path output;
  bool earlier = false;  ///< written by a version that kept no plan.json: some things are unknown
  std::string version, manifest_name, manifest_path, mode;
  Sandbox sandbox = Sandbox::strict;
  std::vector<std::filesystem::path> plugin_folders;
  std::vector<KeptCollector> collectors;  ///< in the manifest's order where that is known
  std::vector<KeptReport> reports;
  std::vector<KeptPart> parts;
  std::optional<std::string> holder;  ///< the process that runs here now, in words
  std::optional<os::WallTime> last_commit;
  std::string facts_json;  ///< the last that the run told; empty where none did
  std::string live_json;   ///< what it was doing then; "{}" where it is over
  std::optional<os::WallTime> written;

  std::vector<store::PartName> part_names() const;
  bool running() const noexcept { return holder.has_value(); }
};

/// Code::unavailable where no run has written there, with where there is one nearby; Code::data where what lies there
/// cannot be understood.
Result<Kept> look_into(const std::filesystem::path& output);

/// The folder that a verb means when it names none: here where a run wrote here, else the default manifest's.
std::filesystem::path usual_folder();

/// The facts of the run (reports/FACTS.md) as of now: its last own, with what the ledgers say put over them.
/// `start_time` is null where nothing tells it.
std::string facts_now(const Kept& kept, os::WallTime now);

/// The inverse of os::rfc3339.
std::optional<os::WallTime> time_of(const std::string& text);

}  // namespace streamguard::cli
