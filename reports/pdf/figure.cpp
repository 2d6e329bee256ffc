#include "figure.hpp"

namespace streamguard::pdf_report {
namespace {

constexpr double kTitle = 15;
constexpr double kNoteLeading = 10;
constexpr double kNoteGap = 6;
constexpr double kBelow = 18;
constexpr std::size_t kNoteLines = 3;
constexpr std::size_t kWordsBytes = 1500;

std::vector<std::string> note_lines(Document& document, std::string_view note, double width) {
  return wrap(document, {Face::kRegular, kSmallSize}, printable(document, note), width, kNoteLines);
}

std::string description(Document& document, std::string_view title, std::string_view words) {
  std::string text = "Chart. " + std::string(title) + ". " + std::string(words.substr(0, kWordsBytes));
  return printable(document, text);
}

}  // namespace

Figure::Figure(Flow& flow, Box box, std::string_view title, std::string_view note, std::string_view words)
    : document_(flow.document()),
      box_(box),
      marked_(document_, document_.tag(flow.section(), "Figure", description(document_, title, words))) {
  flow.bookmark(title, box.y);
  const Type type{Face::kStrong, kBodySize};
  document_.text({box.x, box.y + kBodySize}, type.face, type.size, kInk,
                 fit(document_, type, printable(document_, title), box.width));
  double y = box.y + kTitle;
  for (const std::string& line : note_lines(document_, note, box.width)) {
    document_.text({box.x, y + kSmallSize}, Face::kRegular, kSmallSize, kMuted, line);
    y += kNoteLeading;
  }
  top_ = y + kNoteGap;
}

void Figure::nothing() {
  document_.text({box_.x, top_ + kTableSize}, Face::kRegular, kTableSize, kMuted, "Nothing to show.");
}

double Figure::frame_height(Flow& flow, std::string_view note, double width) {
  return kTitle + kNoteLeading * static_cast<double>(note_lines(flow.document(), note, width).size()) + kNoteGap +
         kBelow;
}

}  // namespace streamguard::pdf_report
