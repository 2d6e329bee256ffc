// The bars of a frame: how far each collector is, and below them what it waits for.
#include <algorithm>
#include <array>
#include <cmath>

#include "core/text.hpp"
#include "os/clock.hpp"
#include "view/frame_parts.hpp"
#include "view/width.hpp"
#include "view/words.hpp"

namespace streamguard::view {
namespace {

constexpr std::size_t kBarLeast = 8, kBarMost = 100;
constexpr std::size_t kWide = 80;
constexpr std::size_t kPercent = 6, kTime = 7, kWord = 11, kRate = 9;

std::string count_text(const CollectorState& one, bool wide) {
  std::string have = grouped(one.tally.committed);
  if (one.tally.target == 0) return have;
  return have + (wide ? " / " : "/") + grouped(one.tally.target);
}

std::string percent_text(const CollectorState& one) {
  if (one.phase == Phase::exhausted) return "all";
  const auto share = one.share();
  if (!share) return "";
  // Rounded down: 100% is for what is there.
  return fixed(std::floor(*share * 1000) / 10, 1) + "%";
}

void put_bar(Line& line, std::optional<double> share, std::size_t columns, Style style, bool unicode) {
  constexpr std::array<const char*, 8> kEighths{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const auto eighths = static_cast<std::size_t>(share.value_or(0) * static_cast<double>(columns * 8));
  const std::size_t whole = std::min(columns, eighths / 8);
  std::string done;
  for (std::size_t i = 0; i < whole; ++i) done += unicode ? "█" : "#";
  if (unicode && whole < columns) done += kEighths[eighths % 8];
  line.put(done, style);
  const std::size_t used = columns_of(done);
  std::string rest;
  for (std::size_t i = used; i < columns; ++i) rest += unicode ? (share ? "░" : "┈") : (share ? "." : " ");
  line.put(rest, Style::dim);
}

std::string note_of(const CollectorState& one, Time now) {
  if (one.phase == Phase::failed) return one.why;
  const auto wait = one.wait(now);
  if (!wait) return {};
  const std::string when = os::local_time(wait->until) + " (" + duration_text(seconds_between(now, wait->until)) + ")";
  if (wait->kind == Wait::Kind::restart) return "starts again at " + when + " after " + wait->what;
  return "waits until " + when + " for the " + wait->what;
}

}  // namespace

std::string word_of(const CollectorState& one, Time now) {
  if (one.phase == Phase::stopping) return "saving";
  if (one.phase == Phase::waiting) return "restarting";
  if (one.phase == Phase::running) {
    if (const auto wait = one.wait(now)) return wait->kind == Wait::Kind::limit ? "limit" : "retrying";
  }
  return name_of(one.phase);
}

Style style_of(const CollectorState& one, Time now) {
  switch (one.phase) {
    case Phase::pending:
      return Style::dim;
    case Phase::running:
      return one.wait(now) ? Style::hold : Style::busy;
    case Phase::completed:
    case Phase::exhausted:
      return Style::good;
    case Phase::failed:
      return Style::bad;
    default:
      return Style::hold;
  }
}

Bars bars_of(const RunState& state, Time now, const Paper& paper, bool words) {
  const bool wide = paper.columns >= kWide;
  std::size_t names = 4;
  std::size_t counts = 1;
  for (const CollectorState& one : state.collectors()) {
    names = std::max(names, columns_of(shown(one.name, paper.unicode)));
    counts = std::max(counts, columns_of(count_text(one, wide)));
  }
  names = std::min(names, wide ? kNameMost : kNameMostNarrow);
  const std::size_t fixed_part =
      3 + names + 1 + 1 + kPercent + 2 + counts + 2 + kTime + 1 + (words ? kWord + kRate + 2 : 0);
  const bool time = paper.columns >= fixed_part + kBarLeast;
  const std::size_t taken = time ? fixed_part : fixed_part - kTime - 2;
  const std::size_t bar = paper.columns > taken + kBarLeast ? std::min(kBarMost, paper.columns - taken) : kBarLeast;
  Bars out;
  for (const CollectorState& one : state.collectors()) {
    const Style style = style_of(one, now);
    Line line(paper);
    line.to(1).put(symbol_of(one.phase, paper.unicode), style).to(3);
    line.left(one.name, names, one.phase == Phase::pending ? Style::dim : Style::normal).to(line.columns() + 1);
    if (words) line.left(word_of(one, now), kWord, style);
    put_bar(line, one.share(), bar, style, paper.unicode);
    line.to(line.columns() + 1).right(percent_text(one), kPercent, Style::strong);
    line.to(line.columns() + 2).right(count_text(one, wide), counts);
    if (words) {
      const auto rate = one.rate(now);
      line.right(rate ? rate_text(*rate) : "", kRate + 2, Style::dim);
    }
    if (time) line.right(one.started ? duration_text(one.seconds(now)) : "", kTime + 2, Style::dim);
    out.bars.push_back(std::move(line).text());
    const std::string note = note_of(one, now);
    if (note.empty()) {
      out.notes.emplace_back();
      continue;
    }
    Line below(paper);
    below.to(3).put(paper.unicode ? "└ " : "\\ ", Style::dim).put(note, style);
    out.notes.push_back(std::move(below).text());
  }
  return out;
}

}  // namespace streamguard::view
