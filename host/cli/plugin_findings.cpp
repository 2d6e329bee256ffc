#include "cli/plugin_findings.hpp"

#include <streamguard/plugin.h>

#include <algorithm>
#include <set>

#include "cli/facts.hpp"
#include "cli/warnings.hpp"
#include "core/text.hpp"
#include "manifest/manifest.hpp"
#include "os/clock.hpp"
#include "os/file.hpp"
#include "os/paths.hpp"
#include "os/process.hpp"
#include "supervisor/supervisor.hpp"

namespace streamguard::cli {
namespace {

namespace fs = std::filesystem;
using Level = Finding::Level;
using supervisor::Opening;

constexpr std::size_t kLibraryBytes = 1 * limits::GiB;
constexpr std::size_t kWhy = 1000;  ///< bytes of what a worker said of its failure

/// What says that a file is a program of this kind of machine: of ELF the class and the machine, of a Windows program
/// the machine.
std::string machine_of(const std::string& bytes) {
  constexpr std::size_t kPlaceOfHead = 0x3C;
  if (bytes.starts_with("MZ") && bytes.size() > kPlaceOfHead + 1) {
    const auto low = static_cast<unsigned char>(bytes[kPlaceOfHead]);
    const auto high = static_cast<unsigned char>(bytes[kPlaceOfHead + 1]);
    const std::size_t head = low + 256U * high;
    return head + 6 <= bytes.size() ? bytes.substr(head, 6) : std::string();  // "PE", two zeros, the machine
  }
  constexpr std::size_t kMachine = 18;
  if (bytes.starts_with("\x7f"
                        "ELF") &&
      bytes.size() > kMachine + 1) {
    return bytes.substr(0, 6) + bytes.substr(kMachine, 2);
  }
  return bytes.substr(0, 2);
}

Finding plugin_finding(const PluginInfo& plugin, const std::string& machine) {
  Finding one{Level::fine, "plugins", plugin.id, plain(plugin.version, 40) + ", " + plugin.library.string(), {}};
  const auto library = os::read_file(plugin.library, kLibraryBytes);
  fs::path beside = plugin.library;
  beside.replace_extension(".json");
  const auto sidecar = os::read_file(beside, limits::kPluginManifestBytes);
  if (!library) {
    one.text = plain(library.error().message, 400);
    one.cure = "let this user read it";
  } else if (machine_of(library.value()) != machine) {
    one.text = plugin.library.string() + " is no library for this machine";
    one.cure = "install the plugin for this kind of machine";
  } else if (sidecar) {
    std::string_view text = sidecar.value();
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ' || text.back() == '\r' || text.back() == '\t')) {
      text.remove_suffix(1);
    }
    if (library.value().find(text) != std::string::npos) return one;
    one.text = "the manifest beside " + plugin.library.string() + " is not the one inside it";
    one.cure = "install library and manifest of the same build together";
  } else {
    return one;
  }
  one.level = Level::wrong;
  return one;
}

/// The facts of a run that has not begun: reporters read some when they are opened.
std::string no_facts(const Plan& plan) {
  supervisor::RunResult nothing;
  nothing.started = nothing.ended = os::real_clock().wall();
  for (const Collector& collector : plan.collectors) {
    nothing.collectors.emplace_back();
    nothing.collectors.back().plan = &collector;
  }
  return facts_json(plan, nothing);
}

/// What helps where its worker ended before it was ready. Its own words often name a cure too.
std::string cure_of(const Opening& opening) {
  if (opening.why.starts_with("isolate:"))
    return "see what the sandbox lacks, or accept less with --sandbox best-effort";
  if (opening.cause == "config") return "correct its config in the manifest";
  if (opening.cause == "unavailable") return "correct in its config what it looks for, or provide that";
  if (opening.cause == "store") return "make room for temporary files, or name another folder by TMPDIR";
  if (opening.cause == "hang" || opening.cause == "crash" || opening.cause == "flood") {
    return "ask who made it, and show them this";
  }
  return "install the version of the plugin that belongs to this StreamGuard, or ask who made it";
}

Finding started(Finding one, const std::string& name, const Opening& opening) {
  if (opening.ready()) {
    one.text += "; ABI " + std::to_string(SG_ABI_MAJOR) + "." + std::to_string(SG_ABI_MINOR) + ", ready in " +
                duration_text(opening.seconds);
    return one;
  }
  one.level = Level::wrong;
  one.text = (name == one.subject ? "" : "as " + plain(name, 64) + " ") + "it does not start: " + opening.cause +
             (opening.why.empty() ? "" : ": " + plain(opening.why, kWhy)) + " (after " +
             duration_text(opening.seconds) + ")";
  one.cure = cure_of(opening);
  return one;
}

/// Starts what the plan uses: each collector, for each has its own config, and each reporter.
class Starts {
 public:
  explicit Starts(const Plan& plan) : plan_(plan) {}
  Starts(const Starts&) = delete;
  Starts& operator=(const Starts&) = delete;
  ~Starts() {
    std::error_code ignored;
    if (!scratch_.empty()) fs::remove_all(scratch_, ignored);
  }

