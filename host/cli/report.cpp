// streamguard report: any installed format, from what is committed in an output folder.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/folder_option.hpp"
#include "cli/kept.hpp"
#include "cli/verbs.hpp"
#include "cli/warnings.hpp"
#include "cli/words.hpp"
#include "core/text.hpp"
#include "manifest/manifest.hpp"
#include "os/file.hpp"
#include "os/paths.hpp"
#include "os/process.hpp"
#include "os/signals.hpp"
#include "supervisor/supervisor.hpp"

namespace streamguard::cli {
namespace {

namespace fs = std::filesystem;

struct ReportOptions {
  FolderOption folder;
  std::vector<std::string> formats;
  std::string to, sandbox;
};

/// A folder of our own, gone with this.
class Scratch {
 public:
  explicit Scratch(fs::path path) : path_(std::move(path)) {}
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() { static_cast<void>(os::real_disk().remove_all(path_)); }
  const fs::path& path() const noexcept { return path_; }

 private:
  fs::path path_;
};

std::vector<PluginInfo> installed_reporters(const Kept& kept) {
  std::vector<fs::path> folders = kept.plugin_folders;
  for (const fs::path& usual : manifest::real_surroundings().plugin_folders) {
    if (std::find(folders.begin(), folders.end(), usual) == folders.end()) folders.push_back(usual);
  }
  std::vector<manifest::Fault> faults;
  std::vector<PluginInfo> reporters;
  for (PluginInfo& plugin : manifest::find_plugins(folders, faults)) {
    if (plugin.reporter) reporters.push_back(std::move(plugin));
  }
  std::sort(reporters.begin(), reporters.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return reporters;
}

std::vector<std::string> wanted_formats(const ReportOptions& options, const Kept& kept,
                                        const std::vector<PluginInfo>& installed) {
  std::vector<std::string> out;
  const auto add = [&](const std::string& id) {
    if (std::find(out.begin(), out.end(), id) == out.end()) out.push_back(id);
  };
  for (const std::string& format : options.formats) {
    if (format != "all") add(format);
    if (format != "all") continue;
    for (const PluginInfo& plugin : installed) add(plugin.id);
  }
  if (!options.formats.empty()) return out;
  for (const KeptReport& report : kept.reports) add(report.plugin);
  if (kept.earlier) {
    for (const char* usual : {"json", "csv"}) add(usual);
  }
  return out;
}

Result<std::vector<Reporter>> reporters_of(const ReportOptions& options, const Kept& kept) {
  const std::vector<PluginInfo> installed = installed_reporters(kept);
  std::vector<std::string> ids;
  ids.reserve(installed.size());
  for (const PluginInfo& plugin : installed) ids.push_back(plugin.id);
  std::vector<Reporter> out;
  for (const std::string& format : wanted_formats(options, kept, installed)) {
    const auto plugin = std::find_if(installed.begin(), installed.end(), [&](const auto& p) { return p.id == format; });
    if (plugin == installed.end()) {
      return Error{Code::config, "no report format '" + plain(format, 64) + "' is installed: " + hint(format, ids)};
    }
    Reporter reporter{*plugin, "{}"};
    for (const KeptReport& report : kept.reports) {
      if (report.plugin == format) reporter.config_json = report.config_json;
    }
    out.push_back(std::move(reporter));
  }
  if (out.empty()) {
    return Error{Code::config, "the run was to write no report: name one with --format (there are: " + [&] {
                   std::string list;
                   for (const std::string& id : ids) list += (list.empty() ? "" : ", ") + id;
                   return list;
                 }() + ")"};
  }
  return out;
}

supervisor::ReportPlace place_of(const Reporter& reporter, const ReportOptions& options, const Kept& kept,
                                 const fs::path& scratch) {
  // A name of this process's own: neither a run nor another report command writes to it.
  const std::string own = std::to_string(os::own_id());
  supervisor::ReportPlace place;
  place.data = kept.output;
  place.scratch = scratch / "worker";
  place.sandbox = options.sandbox == "best-effort" ? Sandbox::best_effort
                  : options.sandbox == "off"       ? Sandbox::off
                  : options.sandbox == "strict"    ? Sandbox::strict
                                                   : kept.sandbox;
  if (options.to.empty()) {
    place.folder = kept.output;
    place.temporary = kept.output / ".streamguard" / ("writing-" + own + "-");
    place.first_file = reporter.plugin.output_file;
  } else if (options.to == "-") {
    place.folder = scratch;
    place.temporary = scratch / "writing-";
    place.first_file = reporter.plugin.output_file;
  } else {
    const fs::path to = fs::absolute(options.to);
    place.folder = to.parent_path();
    place.temporary = place.folder / (".streamguard-" + own + "-");
    place.first_file = to.filename().string();
    place.first_is_fixed = true;
  }
  return place;
}

Status print_file(const fs::path& file) {
  constexpr std::size_t kBlock = 1 * limits::MiB;
  auto in = os::real_disk().open_read(file);
  if (!in) return std::move(in).error();
  std::string block(kBlock, '\0');
  for (std::uint64_t at = 0; std::cout;) {
    auto got = (*in)->read(at, block);
    if (!got) return std::move(got).error();
    if (got.value() == 0) break;
    std::cout.write(block.data(), static_cast<std::streamsize>(got.value()));
    at += got.value();
  }
  return {};
}

Status check_target(const ReportOptions& options, std::size_t reporters) {
  if (options.to.empty()) return {};
  if (reporters != 1) {
    return Error{Code::config,
                 "--to takes one report: name one with --format (without --to each is written to its "
                 "usual place)"};
  }
  if (options.to == "-") return {};
  std::error_code ignored;
  const fs::path to = fs::absolute(options.to);
  if (fs::is_directory(to, ignored))
    return Error{Code::config, "--to " + options.to + ": this is a folder; name a file"};
  if (!fs::is_directory(to.parent_path(), ignored)) {
    return Error{Code::config, "--to " + options.to + ": there is no folder " + to.parent_path().string()};
  }
  return {};
}

/// Says what the reports will rest on, where that is not simply a finished run.
void explain(const Kept& kept) {
  if (kept.running()) {
    std::cerr << "A run is in progress here (" << plain(*kept.holder, 200)
              << "): the report shows what is committed now.\n";
  }
  if (kept.earlier) {
    std::cerr << "This folder was written by an earlier version, which kept no plan: what is said of requests and "
                 "durations comes from collection_results.json.\n";
  }
}

int report(const ReportOptions& options) {
  const auto kept = look_into(options.folder.path());
  if (!kept) return fail(kept.error());
  const auto reporters = reporters_of(options, kept.value());
  if (!reporters) return fail(reporters.error());
  if (const Status fits = check_target(options, reporters.value().size()); !fits) return fail(fits.error());
  const std::string facts = facts_now(kept.value(), os::real_clock().wall());
  if (nlohmann::json::parse(facts).at("start_time").is_null()) {
    return usage(kept.value().output.string() +
                 ": an earlier version wrote here and was killed, so nothing tells when the run began. Run the same "
                 "manifest again (nothing is collected twice); 'show' and 'status' work as it is");
  }
  explain(kept.value());
  std::atomic<int> stops{0};
  const auto signals = os::StopSignals::watch([&](int times) { stops.store(times); });
  auto folder = os::make_temporary_folder("streamguard-report");
  if (!folder) return fail(folder.error());
  const Scratch scratch(std::move(folder).value());
  Warnings warnings;
  bool all = true;
  for (const Reporter& reporter : reporters.value()) {
    const auto place = place_of(reporter, options, kept.value(), scratch.path());
    auto result = supervisor::write_report(reporter, place, kept.value().part_names(), facts, os::worker_program(),
                                           warnings, [&] { return stops.load() > 0; });
    if (stops.load() > 0) return kInterrupted;
    if (result.outcome && options.to == "-" && !result.files.empty()) result.outcome = print_file(result.files.front());
    if (!result.outcome) {
      std::cerr << "streamguard: the report " << reporter.plugin.id
                << " was not written: " << plain(result.outcome.error().message, 1000) << '\n';
      all = false;
    } else if (options.to != "-") {
      for (const fs::path& file : result.files) std::cout << file.string() << '\n';
    }
  }
  return delivered(all ? kOk : kUnfinished);
}

}  // namespace

void add_report(CLI::App& app, std::function<int()>& chosen) {
  CLI::App* verb = app.add_subcommand(
      "report", "Write reports again, in any installed format, from what is committed; also of a run in progress");
  const auto options = std::make_shared<ReportOptions>();
  options->folder.add_to(*verb);
  verb->add_option("--format", options->formats, "Report formats, as in json,html; or 'all'. Default: those of the run")
      ->type_name("FORMAT")
      ->allow_extra_args(false)
      ->delimiter(',');
  verb->add_option("--to", options->to, "Write the one report there instead ('-': to standard output)")
      ->type_name("FILE|-");
  verb->add_option("--sandbox", options->sandbox, "How reporters are isolated. Default: as in the run")
      ->check(CLI::IsMember({"strict", "best-effort", "off"}));
  verb->footer(
      "Examples:\n"
      "  streamguard report                              the formats of the run, in its output folder\n"
      "  streamguard report --format all data/quickstart\n"
      "  streamguard report data/raw --format html,pdf\n"
      "  streamguard report data/raw --format csv --to /tmp/today.csv\n"
      "  streamguard report --format json --to - | jq .summary");
  verb->callback([&chosen, options] { chosen = [options] { return report(*options); }; });
}

}  // namespace streamguard::cli
