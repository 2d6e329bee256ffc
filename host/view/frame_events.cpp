// The events of a frame: the last ones, all of them as a panel, reports; and the help.
#include <algorithm>
#include <filesystem>

#include "os/clock.hpp"
#include "view/frame_parts.hpp"
#include "view/width.hpp"
#include "view/words.hpp"

namespace streamguard::view {
namespace {

constexpr std::size_t kWrapMost = 24;  ///< lines of one event in the panel
constexpr std::size_t kNameColumns = 12;

Style style_of(const Recent& one) {
  if (one.kind == Event::Kind::collector_ended && successful(one.phase)) return Style::good;
  if (one.kind == Event::Kind::report_written) return Style::good;
  if (one.level == LogLevel::error || one.kind == Event::Kind::report_failed) return Style::bad;
  if (one.level == LogLevel::warn || one.kind == Event::Kind::waiting) return Style::hold;
  return Style::normal;
}

/// The columns up to the text.
Line beginning(const Recent& one, const Paper& paper) {
  Line line(paper);
  line.to(1).put(os::local_time(one.at), Style::dim).to(10);
  line.left(symbol_of(one.kind, one.level, one.phase, paper.unicode), 2, style_of(one)).to(13);
  line.left(one.collector, kNameColumns, Style::strong).to(line.columns() + 1);
  return line;
}

}  // namespace

std::vector<std::string> recent_of(const RunState& state, const Paper& paper, std::size_t most) {
  std::vector<std::string> out;
  const auto& events = state.recent();
  for (std::size_t i = events.size() - std::min(most, events.size()); i < events.size(); ++i) {
    Line line = beginning(events[i], paper);
    line.put(events[i].text, style_of(events[i]));
    out.push_back(std::move(line).text());
  }
  return out;
}

std::vector<std::string> log_of(const RunState& state, const Paper& paper, bool warnings_only) {
  std::vector<std::string> out;
  if (state.recent_dropped() > 0 && !warnings_only) {
    Line line(paper);
    line.to(1).put(std::to_string(state.recent_dropped()) + " older events are in .streamguard/run.log", Style::dim);
    out.push_back(std::move(line).text());
  }
  for (const Recent& one : state.recent()) {
    const Style style = style_of(one);
    if (warnings_only && style != Style::hold && style != Style::bad) continue;
    Line line = beginning(one, paper);
    const std::size_t column = line.columns();
    for (const std::string& piece : wrapped(one.text, paper.columns - column, paper.unicode, kWrapMost)) {
      line.to(column).put(piece, style);
      out.push_back(std::move(line).text());
      line = Line(paper);
    }
  }
  return out;
}

std::string reports_of(const RunState& state, const Paper& paper) {
  if (state.reports().empty()) return {};
  Line line(paper);
  line.to(1).put("Reports", Style::strong);
  for (const ReportState& one : state.reports()) {
    const std::string name = !one.format.empty() ? one.format : std::filesystem::path(one.text).filename().string();
    switch (one.is) {
      case ReportState::Is::writing:
        line.put("  " + name + (paper.unicode ? " …" : " ..."), Style::busy);
        break;
      case ReportState::Is::written:
        line.put("  " + name + (paper.unicode ? " ✓" : " +"), Style::good);
        break;
      case ReportState::Is::failed:
        line.put("  " + name + (paper.unicode ? " ✗" : " x"), Style::bad);
        break;
    }
  }
  return std::move(line).text();
}

std::vector<std::string> help_of(const Paper& paper) {
  std::vector<std::string> out;
  const auto put = [&](const char* key, const char* text) {
    for (const std::string& piece : wrapped(text, paper.columns > 20 ? paper.columns - 17 : 4, paper.unicode, 8)) {
      Line line(paper);
      line.to(2).left(key, 14, Style::strong).put(piece);
      out.push_back(std::move(line).text());
      key = "";
    }
  };
  put("q  Ctrl-C", "stop: collectors save what is complete, then the run ends");
  put("q q", "stop at once; what is committed stays");
  put("p", "pause: nothing new is begun or fetched; again: go on");
  put("l", "events, newest below; w shows warnings and errors only");
  put("arrows", "scroll, also PgUp, PgDn, Home, End");
  put("Ctrl-Z", "leave it stopped in the background of the shell; fg goes on");
  put("Ctrl-L", "draw the screen anew");
  put("?  Esc", "this help; back");
  out.emplace_back();
  const auto say = [&](const char* text) {
    for (const std::string& piece : wrapped(text, paper.columns - 4, paper.unicode, 8)) {
      Line line(paper);
      line.to(2).put(piece, Style::dim);
      out.push_back(std::move(line).text());
    }
  };
  say("Samples are those that are durable. A rate looks back over 30 seconds; a time to go is shown only where target "
      "or "
      "source tell how much is left. 'limit': it waits for an upstream's published limit. 'exhausted': its source "
      "holds "
      "no more.");
  return out;
}

}  // namespace streamguard::view
