#include "view/plain_view.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "os/clock.hpp"

namespace streamguard::view {
namespace {

using std::chrono::duration;
using std::chrono::system_clock;

constexpr std::chrono::seconds kFirstProgress{1};

double seconds_between(system_clock::time_point from, system_clock::time_point to) {
  return std::max(0.0, duration<double>(to - from).count());
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return text;
}

std::string fixed(double value, int digits) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.*f", digits, value);
  return text.data();
}

std::string rate_text(double rate) {
  return (rate >= 10 ? grouped(static_cast<std::uint64_t>(rate)) : fixed(rate, 1)) + "/s";
}

}  // namespace

void PlainView::on(const Event& event) {
  switch (event.kind) {
    case Event::Kind::run_started:
      return line(event, "▶", "*", "Collecting into " + event.text);
    case Event::Kind::run_resumed:
      return line(event, "↻", "*", event.text);
    case Event::Kind::collector_started: {
      Seen& seen = seen_[event.collector];
      seen.started = event.at;
      seen.committed = event.tally.committed;
      const std::string goal = event.tally.target > 0 ? ", target " + grouped(event.tally.target) : ", all there is";
      const std::string from =
          event.tally.committed > 0 ? ", from " + grouped(event.tally.committed) + " samples on" : "";
      return line(event, "⚡", ">", event.text + " started" + goal + from);
    }
    case Event::Kind::progress:
      return progress(event);
    case Event::Kind::waiting:
      return line(event, "⏳", ".",
                  "waiting for " + event.text + ", " + duration_text(seconds_between(event.at, event.until)));
    case Event::Kind::restarting:
      return line(event, "↻", "!",
                  event.text + "; starting again in " + duration_text(seconds_between(event.at, event.until)));
    case Event::Kind::quarantined:
      return line(event, "⚠", "!", "goes past '" + event.text + "' from now on: it failed there again and again");
    case Event::Kind::log:
      if (event.level == LogLevel::debug && !options_.debug) return;
      return line(event,
                  event.level == LogLevel::error  ? "✗"
                  : event.level == LogLevel::warn ? "⚠"
                                                  : "·",
                  event.level == LogLevel::error  ? "E"
                  : event.level == LogLevel::warn ? "!"
                                                  : ".",
                  event.text);
    case Event::Kind::collector_ended: {
      const bool good = successful(event.phase);
      return line(event, good ? "✓" : event.phase == Phase::interrupted ? "■" : "✗", good ? "+" : "x", ended(event));
    }
    case Event::Kind::upstreams:
    case Event::Kind::report_started:
      return;
    case Event::Kind::paused:
      return line(event, "⏸", "=", "Paused: nothing new is begun until it goes on");
    case Event::Kind::unpaused:
      return line(event, "▶", "*", "Going on");
    case Event::Kind::report_written:
      return line(event, "✓", "+", "Report written: " + event.text);
    case Event::Kind::report_failed:
      return line(event, "✗", "x", "Report failed: " + event.text);
    case Event::Kind::shutdown:
      return line(event, "■", "!",
                  event.text == "now" ? "Stopping at once. What is committed stays."
                                      : "Stopping: saving what is complete. Press Ctrl-C again to stop at once.");
    case Event::Kind::run_ended:
      return line(event, "■", "=", event.text);
  }
}

void PlainView::line(const Event& event, const char* symbol, const char* ascii, const std::string& text) {
  std::string out = "[" + os::local_time(event.at) + "] " + (options_.unicode ? symbol : ascii) + " ";
  if (!event.collector.empty()) out += upper(plain(event.collector, limits::kUnitBytes)) + ": ";
  out += plain(text, limits::kLogLineBytes);
  out += '\n';
  out_ << out << std::flush;
}

void PlainView::progress(const Event& event) {
  Seen& seen = seen_[event.collector];
  if (seen.started == system_clock::time_point{}) seen.started = event.at;
  const bool first = seen.shown == system_clock::time_point{};
  if (event.at - (first ? seen.started : seen.shown) <
      (first ? std::chrono::milliseconds(kFirstProgress) : options_.interval)) {
    return;
  }
  const Tally& tally = event.tally;
  std::string text = grouped(tally.committed);
  if (tally.target > 0) {
    text += " of " + grouped(tally.target) + " samples (" +
            fixed(100.0 * static_cast<double>(tally.committed) / static_cast<double>(tally.target), 1) + "%)";
  } else {
    text += " samples";
  }
  if (!tally.noun.empty()) {
    text += ", " + grouped(tally.done) + (tally.total > 0 ? " of " + grouped(tally.total) : "") + " " + tally.noun +
            "s looked at";
  }
  if (!first) {
    const double rate =
        static_cast<double>(tally.committed - seen.committed) / std::max(0.001, seconds_between(seen.shown, event.at));
    text += ", " + rate_text(rate);
    if (rate > 0 && tally.target > tally.committed) {
      text += ", about " + duration_text(static_cast<double>(tally.target - tally.committed) / rate) + " to the target";
    }
  }
  if (event.phase == Phase::waiting) text += ", waiting to start again";
  seen.shown = event.at;
  seen.committed = tally.committed;
  line(event, "…", ".", text);
}

std::string PlainView::ended(const Event& event) const {
  const Tally& tally = event.tally;
  const auto seen = seen_.find(event.collector);
  const double seconds = seen == seen_.end() ? 0 : seconds_between(seen->second.started, event.at);
  const std::uint64_t fresh = tally.committed - tally.committed_before;
  std::string text;
  switch (event.phase) {
    case Phase::completed:
      text = "completed: target met, ";
      break;
    case Phase::exhausted:
      text = "completed: the source holds no more, ";
      break;
    case Phase::interrupted:
      text = "interrupted: ";
      break;
    default:
      text = "failed: " + (event.text.empty() ? std::string("for an unknown reason") : event.text) + "; ";
      break;
  }
  text += grouped(tally.committed) + (tally.target > 0 ? " of " + grouped(tally.target) : "") + " samples";
  if (seconds > 0 && fresh > 0) {
    text +=
        " in " + duration_text(seconds) + " (" + rate_text(static_cast<double>(fresh) / std::max(0.001, seconds)) + ")";
  }
  if (fresh < tally.committed) text += ", " + grouped(tally.committed_before) + " of them by earlier runs";
  if (tally.rejected > 0) text += ", " + grouped(tally.rejected) + " rejected";
  if (tally.duplicates > 0) text += ", " + grouped(tally.duplicates) + " duplicates left out";
  return text;
}

}  // namespace streamguard::view
