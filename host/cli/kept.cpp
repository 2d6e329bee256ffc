#include "cli/kept.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <system_error>

#include "core/text.hpp"
#include "os/file.hpp"
#include "store/layout.hpp"
#include "store/run_file.hpp"

namespace streamguard::cli {
namespace {

namespace fs = std::filesystem;
using json = nlohmann::ordered_json;

constexpr int kFormat = 1;
constexpr std::size_t kMostBytes = 64 * limits::MiB;  ///< of a file of ours; beyond, it is none
constexpr const char* kUsualOutput = "data/raw";
constexpr std::size_t kNearby = 200;  ///< folders that are looked at for a hint

bool holds_run(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_regular_file(store::layout::run_file(folder), ignored);
}

/// Where the user may have meant: folders of runs below, or beside, what was named.
std::string nearby(const fs::path& output) {
  std::vector<std::string> found;
  std::size_t seen = 0;
  for (const fs::path& where : {output, fs::path("data"), output.parent_path()}) {
    std::error_code failed;
    for (fs::directory_iterator at(where.empty() ? "." : where, failed), end; !failed && at != end;
         at.increment(failed)) {
      if (++seen > kNearby) break;
      if (holds_run(at->path())) found.push_back(at->path().lexically_normal().string());
    }
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  std::string out;
  for (const std::string& one : found) out += (out.empty() ? "" : ", ") + plain(one, 200);
  return out;
}

Result<json> read_json(const fs::path& path) {
  auto text = os::read_file(path, kMostBytes);
  if (!text) return std::move(text).error();
  json parsed = json::parse(text.value(), nullptr, false);
  if (!parsed.is_object()) return Error{Code::data, path.string() + ": this is not a file that StreamGuard wrote"};
  return parsed;
}

Sandbox sandbox_of(const std::string& name) {
  for (const Sandbox one : {Sandbox::best_effort, Sandbox::off}) {
    if (name == name_of(one)) return one;
  }
  return Sandbox::strict;
}

void take_plan(const json& plan, Kept& kept) {
  kept.version = plan.value("streamguard_version", "");
  kept.manifest_name = plan.at("manifest").value("name", "");
  kept.manifest_path = plan.at("manifest").value("path", "");
  kept.mode = plan.value("mode", "parallel");
  kept.sandbox = sandbox_of(plan.value("sandbox", "strict"));
  for (const json& folder : plan.at("plugin_folders")) kept.plugin_folders.emplace_back(folder.get<std::string>());
  for (const json& one : plan.at("collectors")) {
    kept.collectors.push_back(
        {one.at("name"), one.at("plugin"), one.at("version"), one.at("folder"), one.at("shards"), one.at("target")});
  }
  for (const json& one : plan.at("reports")) kept.reports.push_back({one.at("plugin"), one.at("config").dump()});
}

/// What an earlier version's run.json tells of the plan: what decides the data, and not the rest.
void take_fingerprint(const store::Run& run, Kept& kept) {
  kept.earlier = true;
  std::map<std::string, KeptCollector> found;
  for (const auto& [key, text] : run.fingerprint) {
    const std::string_view head = "collectors.";
    const std::size_t dot = key.rfind('.');
    if (!key.starts_with(head) || dot < head.size()) continue;
    KeptCollector& one = found[key.substr(head.size(), dot - head.size())];
    const json value = json::parse(text, nullptr, false);
    const std::string what = key.substr(dot + 1);
    if (what == "plugin" && value.is_object()) {
      one.plugin = value.value("id", "");
      one.version = value.value("version", "");
    } else if (what == "folder" && value.is_string()) {
      one.folder = value;
    } else if (what == "shards" && value.is_number_unsigned()) {
      one.shards = value;
    } else if (what == "target" && value.is_number_unsigned()) {
      one.target = value;
    }
  }
  for (const store::PartName& part : run.parts) {
    KeptCollector& one = found[part.collector];
    one.folder = part.folder;
    one.shards = part.count;
  }
  for (auto& [name, one] : found) {
    one.name = name;
    kept.collectors.push_back(std::move(one));
  }
}

/// The last facts: of state.json, or of what every version wrote at the end of a run.
Status take_state(Kept& kept) {
  const fs::path path = store::layout::state_file(kept.output);
  std::error_code ignored;
  if (fs::exists(path, ignored)) {
    auto state = read_json(path);
    if (!state) return std::move(state).error();
    kept.facts_json = state->at("facts").dump();
    kept.live_json = state->at("live").dump();
    kept.written = time_of(state->at("written"));
    return {};
  }
  const fs::path results = kept.output / "collection_results.json";
  if (!kept.earlier || !fs::exists(results, ignored)) return {};
  auto facts = read_json(results);
  if (!facts) return std::move(facts).error();
  kept.facts_json = facts->dump();
  kept.written = time_of(facts->value("end_time", ""));
  if (facts->contains("manifest")) {
    kept.manifest_name = facts->at("manifest").value("name", "");
    kept.manifest_path = facts->at("manifest").value("path", "");
  }
  kept.mode = facts->value("mode", "");
  std::vector<KeptCollector> ordered;
  for (const auto& [name, ignored_value] : facts->at("collectors").items()) {
    for (const KeptCollector& one : kept.collectors) {
      if (one.name == name) ordered.push_back(one);
    }
  }
  if (ordered.size() == kept.collectors.size()) kept.collectors = std::move(ordered);
  return {};
}

}  // namespace

std::optional<os::WallTime> last_commit_of(const fs::path& output, const std::vector<KeptPart>& parts) {
  std::optional<os::WallTime> last;
  for (const auto& [name, committed] : parts) {
    if (committed.sequence == 0) continue;
    std::error_code failed;
    const auto time = fs::last_write_time(store::layout::ledger(output, name), failed);
    if (failed) continue;
    const auto wall = std::chrono::time_point_cast<os::WallTime::duration>(fs::file_time_type::clock::to_sys(time));
    if (!last || wall > *last) last = wall;
  }
  return last;
}

std::vector<store::PartName> Kept::part_names() const {
  std::vector<store::PartName> out;
  for (const KeptCollector& one : collectors) {
    for (const auto& [name, committed] : parts) {
      if (name.collector == one.name) out.push_back(name);
    }
  }
  return out;
}

std::optional<os::WallTime> time_of(const std::string& text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, milli = 0;
  if (std::sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d.%3dZ", &year, &month, &day, &hour, &minute, &second, &milli) !=
      7) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second) + std::chrono::milliseconds(milli);
}

fs::path usual_folder() { return holds_run(".") ? fs::path(".") : fs::path(kUsualOutput); }

Result<Kept> look_into(const fs::path& output) {
  os::Disk& disk = os::real_disk();
  Kept kept;
  kept.output = output;
  kept.live_json = "{}";
  auto run = store::read_run(disk, output);
  if (!run) return std::move(run).error();
  if (!run->has_value()) {
    std::error_code ignored;
    const std::string others = nearby(output);
    return Error{Code::unavailable,
                 plain(output.string(), 400) +
                     (fs::is_directory(output, ignored) ? ": no run of StreamGuard has written here"
                                                        : ": there is no such folder") +
                     (others.empty() ? "; name the output folder of a run" : "; there are runs in: " + others)};
  }
  auto parts = store::inspect(output);
  if (!parts) return std::move(parts).error();
  kept.parts = std::move(parts).value();
  auto holder = os::Lock::holder(store::layout::lock(output));
  if (!holder) return std::move(holder).error();
  kept.holder = std::move(holder).value();
  try {
    if (const fs::path path = store::layout::plan_file(output); disk.exists(path)) {
      auto plan = read_json(path);
      if (!plan) return std::move(plan).error();
      if (plan->value("format", 0) != kFormat) {
        return Error{Code::config, path.string() + ": of a later version: use the StreamGuard that wrote it"};
      }
      take_plan(*plan, kept);
    } else {
      take_fingerprint(**run, kept);
    }
    if (Status taken = take_state(kept); !taken) return std::move(taken).error();
  } catch (const json::exception& wrong) {
    return Error{Code::data, store::layout::hidden(output).string() + ": cannot be understood: " +
                                 plain(wrong.what(), 200) + "; run the same manifest again to have it written anew"};
  }
  kept.last_commit = last_commit_of(kept.output, kept.parts);
  return kept;
}

}  // namespace streamguard::cli
