#include "store/run_file.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>
#include <utility>

#include "core/text.hpp"
#include "store/layout.hpp"

namespace streamguard::store {
namespace {

using nlohmann::json;

constexpr int kFormat = 1;
constexpr std::size_t kMostBytes = 64 * limits::MiB;  ///< of run.json; beyond, it is none of ours
constexpr std::size_t kShownValue = 200;              ///< bytes of a value in a message

Result<std::optional<std::string>> read_whole(os::Disk& disk, const std::filesystem::path& path) {
  if (!disk.exists(path)) return std::optional<std::string>();
  auto file = disk.open_read(path);
  if (!file) return std::move(file).error();
  auto size = (*file)->size();
  if (!size) return std::move(size).error();
  if (*size > kMostBytes) return Error{Code::data, path.string() + ": longer than any file of ours"};
  std::string text(static_cast<std::size_t>(*size), '\0');
  for (std::size_t done = 0; done < text.size();) {
    auto got = (*file)->read(done, std::span(text).subspan(done));
    if (!got) return std::move(got).error();
    if (*got == 0) text.resize(done);
    done += *got;
  }
  return std::optional<std::string>(std::move(text));
}

Error not_understood(const std::filesystem::path& path, const std::string& why) {
  return {Code::data, path.string() + ": " + why + ": bring it back from a copy, or use another output folder"};
}

Run run_of(const json& text) {
  Run run;
  run.fingerprint = text.at("fingerprint").get<Fingerprint>();
  for (const json& part : text.at("parts")) {
    run.parts.push_back({part.at("collector").get<std::string>(), part.at("folder").get<std::string>(),
                         part.at("index").get<std::uint32_t>(), part.at("count").get<std::uint32_t>()});
  }
  return run;
}

std::vector<std::filesystem::path> files_of(const std::filesystem::path& output, const Run& run) {
  std::vector<std::filesystem::path> files;
  for (const PartName& part : run.parts) {
    files.push_back(layout::data(output, part));
    files.push_back(layout::rejected(output, part));
    files.push_back(layout::ledger(output, part));
  }
  files.push_back(layout::plan_file(output));
  files.push_back(layout::state_file(output));
  files.push_back(layout::run_file(output));
  return files;
}

std::string shown(const Fingerprint& fingerprint, const std::string& key) {
  const auto found = fingerprint.find(key);
  return found == fingerprint.end() ? "absent" : plain(found->second, kShownValue);
}

}  // namespace

Result<std::optional<Run>> read_run(os::Disk& disk, const std::filesystem::path& output) {
  const auto path = layout::run_file(output);
  auto text = read_whole(disk, path);
  if (!text) return std::move(text).error();
  if (!text->has_value()) return std::optional<Run>();
  const json parsed = json::parse(**text, nullptr, false);
  try {
    if (!parsed.is_object()) return not_understood(path, "not JSON");
    const int format = parsed.at("format").get<int>();
    if (format != kFormat) {
      return Error{Code::config, path.string() + ": written in format " + std::to_string(format) +
                                     ", this program knows " + std::to_string(kFormat) +
                                     ": use the StreamGuard that wrote it, or another output folder"};
    }
    return std::optional<Run>(run_of(parsed));
  } catch (const json::exception& wrong) {
    return not_understood(path, wrong.what());
  }
}

Status write_run(os::Disk& disk, const std::filesystem::path& output, const Run& run) {
  std::vector<PartName> parts = run.parts;
  std::sort(parts.begin(), parts.end(), [](const PartName& a, const PartName& b) {
    return std::tie(a.collector, a.folder, a.index) < std::tie(b.collector, b.folder, b.index);
  });
  json list = json::array();
  for (const PartName& part : parts) {
    list.push_back(
        {{"collector", part.collector}, {"folder", part.folder}, {"index", part.index}, {"count", part.count}});
  }
  const json text = {{"format", kFormat}, {"fingerprint", run.fingerprint}, {"parts", std::move(list)}};
  return disk.replace(layout::run_file(output), text.dump(1, ' ', false, json::error_handler_t::replace) + "\n");
}

std::string differences(const Fingerprint& before, const Fingerprint& now) {
  Fingerprint all = before;
  all.insert(now.begin(), now.end());
  std::string text;
  for (const auto& [key, ignored] : all) {
    const auto a = before.find(key), b = now.find(key);
    if (a != before.end() && b != now.end() && a->second == b->second) continue;
    text += "\n  " + plain(key, kShownValue) + ": was " + shown(before, key) + ", is now " + shown(now, key);
  }
  return text;
}

Status move_aside(os::Disk& disk, const std::filesystem::path& output, const Run& run, os::WallTime now) {
  const std::string time = os::compact_time(now);
  std::filesystem::path to = layout::old(output) / time;
  for (int again = 2; disk.exists(to); ++again) to = layout::old(output) / (time + "-" + std::to_string(again));
  json list = json::array();
  for (const auto& file : files_of(output, run)) list.push_back(file.lexically_relative(output).generic_string());
  const json text = {{"to", to.lexically_relative(output).generic_string()}, {"files", std::move(list)}};
  if (Status noted = disk.replace(layout::move_list(output), text.dump() + "\n"); !noted) return noted;
  return finish_move(disk, output);
}

Status finish_move(os::Disk& disk, const std::filesystem::path& output) {
  const auto list = layout::move_list(output);
  auto text = read_whole(disk, list);
  if (!text) return std::move(text).error();
  if (!text->has_value()) return {};
  const json parsed = json::parse(**text, nullptr, false);
  try {
    const auto to = output / parsed.at("to").get<std::string>();
    for (const json& file : parsed.at("files")) {
      const auto name = file.get<std::string>();
      if (!disk.exists(output / name)) continue;
      if (Status made = disk.make_folders((to / name).parent_path()); !made) return made;
      if (Status moved = disk.rename(output / name, to / name); !moved) return moved;
    }
  } catch (const json::exception& wrong) {
    return not_understood(list, wrong.what());
  }
  return disk.remove(list);
}

Status remove_run(os::Disk& disk, const std::filesystem::path& output, const Run& run) {
  for (const auto& file : files_of(output, run)) {
    if (Status gone = disk.remove(file); !gone) return gone;
  }
  return {};
}

}  // namespace streamguard::store
