#include "view/frame.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "view/frame_parts.hpp"
#include "view/width.hpp"
#include "view/words.hpp"

namespace streamguard::view {
namespace {

constexpr std::size_t kRecentLeast = 3;
constexpr std::size_t kRowsLeast = 3;      ///< below: the title alone
constexpr std::size_t kRowsWithPage = 12;  ///< below: no line for the live page's address

using Lines = std::vector<std::string>;

void append(Lines& to, const Lines& more) { to.insert(to.end(), more.begin(), more.end()); }

std::string heading(const std::string& text, const Paper& paper) {
  Line line(paper);
  line.put(" " + text + " ", Style::strong);
  std::string rule;
  for (std::size_t i = line.columns(); i + 1 < paper.columns; ++i) rule += paper.unicode ? "─" : "-";
  line.put(rule, Style::dim);
  return std::move(line).text();
}

/// Two texts at the ends of a line; the first gives way.
std::string between(const std::string& left, Style left_style, const std::string& right, const Paper& paper) {
  const std::size_t columns = columns_of(right);
  Line line(paper);
  line.to(1);
  if (columns + 3 < paper.columns) line.left(left, paper.columns - columns - 3, left_style);
  line.to(paper.columns - std::min(paper.columns, columns + 1)).put(right);
  return std::move(line).text();
}

std::string title(const RunState& state, Time now, const Paper& paper) {
  const char* dot = paper.unicode ? " · " : ", ";
  std::string right = clock_text(state.elapsed(now));
  if (const auto eta = state.eta(now)) right += dot + ("about " + duration_text(*eta) + " left");
  if (paper.columns >= 80) right = name_of(state.mode()) + (dot + right);
  const std::string left = std::string("StreamGuard") + dot + state.name() + dot + name_of(state.stage());
  return between(left, Style::strong, right, paper);
}

/// What the keys do, in fewer and fewer words.
std::vector<std::string> keys_of(const RunState& state, const Look& look) {
  if (!look.keys) return {};
  const std::string pause = state.stage() == RunState::Stage::paused ? "p go on" : "p pause";
  switch (look.panel) {
    case Panel::log:
      return {"l back  w warnings  arrows scroll  q stop", "l back  w warnings  q stop", "l back  w warnings",
              "l back"};
    case Panel::help:
      return {"? back  q stop", "? back"};
    case Panel::run:
      break;
  }
  return {"q stop  " + pause + "  l log  ? help", "q stop  " + pause + "  ? help", "q stop  ? help", "? help"};
}

std::string footer(const RunState& state, const Look& look) {
  const char* dot = look.paper.unicode ? " · " : ", ";
  const auto count = [](std::uint64_t number, const std::string& noun) {
    return grouped(number) + " " + noun + (number == 1 ? "" : "s");
  };
  std::string left = std::to_string(state.active()) + " active" + dot + std::to_string(state.complete()) +
                     " completed" + dot + count(state.errors(), "error");
  if (look.paper.columns >= 80) left += dot + count(state.warnings(), "warning");
  std::string keys;
  for (const std::string& offer : keys_of(state, look)) {
    keys = offer;
    if (columns_of(left) + columns_of(keys) + 4 <= look.paper.columns) break;
  }
  return between(left, state.errors() > 0 ? Style::bad : Style::dim, keys, look.paper);
}

/// What has to be known at once, across the screen; empty in ordinary times.
std::string banner(const RunState& state, Time now, const Look& look) {
  std::string text;
  const char* again = look.keys ? "q again: at once." : "Ctrl-C again: at once.";
  switch (state.stage()) {
    case RunState::Stage::paused:
      text = " PAUSED for " + duration_text(seconds_between(state.paused_since().value_or(now), now)) +
             ": nothing new is begun. p goes on.";
      break;
    case RunState::Stage::stopping:
      text = " SHUTDOWN SIGNAL RECEIVED: saving, " + std::to_string(state.complete() + state.failed()) + " of " +
             std::to_string(state.collectors().size()) + " collectors done. " + again;
      break;
    case RunState::Stage::stopping_now:
      text = " STOPPING AT ONCE: what is committed stays.";
      break;
    default:
      return {};
  }
  Line line(look.paper);
  line.put(text, Style::banner);
  return std::move(line).text();
}

/// Where the run is shown live too: whole, for part of an address is none.
std::string page_line(const Look& look) {
  const std::string text = "Live: " + look.page;
  if (look.page.empty() || look.rows < kRowsWithPage || columns_of(text) + 1 > look.paper.columns) return {};
  Line line(look.paper);
  line.to(1).put(text, Style::dim);
  return std::move(line).text();
}

/// Bars from `from` on in `room` lines, with notes where there is room for all of them.
Lines listed(const Bars& bars, std::size_t from, std::size_t room, bool notes, const Paper& paper) {
  Lines out;
  const bool all = bars.bars.size() <= room;
  const std::size_t most = all ? bars.bars.size() : std::max<std::size_t>(room, 1) - 1;
  from = std::min(from, bars.bars.size() - most);
  for (std::size_t i = from; i < from + most; ++i) {
    out.push_back(bars.bars[i]);
    if (notes && !bars.notes[i].empty()) out.push_back(bars.notes[i]);
  }
  if (!all && room > 0) {
    Line line(paper);
    line.to(3).put(std::to_string(bars.bars.size() - most) + " more: arrows scroll", Style::dim);
    out.push_back(std::move(line).text());
  }
  return out;
}

/// The part between title and footer, in `room` lines. What does not fit is left out in this order: empty lines,
/// upstreams, notes, the table.
Lines body(const RunState& state, Time now, const Look& look, std::size_t room) {
  const Paper& paper = look.paper;
  const std::size_t collectors = state.collectors().size();
  const Lines statistics = statistics_of(state, now, paper);
  const Lines upstreams = upstreams_of(state, now, paper);
  const std::string reports = reports_of(state, paper);
  const auto take = [&room](std::size_t lines) {
    if (lines > room) return false;
    room -= lines;
    return true;
  };
  const std::size_t whole = room;
  const bool bars_heading = take(collectors + 1);
  if (!bars_heading) room -= std::min(room, collectors);
  const bool with_reports = !reports.empty() && take(1);
  const bool with_recent = take(1 + kRecentLeast);
  const bool with_statistics = bars_heading && take(statistics.size() + 1);
  const Bars bars = bars_of(state, now, paper, !with_statistics && paper.columns >= 80);
  const auto notes = static_cast<std::size_t>(
      std::count_if(bars.notes.begin(), bars.notes.end(), [](const std::string& note) { return !note.empty(); }));
  const bool with_notes = take(notes);
  const bool with_upstreams = !upstreams.empty() && with_statistics && take(upstreams.size() + 1);
  const bool with_gaps = with_statistics && take(3U + (with_upstreams ? 1U : 0U));

  Lines out;
  const auto gap = [&] {
    if (with_gaps) out.emplace_back();
  };
  gap();
  if (bars_heading) out.push_back(heading("Collection Progress", paper));
  append(out, listed(bars, look.scroll, std::min(whole, collectors), with_notes, paper));
  if (with_statistics) {
    gap();
    out.push_back(heading("Collector Statistics", paper));
    append(out, statistics);
  }
  if (with_upstreams) {
    gap();
    out.push_back(heading("Upstreams", paper));
    append(out, upstreams);
  }
  if (with_reports) out.push_back(reports);
  if (with_recent) {
    gap();
    out.push_back(heading("Recent Events", paper));
    append(out, recent_of(state, paper, room + kRecentLeast));
  }
  return out;
}

Lines log_panel(const RunState& state, const Look& look, std::size_t room) {
  Lines out;
  out.push_back(heading(look.warnings_only ? "Warnings and Errors" : "Events", look.paper));
  const Lines all = log_of(state, look.paper, look.warnings_only);
  const std::size_t visible = std::min(room - 1, all.size());
  const std::size_t back = std::min(look.scroll, all.size() - visible);
  const auto end = all.end() - static_cast<std::ptrdiff_t>(back);
  out.insert(out.end(), end - static_cast<std::ptrdiff_t>(visible), end);
  return out;
}

}  // namespace

std::vector<std::string> frame(const RunState& state, Time now, const Look& look) {
  Lines out;
  if (look.rows == 0 || look.paper.columns == 0) return out;
  out.push_back(title(state, now, look.paper));
  if (look.rows < kRowsLeast) return out;
  if (std::string text = banner(state, now, look); !text.empty()) out.push_back(std::move(text));
  if (std::string text = page_line(look); !text.empty()) out.push_back(std::move(text));
  const std::size_t room = look.rows - out.size() - 1;
  if (room > 0) {
    switch (look.panel) {
      case Panel::run:
        append(out, body(state, now, look, room));
        break;
      case Panel::log:
        append(out, log_panel(state, look, room));
        break;
      case Panel::help:
        out.push_back(heading("Keys", look.paper));
        append(out, help_of(look.paper));
        break;
    }
  }
  out.resize(look.rows - 1);
  out.push_back(footer(state, look));
  return out;
}

std::size_t scroll_most(const RunState& state, const Look& look) {
  const std::size_t banner_rows = (banner(state, Time(), look).empty() ? 0U : 1U) + (page_line(look).empty() ? 0U : 1U);
  const std::size_t room = look.rows > 2 + banner_rows ? look.rows - 2 - banner_rows : 0;
  switch (look.panel) {
    case Panel::run: {
      const std::size_t collectors = state.collectors().size();
      return collectors > room && room > 0 ? collectors - (room - 1) : 0;
    }
    case Panel::log: {
      const std::size_t lines = log_of(state, look.paper, look.warnings_only).size();
      return room > 0 && lines > room - 1 ? lines - (room - 1) : 0;
    }
    case Panel::help:
      return 0;
  }
  return 0;
}

}  // namespace streamguard::view
