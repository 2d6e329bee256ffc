#include "view/plain_view.hpp"

#include <algorithm>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "os/clock.hpp"
#include "view/run_state.hpp"
#include "view/width.hpp"
#include "view/words.hpp"

namespace streamguard::view {
namespace {

using std::chrono::system_clock;

constexpr std::chrono::seconds kFirstProgress{1};

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return text;
}

}  // namespace

void PlainView::on(const Event& event) {
  double seconds = 0;
  switch (event.kind) {
    case Event::Kind::progress:
      return progress(event);
    case Event::Kind::upstreams:
    case Event::Kind::report_started:
      return;
    case Event::Kind::log:
      if (event.level == LogLevel::debug && !options_.debug) return;
      break;
    case Event::Kind::collector_started:
      seen_[event.collector].started = event.at;
      seen_[event.collector].committed = event.tally.committed;
      break;
    case Event::Kind::collector_ended:
      if (const auto seen = seen_.find(event.collector); seen != seen_.end())
        seconds = seconds_between(seen->second.started, event.at);
      break;
    default:
      break;
  }
  line(event, symbol_of(event.kind, event.level, event.phase, options_.unicode), words_of(event, seconds));
}

void PlainView::line(const Event& event, const char* symbol, const std::string& text) {
  std::string out = "[" + os::local_time(event.at) + "] " + symbol + " ";
  if (!event.collector.empty()) out += upper(plain(event.collector, limits::kUnitBytes)) + ": ";
  out += plain(text, limits::kLogLineBytes);
  if (!options_.unicode) out = shown(out, false);
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
    text += ", " + grouped(tally.done) + (tally.total > 0 ? " of " + grouped(tally.total) : "") + " " +
            plural(tally.noun) + " looked at";
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
  line(event, options_.unicode ? "…" : ".", text);
}

}  // namespace streamguard::view
