#include <algorithm>
#include <array>

#include "sections.hpp"
#include "words.hpp"

namespace streamguard::pdf_report {
namespace {

constexpr double kTitleTop = 130;
constexpr double kTileHeight = 66;
constexpr std::size_t kTitleLines = 3, kVerdictLines = 3;

struct Tile {
  std::string number, name;
};

void write(Document& document, Tag parent, const char* type, Point at, Type face, Colour colour,
           const std::string& text) {
  const Marked marked(document, document.tag(parent, type));
  document.text(at, face.face, face.size, colour, text);
}

/// Key numbers side by side, a line above each.
void draw_tiles(Flow& flow, Tag parent, double y, const std::vector<Tile>& tiles) {
  Document& document = flow.document();
  const double width =
      (flow.width() - kGutter * static_cast<double>(tiles.size() - 1)) / static_cast<double>(tiles.size());
  Type number{Face::kStrong, 22};  // the same for all
  for (const Tile& tile : tiles) {
    while (number.size > 8 && document.text_width(number.face, number.size, tile.number) > width) number.size -= 0.5;
  }
  double x = flow.left();
  for (const Tile& tile : tiles) {
    {
      const Marked marked(document);
      document.line({x, y}, {x + width, y}, 1.5, kAccent);
    }
    const Marked marked(document, document.tag(parent, "P"));
    document.text({x, y + 18}, Face::kRegular, kTableSize, kMuted, tile.name);
    document.text({x, y + 45}, number.face, number.size, kInk, fit(document, number, tile.number, width));
    x += width + kGutter;
  }
}

/// What the facts call it: name and value, a line each.
void draw_details(Flow& flow, Tag parent, double& y, const std::vector<std::pair<std::string, std::string>>& lines) {
  Document& document = flow.document();
  constexpr double kNames = 92, kLeading = 15;
  for (const auto& [name, value] : lines) {
    const Marked marked(document, document.tag(parent, "P"));
    document.text({flow.left(), y}, Face::kRegular, kTableSize, kMuted, name);
    document.text({flow.left() + kNames, y}, Face::kRegular, kTableSize, kInk,
                  fit(document, {Face::kRegular, kTableSize}, printable(document, value), flow.width() - kNames));
    y += kLeading;
  }
}

}  // namespace

double draw_title_page(Flow& flow, const Report& report, Tag contents) {
  Document& document = flow.document();
  const facts::Facts& facts = report.facts;
  const Tag part = contents;
  document.bookmark(std::nullopt, printable(document, report.title), 0);
  {
    const Marked marked(document);
    document.fill({0, 0, document.width(), 6}, kAccent);
  }
  write(document, part, "P", {flow.left(), 72}, {Face::kStrong, 11}, kAccent, "StreamGuard");
  const Type title{Face::kStrong, kTitleSize};
  double y = kTitleTop;
  const Tag heading = document.tag(part, "H1");
  for (const std::string& line : wrap(document, title, printable(document, report.title), flow.width(), kTitleLines)) {
    const Marked marked(document, heading);
    document.text({flow.left(), y}, title.face, title.size, kInk, line);
    y += title.size * 1.25;
  }
  y -= 8;
  std::string subtitle = facts.manifest_name ? "Manifest " + *facts.manifest_name + ", run of " : "Run of ";
  subtitle += moment_words(facts.start_time);
  const Type below{Face::kRegular, 12};
  write(document, part, "P", {flow.left(), y}, below, kMuted,
        fit(document, below, printable(document, subtitle), flow.width()));
  y += 40;
  const std::string successes =
      count_words(facts.summary.successful_collectors) + " of " + count_words(facts.collectors.size());
  draw_tiles(flow, part, y,
             {{count_words(facts.summary.total_samples_collected), "Samples collected"},
              {count_words(report.survey.all.pairs), "Code pairs"},
              {successes, "Collectors done"},
              {duration_words(facts.total_duration), "Duration"}});
  y += kTileHeight + 24;
  const auto verdict = wrap(document, {Face::kStrong, 11}, printable(document, report.narrative.headline),
                            flow.width() - 14, kVerdictLines);
  {
    const Marked marked(document);
    document.fill({flow.left(), y - 13, 3, 16.0 * static_cast<double>(verdict.size()) + 2},
                  colour_of(report.narrative.outcome));
  }
  const Tag verdict_tag = document.tag(part, "P");
  for (const std::string& line : verdict) {
    const Marked marked(document, verdict_tag);
    document.text({flow.left() + 14, y}, Face::kStrong, 11, kInk, line);
    y += 16;
  }
  y += 30;
  draw_details(flow, part, y,
               {{"Started", moment_words(facts.start_time)},
                {"Ended", moment_words(facts.end_time)},
                {"Report made", moment_words(facts.report_generated)},
                {"Output folder", facts.output.value_or(std::string(kNotKnown))},
                {"StreamGuard", facts.streamguard_version.value_or(std::string(kNotKnown))}});
  return y + 34;
}

void draw_contents(Flow& flow, Tag tag, double y) {
  Document& document = flow.document();
  constexpr double kLeading = 18;
  const Type type{Face::kRegular, kBodySize};
  write(document, tag, "H2", {flow.left(), y}, {Face::kStrong, kSubheadingSize}, kInk, "Contents");
  y += 22;
  const Tag list = document.tag(tag, "TOC");
  const double right = flow.left() + flow.width();
  for (const Entry& entry : flow.contents()) {
    const std::string page = count_words(entry.page + 1);
    const double number = document.text_width(type.face, type.size, page);
    {
      const Marked marked(document, document.tag(list, "TOCI"));
      document.text({flow.left(), y}, type.face, type.size, kInk, entry.title);
      document.text({right - number, y}, type.face, type.size, kInk, page);
    }
    {
      const Marked marked(document);
      const double end = flow.left() + document.text_width(type.face, type.size, entry.title);
      document.dashed_line({end + 6, y - 2}, {right - number - 6, y - 2}, 0.4, kRule);
    }
    document.link({flow.left(), y - kBodySize - 2, flow.width(), kLeading - 2}, entry.page, entry.y);
    y += kLeading;
  }
}

}  // namespace streamguard::pdf_report
