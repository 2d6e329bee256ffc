// streamguard status: what a run has done so far, from another terminal or long after.
#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <thread>

#include "cli/folder_option.hpp"
#include "cli/kept.hpp"
#include "cli/standing.hpp"
#include "cli/verbs.hpp"
#include "cli/words.hpp"
#include "core/text.hpp"
#include "os/clock.hpp"
#include "os/pager.hpp"

namespace streamguard::cli {

namespace {

struct StatusOptions {
  FolderOption folder;
  bool json = false, watch = false;
  double interval = 2;
};

std::string rate_text(const std::optional<double>& rate) {
  if (!rate) return "-";
  if (*rate >= 10) return grouped(static_cast<std::uint64_t>(*rate)) + "/s";
  const auto tenths = static_cast<std::uint64_t>(*rate * 10);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + "/s";
}

std::string note_of(const CollectorStanding& one, os::WallTime now) {
  std::string out;
  const auto add = [&](const std::string& text) { out += (out.empty() ? "" : ", ") + text; };
  if (!one.waiting_for.empty()) {
    add("waits for " + plain(one.waiting_for, 200) + ", " +
        duration_text(std::chrono::duration<double>(*one.until - now).count()));
  }
  if (one.rejected > 0) add(grouped(one.rejected) + " rejected");
  if (one.restarts > 0) add(grouped(one.restarts) + (one.restarts == 1 ? " restart" : " restarts"));
  if (one.quarantined > 0) add(grouped(one.quarantined) + " put aside");
  if (!one.error.empty()) add(plain(one.error, 300));
  return out;
}

std::string head_of(const Kept& kept, const Standing& standing, os::WallTime now) {
  using State = Standing::State;
  std::string out = plain(kept.output.string(), 400) + ": ";
  const auto ago = [&](const std::optional<os::WallTime>& time) {
    return time ? duration_text(std::max(0.0, std::chrono::duration<double>(now - *time).count())) + " ago"
                : std::string();
  };
  switch (standing.state) {
    case State::running:
      return out + "running (" + plain(standing.holder, 200) + ")" +
             (standing.started ? " since " + os::local_time(*standing.started) + ", " + duration_text(standing.seconds)
                               : "");
    case State::finished:
      out += "finished";
      break;
    case State::unfinished:
      out += "ended, but not all collectors did their work";
      break;
    case State::interrupted:
      out += "interrupted";
      break;
    case State::empty:
      return out + "a run began here and committed nothing";
  }
  return out + (standing.ended ? " (" + os::rfc3339(*standing.ended).substr(0, 19) + "Z, " + ago(standing.ended) + ")"
                               : std::string());
}

std::string advice(const Kept& kept, const Standing& standing) {
  if (standing.state == Standing::State::running) return {};
  if (standing.left.empty()) {
    return "Nothing is left to collect. 'streamguard run' with --fresh begins anew; 'report' and 'show' read what is "
           "here.\n";
  }
  std::string out = "A resume goes on with: ";
  bool first = true;
  for (const CollectorStanding& one : standing.collectors) {
    if (one.status == "completed" || one.status == "exhausted") continue;
    out += (first ? "" : ", ") + one.name +
           (one.target > one.committed ? " (" + grouped(one.target - one.committed) + " to go)"
                                       : " (until its source is exhausted)");
    first = false;
  }
  const std::string manifest = kept.manifest_path.empty() ? kept.manifest_name : kept.manifest_path;
  out += ".\nTo go on: streamguard run" + (manifest.empty() ? std::string(" MANIFEST") : " " + plain(manifest, 400)) +
         " --output-dir " + plain(kept.output.string(), 400) + ", with the options that it was started with.\n";
  return out;
}

/// What a person reads, without control codes.
std::string standing_text(const Kept& kept, const Standing& standing, os::WallTime now) {
  std::string out = head_of(kept, standing, now) + "\n";
  if (!kept.manifest_name.empty()) {
    out += "manifest " + plain(kept.manifest_name, 100) +
           (kept.manifest_path.empty() ? "" : " (" + plain(kept.manifest_path, 400) + ")") + "\n";
  }
  const bool live = standing.state == Standing::State::running;
  std::size_t name_width = 10;
  for (const CollectorStanding& one : standing.collectors) name_width = std::max(name_width, one.name.size() + 2);
  out += "\n" + padded("COLLECTOR", name_width) + padded("STATE", 13) + padded("SAMPLES", 20) +
         (live ? padded("RATE", 10) + "LEFT" : std::string("SIZE")) + "\n";
  for (const CollectorStanding& one : standing.collectors) {
    std::string samples = grouped(one.committed);
    if (one.target > 0) samples += " of " + grouped(one.target);
    out += padded(plain(one.name, 64), name_width) + padded(plain(one.phase, 32), 13) + padded(samples, 20);
    if (live) {
      out += padded(one.status == "running" ? rate_text(one.rate) : "", 10) +
             padded(one.eta_seconds ? duration_text(*one.eta_seconds) : "", 10);
    } else {
      out += padded(bytes_text(one.bytes), 12);
    }
    out += note_of(one, now);
    while (out.ends_with(' ')) out.pop_back();
    out += '\n';
  }
  out += "\n" + grouped(standing.committed) + " samples, " + bytes_text(standing.bytes) + " are committed";
  if (kept.last_commit) {
    out += "; the last commit was " +
           duration_text(std::max(0.0, std::chrono::duration<double>(now - *kept.last_commit).count())) + " ago";
  }
  out += ".\n";
  if (kept.earlier) {
    out += "An earlier version wrote here and kept no plan: the numbers are those of the ledgers" +
           std::string(kept.facts_json.empty() ? ".\n" : " and of collection_results.json.\n");
  }
  return out + advice(kept, standing);
}

int status(const StatusOptions& options) {
  const bool screen = options.watch && !options.json && os::output_is_terminal();
  for (bool first = true;; first = false) {
    const auto kept = look_into(options.folder.path());
    if (!kept) return fail(kept.error());
    const os::WallTime now = os::real_clock().wall();
    const Standing standing = standing_of(kept.value(), now);
    std::string text =
        options.json ? standing_json(kept.value(), standing) + "\n" : standing_text(kept.value(), standing, now);
    // One write a frame: home, the lines each cleared behind, then what is below.
    if (screen) {
      for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 4))
        text.insert(at, "\x1b[K");
      text = (first ? "\x1b[2J\x1b[H" : "\x1b[H") + text + "\x1b[J";
    } else if (!first && !options.json) {
      text = "\n" + text;
    }
    std::cout << text << std::flush;
    if (!options.watch || !kept.value().running() || !std::cout) return delivered(kOk);
    std::this_thread::sleep_for(std::chrono::duration<double>(options.interval));
  }
}

}  // namespace

void add_status(CLI::App& app, std::function<int()>& chosen) {
  CLI::App* verb = app.add_subcommand("status", "Where a run stands: in progress, from another terminal, or ended");
  const auto options = std::make_shared<StatusOptions>();
  options->folder.add_to(*verb);
  verb->add_flag("--json", options->json, "As JSON, one line");
  verb->add_flag("--watch", options->watch, "Show it again and again until the run has ended");
  verb->add_option("--interval", options->interval, "Seconds between two looks of --watch")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.2, 3600.0))
      ->capture_default_str();
  verb->footer(
      "Only committed samples are counted. Rates are those of the last minute.\n"
      "\n"
      "Examples:\n"
      "  streamguard status\n"
      "  streamguard status data/raw --watch\n"
      "  streamguard status --json | jq -r '.state, .samples_collected'");
  verb->callback([&chosen, options] { chosen = [options] { return status(*options); }; });
}

}  // namespace streamguard::cli
