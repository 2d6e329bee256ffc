#include <algorithm>
#include <string>
#include <utility>

#include "manifest/config.hpp"
#include "manifest/reading.hpp"

namespace streamguard::manifest {
namespace {

constexpr const char* kFlag = "--report-formats: ";
constexpr const char* kDefaultFormats[] = {"json", "csv", "markdown", "html"};

struct Wanted {
  std::string id;
  Place place;                  ///< nowhere for a flag's
  const Node* block = nullptr;  ///< where it is written as a map
};

std::vector<Wanted> in_manifest(const Node* list, Reading& reading) {
  std::vector<Wanted> out;
  Fields fields(reading.faults);
  if (!fields.list(list, "reports")) return out;
  for (const Node& item : list->items) {
    Wanted wanted{{}, item.place, nullptr};
    if (item.is_map()) {
      fields.map(&item, "an entry of reports", Block::reporter);
      const Node* plugin = item.find("plugin");
      if (plugin == nullptr) reading.faults.error(item.place, "this report names no plugin", "as in {plugin: json}");
      wanted.id = fields.text(plugin, "the plugin of a report").value_or("");
      wanted.place = plugin == nullptr ? item.place : plugin->place;
      wanted.block = &item;
    } else {
      wanted.id = fields.text(&item, "an entry of reports").value_or("");
    }
    if (wanted.id.empty()) continue;
    const bool again = std::any_of(out.begin(), out.end(), [&](const Wanted& other) { return other.id == wanted.id; });
    if (again) {
      reading.faults.error(wanted.place, "the report " + shown(wanted.id) + " is listed a second time", "list it once");
    } else {
      out.push_back(std::move(wanted));
    }
  }
  return out;
}

std::vector<std::string> installed_formats(const Reading& reading) {
  std::vector<std::string> ids;
  for (const PluginInfo& plugin : reading.plugins) {
    if (plugin.reporter) ids.push_back(plugin.id);
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

/// The formats of the flag, each with the block that the manifest has for it.
std::vector<Wanted> by_flag(const std::vector<std::string>& formats, const std::vector<Wanted>& written,
                            const Reading& reading) {
  std::vector<std::string> ids;
  const auto add = [&](const std::string& id) {
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
  };
  for (const std::string& format : formats) {
    if (format != "all") add(format);
    if (format != "all") continue;
    for (const std::string& id : installed_formats(reading)) add(id);
  }
  std::vector<Wanted> out;
  for (const std::string& id : ids) {
    const auto found =
        std::find_if(written.begin(), written.end(), [&](const Wanted& other) { return other.id == id; });
    out.push_back({id, {}, found == written.end() ? nullptr : found->block});
  }
  return out;
}

void resolve(const Wanted& wanted, Reading& reading) {
  const std::string flag = wanted.place.file ? "" : kFlag;
  const PluginInfo* plugin = installed_plugin(wanted.id, false, wanted.place, reading, flag);
  if (plugin == nullptr) return;
  for (const Reporter& other : reading.plan.reports) {
    if (other.plugin.output_file != plugin->output_file) continue;
    reading.faults.error(wanted.place,
                         flag + "the reports '" + other.plugin.id + "' and '" + plugin->id + "' would both write " +
                             shown(plugin->output_file),
                         "choose one of them");
  }
  Node none;
  none.kind = Node::Kind::map;
  const Node& block = wanted.block == nullptr ? none : *wanted.block;
  const Place& owner = wanted.block == nullptr ? wanted.place : wanted.block->place;
  const std::string what = flag + "the report '" + plugin->id + "'";
  check_grants(block, owner, what, *plugin, reading);
  std::optional<std::string> config =
      checked_config(block.find("config"), owner, what + ": config", plugin->config_schema_json, reading.faults);
  reading.plan.reports.push_back({*plugin, config.value_or("{}")});
}

}  // namespace

void read_reports(const Node& root, Reading& reading) {
  const Node* list = root.find("reports");
  std::vector<Wanted> wanted = in_manifest(list, reading);
  if (list == nullptr) {
    const std::vector<std::string> installed = installed_formats(reading);
    for (const char* id : kDefaultFormats) {
      if (std::find(installed.begin(), installed.end(), id) != installed.end())
        wanted.push_back({id, root.place, nullptr});
    }
  }
  if (reading.overrides.report_formats) wanted = by_flag(*reading.overrides.report_formats, wanted, reading);
  for (const Wanted& report : wanted) resolve(report, reading);
}

}  // namespace streamguard::manifest
