#include "flow.hpp"

#include <algorithm>

#include "words.hpp"

namespace streamguard::pdf_report {
namespace {

constexpr Type kBody{Face::kRegular, kBodySize};
constexpr Type kSmall{Face::kRegular, kSmallSize};
constexpr std::size_t kLinesMost = 60;  ///< of a paragraph; our own are far shorter
constexpr std::size_t kBulletLinesMost = 4;
constexpr double kBulletIndent = 13;
constexpr double kParagraphGap = 7;
constexpr double kSmallLeading = 10.5;
constexpr double kCalloutPad = 11;

}  // namespace

void Flow::new_page() {
  document_.add_page();
  y_ = kContentTop;
}

void Flow::need(double height) {
  if (room() < height && y_ > kContentTop) new_page();
}

Box Flow::take(double height) {
  need(height);
  fresh_ = false;
  const Box box{left(), y_, width(), height};
  y_ += height;
  return box;
}

void Flow::heading(std::string_view title, double room) {
  constexpr double kAbove = 26, kBelow = 14;
  need(room + kAbove);
  if (y_ > kContentTop) y_ += kAbove;
  contents_.push_back({std::to_string(contents_.size() + 1) + " " + printable(document_, title), document_.pages() - 1,
                       y_ - kBodyLeading});
  section_ = document_.tag(kWhole, "Sect");
  section_mark_ = document_.bookmark(std::nullopt, contents_.back().title, y_ - kBodyLeading);
  y_ += kHeadingSize * 0.75;
  {
    const Marked marked(document_, document_.tag(section_, "H1"));
    document_.text({left(), y_}, Face::kStrong, kHeadingSize, kAccent,
                   fit(document_, {Face::kStrong, kHeadingSize}, contents_.back().title, width()));
  }
  {
    const Marked marked(document_);
    document_.line({left(), y_ + 8}, {left() + width(), y_ + 8}, 0.75, kAccent);
  }
  y_ += 8 + kBelow;
  fresh_ = true;
}

void Flow::subheading(std::string_view title, double room) {
  constexpr double kAbove = 12, kBelow = 9;
  need(room + kAbove);
  if (y_ > kContentTop && !fresh_) y_ += kAbove;
  const std::string text = printable(document_, title);
  bookmark(text, y_);
  y_ += kSubheadingSize * 0.75;
  const Marked marked(document_, document_.tag(section_, "H2"));
  document_.text({left(), y_}, Face::kStrong, kSubheadingSize, kInk,
                 fit(document_, {Face::kStrong, kSubheadingSize}, text, width()));
  y_ += kBelow;
}

void Flow::lines(Tag tag, const std::vector<std::string>& lines, Type type, Colour colour, double x, double leading) {
  fresh_ = false;
  for (const std::string& line : lines) {
    need(leading);
    const Marked marked(document_, tag);
    document_.text({x, y_ + type.size}, type.face, type.size, colour, line);
    y_ += leading;
  }
}

void Flow::paragraph(std::string_view text, Colour colour) {
  const auto broken = wrap(document_, kBody, printable(document_, text), width(), kLinesMost);
  // No single line is left behind or carried over.
  need(kBodyLeading * static_cast<double>(std::min<std::size_t>(broken.size(), 3)));
  lines(document_.tag(section_, "P"), broken, kBody, colour, left(), kBodyLeading);
  y_ += kParagraphGap;
}

void Flow::note(std::string_view text) {
  const auto broken = wrap(document_, kSmall, printable(document_, text), width(), kLinesMost);
  need(kSmallLeading * static_cast<double>(std::min<std::size_t>(broken.size(), 3)));
  lines(document_.tag(section_, "P"), broken, kSmall, kMuted, left(), kSmallLeading);
  y_ += kParagraphGap;
}

void Flow::bullets(const std::vector<std::string>& texts) {
  const Tag list = document_.tag(section_, "L");
  for (const std::string& text : texts) {
    const auto broken = wrap(document_, kBody, printable(document_, text), width() - kBulletIndent, kBulletLinesMost);
    need(kBodyLeading * static_cast<double>(broken.size()));
    {
      const Marked marked(document_);
      document_.dot({left() + 3, y_ + kBodySize - 3.2}, 1.6, kAccent);
    }
    const Tag item = document_.tag(document_.tag(list, "LI"), "LBody");
    lines(item, broken, kBody, kInk, left() + kBulletIndent, kBodyLeading);
    y_ += 2.5;
  }
  y_ += kParagraphGap - 2.5;
}

void Flow::callout(std::string_view text, Colour edge) {
  constexpr Type kCallout{Face::kStrong, 11};
  constexpr double kLeading = 16;
  const auto broken =
      wrap(document_, kCallout, printable(document_, text), width() - 2 * kCalloutPad, kBulletLinesMost);
  const Box box = take(kLeading * static_cast<double>(broken.size()) + 2 * kCalloutPad);
  {
    const Marked marked(document_);
    document_.fill(box, kWash);
    document_.fill({box.x, box.y, 3, box.height}, edge);
  }
  const Tag tag = document_.tag(section_, "P");
  double baseline = box.y + kCalloutPad + kCallout.size;
  for (const std::string& line : broken) {
    const Marked marked(document_, tag);
    document_.text({box.x + kCalloutPad + 3, baseline}, kCallout.face, kCallout.size, kInk, line);
    baseline += kLeading;
  }
  y_ += kParagraphGap + 3;
}

void Flow::bookmark(std::string_view title, double y) {
  document_.bookmark(section_mark_, printable(document_, title), y - kBodyLeading);
}

void Flow::frame(std::string_view header_left, std::string_view header_right, std::string_view footer_left) {
  const double right = left() + width();
  const auto write = [&](Point at, std::string_view text, double room, bool to_left) {
    const std::string line = fit(document_, kSmall, printable(document_, text), room);
    const double shift = to_left ? document_.text_width(kSmall.face, kSmall.size, line) : 0;
    document_.text({at.x - shift, at.y}, kSmall.face, kSmall.size, kMuted, line);
  };
  const std::size_t pages = document_.pages();
  for (std::size_t page = 1; page < pages; ++page) {
    document_.select(page);
    const Marked marked(document_);
    const double half = width() / 2 - 6;
    write({left(), kHeaderBaseline}, header_left, half, false);
    write({right, kHeaderBaseline}, header_right, half, true);
    document_.line({left(), kHeaderBaseline + 7}, {right, kHeaderBaseline + 7}, 0.5, kRule);
    const double y = document_.height() - kFooterBaseline;
    document_.line({left(), y - 13}, {right, y - 13}, 0.5, kRule);
    write({left(), y}, footer_left, width() - 80, false);
    write({right, y}, "Page " + count_words(page + 1) + " of " + count_words(pages), 80, true);
  }
}

}  // namespace streamguard::pdf_report