  Status begin() {
    auto scratch = os::make_temporary_folder("streamguard-doctor");
    if (!scratch) return std::move(scratch).error();
    scratch_ = std::move(scratch).value();
    return {};
  }

  /// One finding for the plugin where all is well, else one for each that does not start. `one` says what it is.
  void of(const PluginInfo& plugin, const Finding& one, Findings& out) {
    const std::size_t before = out.size();
    Finding well = one;
    for (const Collector& collector : plan_.collectors) {
      if (collector.plugin.library != plugin.library) continue;
      add(collector.name, supervisor::opening_of(collector, plan_, worker_, scratch_, warnings_), one, well, out);
    }
    for (const Reporter& reporter : plan_.reports) {
      if (reporter.plugin.library != plugin.library) continue;
      if (facts_.empty()) facts_ = no_facts(plan_);
      add(plugin.id, supervisor::opening_of(reporter, plan_, facts_, worker_, scratch_, warnings_), one, well, out);
    }
    if (out.size() == before) out.push_back(std::move(well));
  }

  /// What was in force for those that became ready; it seldom differs.
  void tell_sandboxes(Findings& out) const {
    for (const std::string& sandbox : sandboxes_) {
      const std::string words = sandbox == "none" ? "not locked in" : "locked in by " + plain(sandbox, kWhy);
      out.push_back({Level::fine, "sandbox", "workers", words, {}});
    }
  }

 private:
  void add(const std::string& name, const Opening& opening, const Finding& one, Finding& well, Findings& out) {
    Finding found = started(one, name, opening);
    if (opening.ready()) sandboxes_.insert(opening.sandbox);
    if (found.level == Level::wrong) {
      out.push_back(std::move(found));
    } else {
      well = std::move(found);
    }
  }

  const Plan& plan_;
  const fs::path worker_ = os::worker_program();
  fs::path scratch_;
  std::string facts_;
  std::set<std::string> sandboxes_;
  Warnings warnings_;
};

/// Those in the usual folders and, where there is a plan, of its own ones.
std::vector<PluginInfo> all_plugins(const std::optional<Plan>& plan, const std::vector<fs::path>& folders,
                                    std::vector<manifest::Fault>& faults) {
  std::vector<PluginInfo> plugins = manifest::find_plugins(folders, faults);
  const auto add = [&](const PluginInfo& plugin) {
    const auto same = [&](const PluginInfo& one) { return one.library == plugin.library; };
    if (std::none_of(plugins.begin(), plugins.end(), same)) plugins.push_back(plugin);
  };
  if (plan) {
    for (const Collector& one : plan->collectors) add(one.plugin);
    for (const Reporter& one : plan->reports) add(one.plugin);
  }
  return plugins;
}

void about_folders(const std::vector<fs::path>& folders, Findings& out) {
  for (const fs::path& folder : folders) {
    std::error_code ignored;
    const bool there = fs::is_directory(folder, ignored);
    out.push_back({there ? Level::fine : Level::skipped,
                   "plugins",
                   folder.string(),
                   there ? "is looked through" : "is not there",
                   {}});
  }
}

}  // namespace

Findings look_at_plugins(const std::optional<Plan>& plan) {
  Findings out;
  std::vector<manifest::Fault> faults;
  const auto folders = manifest::real_surroundings().plugin_folders;
  const std::vector<PluginInfo> plugins = all_plugins(plan, folders, faults);
  about_folders(folders, out);
  const auto own = os::read_file(os::executable_path(), kLibraryBytes);
  const std::string machine = own ? machine_of(own.value()) : std::string();
  std::optional<Starts> starts;
  if (plan) {
    starts.emplace(*plan);
    if (const Status begun = starts->begin(); !begun) {
      out.push_back({Level::wrong, "plugins", "temporary folder", plain(begun.error().message, kWhy),
                     "name another by TMPDIR: a run needs none, but 'plan', 'report' and this do"});
      starts.reset();
    }
  }
  for (const PluginInfo& plugin : plugins) {
    Finding one = plugin_finding(plugin, machine);
    if (one.level == Level::fine && starts) {
      starts->of(plugin, one, out);
    } else {
      out.push_back(std::move(one));
    }
  }
  if (starts) starts->tell_sandboxes(out);
  for (const manifest::Fault& fault : faults) {
    out.push_back({Level::wrong, "plugins", fault.file, fault.message, fault.hint});
  }
  if (plugins.empty()) {
    out.push_back({Level::wrong, "plugins", "", "there are none",
                   "install the plugins, or name their folder: plugins: {path: […]}"});
  }
  return out;
}

}  // namespace streamguard::cli
