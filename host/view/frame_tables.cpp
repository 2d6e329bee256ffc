// The tables of a frame: statistics of collectors, use of upstreams.
#include <algorithm>
#include <array>
#include <cmath>

#include "core/text.hpp"
#include "os/clock.hpp"
#include "view/frame_parts.hpp"
#include "view/table.hpp"
#include "view/words.hpp"

namespace streamguard::view {
namespace {

constexpr std::size_t kPaceSteps = 20;
constexpr std::chrono::milliseconds kPaceStep{1000};

/// "30s", "1h": whole numbers, as limits are published.
std::string span_text(double seconds) {
  if (seconds < 1 || seconds != std::floor(seconds)) return duration_text(seconds);
  const auto whole = static_cast<std::uint64_t>(seconds);
  if (whole % 3600 == 0) return std::to_string(whole / 3600) + "h";
  if (whole % 60 == 0) return std::to_string(whole / 60) + "m";
  return std::to_string(whole) + "s";
}

std::string count_or_nothing(std::uint64_t count) { return count > 0 ? grouped(count) : ""; }

std::string pace_text(const CollectorState& one, Time now) {
  constexpr std::array<const char*, 8> kLevels{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  if (is_over(one.phase)) return {};
  const auto pace = one.pace(now, kPaceSteps, kPaceStep);
  const double most = pace.empty() ? 0 : *std::max_element(pace.begin(), pace.end());
  std::string out;
  for (const double value : pace) {
    const auto level = most > 0 ? static_cast<std::size_t>(value / most * 7.999) : 0;
    out += kLevels[std::min<std::size_t>(level, 7)];
  }
  return out;
}

std::string crew_text(const Tally& tally, std::uint64_t all, std::uint64_t largest) {
  if (tally.crew.empty() || all == 0) return {};
  if (tally.crew.size() == 1) return memory_text(all);
  return memory_text(all) + " (" + std::to_string(tally.crew.size()) + ", most " + memory_text(largest) + ")";
}

std::string rate_cell(const CollectorState& one, Time now) {
  const auto rate = is_over(one.phase) ? (one.fresh() > 0 ? one.mean_rate(now) : std::nullopt) : one.rate(now);
  return rate ? rate_text(*rate) : "-";
}

std::string eta_text(std::optional<double> eta) { return eta ? "~" + duration_text(*eta) : "-"; }

std::vector<Column> statistics_columns(const Paper& paper) {
  return {{"Collector", 0, false, paper.columns >= 80 ? kNameMost : kNameMostNarrow},
          {"Status", 0, false, 12},
          {"Samples", 0, true, 14},
          {"Rate", 1, true, 12},
          {"ETA", 2, true, 9},
          {"Duration", 3, true, 9},
          {"Memory", 4, true, 24},
          {"Requests", 6, true, 12},
          {"Restarts", 5, true, 8},
          {"Rejected", 7, true, 12},
          {"Duplicates", 9, true, 12},
          {"Fetched", 8, true, 10},
          {"From cache", 10, true, 12},
          {"Warnings", 11, true, 9},
          {"Waited", 12, true, 9},
          {"Last 20 s", 13, false, 20}};
}

std::vector<Cell> row_of(const CollectorState& one, Time now, bool unicode) {
  const Tally& tally = one.tally;
  const Style style = style_of(one, now);
  return {{one.name, one.phase == Phase::pending ? Style::dim : Style::normal},
          {word_of(one, now), style},
          {grouped(tally.committed)},
          {rate_cell(one, now)},
          {eta_text(one.eta(now))},
          {one.started ? duration_text(one.seconds(now)) : "-"},
          {crew_text(tally, one.memory(), one.largest_worker())},
          {count_or_nothing(tally.requests)},
          {count_or_nothing(tally.restarts), Style::hold},
          {count_or_nothing(tally.rejected), Style::hold},
          {count_or_nothing(tally.duplicates)},
          {tally.fetched_bytes > 0 ? bytes_text(tally.fetched_bytes) : ""},
          {count_or_nothing(tally.from_cache)},
          {count_or_nothing(one.warnings), Style::hold},
          {tally.waited_seconds >= 1 ? duration_text(tally.waited_seconds) : ""},
          {unicode ? pace_text(one, now) : "", Style::busy}};
}

std::vector<Cell> total_row(const RunState& state, Time now) {
  const Tally sum = state.total();
  std::uint64_t memory = 0;
  for (const CollectorState& one : state.collectors()) memory += one.memory();
  const auto rate = state.rate(now);
  const bool over = state.active() == 0 && state.complete() + state.failed() == state.collectors().size();
  const std::uint64_t fresh = sum.committed - std::min(sum.committed, sum.committed_before);
  const double seconds = state.elapsed(now);
  const auto shown = over && seconds > 0 ? std::optional<double>(static_cast<double>(fresh) / seconds) : rate;
  const auto strong = [](std::string text) { return Cell{std::move(text), Style::strong}; };
  return {strong("TOTAL"),
          strong(std::to_string(state.complete()) + " of " + std::to_string(state.collectors().size()) + " done"),
          strong(grouped(sum.committed)),
          strong(shown ? rate_text(*shown) : "-"),
          strong(eta_text(state.eta(now))),
          strong(duration_text(seconds)),
          strong(memory > 0 ? memory_text(memory) : ""),
          strong(count_or_nothing(sum.requests)),
          strong(count_or_nothing(sum.restarts)),
          strong(count_or_nothing(sum.rejected)),
          strong(count_or_nothing(sum.duplicates)),
          strong(sum.fetched_bytes > 0 ? bytes_text(sum.fetched_bytes) : ""),
          strong(count_or_nothing(sum.from_cache)),
          strong(count_or_nothing(state.warnings())),
          strong(""),
          strong("")};
}

}  // namespace

std::vector<std::string> statistics_of(const RunState& state, Time now, const Paper& paper) {
  Table table(statistics_columns(paper));
  for (const CollectorState& one : state.collectors()) table.row(row_of(one, now, paper.unicode));
  table.row(total_row(state, now));
  return table.lines(paper);
}

std::vector<std::string> upstreams_of(const RunState& state, Time now, const Paper& paper) {
  if (state.upstreams().empty()) return {};
  Table table({{"Upstream", 0, false, 24},
               {"Limit", 1, false, 20},
               {"Used", 2, true, 8},
               {"Next may start", 3, true, 20},
               {"Requests", 0, true, 12},
               {"Retries", 5, true, 10},
               {"In flight", 4, true, 10},
               {"In line", 2, true, 10},
               {"Waited", 6, true, 9},
               {"Received", 7, true, 12}});
  for (const UpstreamUse& one : state.upstreams()) {
    const bool held = one.free_at > now;
    const double window = std::chrono::duration<double>(one.window).count();
    table.row({{plain(one.name, kRecentBytes)},
               {one.limit > 0 ? grouped(one.limit) + " in " + span_text(window) : "none",
                one.limit > 0 ? Style::normal : Style::dim},
               {one.limit > 0 ? grouped(one.in_window) : ""},
               {held ? os::local_time(one.free_at) + " (" + duration_text(seconds_between(now, one.free_at)) + ")" : "",
                Style::hold},
               {grouped(one.requests)},
               {count_or_nothing(one.retries), Style::hold},
               {count_or_nothing(one.in_flight)},
               {count_or_nothing(one.waiting), held ? Style::hold : Style::normal},
               {one.waited_seconds >= 1 ? duration_text(one.waited_seconds) : ""},
               {one.bytes > 0 ? bytes_text(one.bytes) : ""}});
  }
  return table.lines(paper);
}

}  // namespace streamguard::view
