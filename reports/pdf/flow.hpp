/// flow.hpp: the report's pages as they fill: a cursor that goes down, breaks to the next page, and keeps the list of
/// headings. Whatever text comes in goes through printable() here. One thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "document.hpp"
#include "style.hpp"
#include "text.hpp"

namespace streamguard::pdf_report {

/// A heading that the contents name.
struct Entry {
  std::string title;
  std::size_t page = 0;
  double y = 0;
};

class Flow {
 public:
  explicit Flow(Document& document) : document_(document) {}

  Document& document() { return document_; }
  double left() const { return kMargin; }
  double width() const { return document_.width() - 2 * kMargin; }
  double bottom() const { return document_.height() - kFooterSpace; }
  double y() const { return y_; }
  double room() const { return bottom() - y_; }
  const std::vector<Entry>& contents() const { return contents_; }
  Tag section() const { return section_; }

  void new_page();
  /// Goes to a new page unless `height` is left on this one.
  void need(double height);
  void skip(double height) { y_ += height; }
  /// Such a place as down() gives stays free: its upper left corner is returned.
  Box take(double height);

  /// A section of the report; it begins on a page with at least `room` left.
  void heading(std::string_view title, double room = 150);
  /// Stays with at least `room` of what follows.
  void subheading(std::string_view title, double room = 70);
  void paragraph(std::string_view text, Colour colour = kInk);
  /// Small and grey, for what a table or chart leaves out.
  void note(std::string_view text);
  void bullets(const std::vector<std::string>& texts);
  /// A sentence of weight on a grey ground with a coloured edge.
  void callout(std::string_view text, Colour edge);

  /// An entry in the reader's side bar, below the section's.
  void bookmark(std::string_view title, double y);

  /// What is above and below the content of every page but the first.
  void frame(std::string_view header_left, std::string_view header_right, std::string_view footer_left);

 private:
  void lines(Tag tag, const std::vector<std::string>& lines, Type type, Colour colour, double x, double leading);

  Document& document_;
  double y_ = kContentTop;
  bool fresh_ = false;  ///< nothing stands below the heading yet
  Tag section_ = kWhole;
  Bookmark section_mark_ = 0;
  std::vector<Entry> contents_;
};

}  // namespace streamguard::pdf_report
