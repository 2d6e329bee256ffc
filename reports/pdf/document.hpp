/// document.hpp: a PDF file in the making, over libharu: pages, text, shapes, bookmarks, links, and the structure that
/// lets a screen reader follow it. The only files that know libharu are document*.cpp.
///
/// Points, from the upper left corner of the page, y downwards. Text is UTF-8 that printable() has been over: whatever
/// the fonts lack is already replaced. Nothing here asks the clock or the system, so equal calls give equal bytes.
/// Errors of the library are thrown as streamguard::Error. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "style.hpp"

namespace streamguard::pdf_report {

enum class Paper { kA4, kLetter };
enum class Face { kRegular, kStrong };

struct Point {
  double x = 0, y = 0;
};

struct Box {
  double x = 0, y = 0, width = 0, height = 0;
};

/// RFC 3339, as the facts have it; nothing for what is no time.
struct Moment {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  int offset_minutes = 0;  ///< east of UTC
};
std::optional<Moment> parse_moment(std::string_view text);

struct Properties {
  std::string title, author, subject, keywords, creator;
  std::optional<Moment> created;
};

/// A piece of the document's structure: "H1", "P", "Table", "TR", "TH", "TD", "Figure", "L", "LI", "LBody". 0 is the
/// whole.
using Tag = std::size_t;
constexpr Tag kWhole = 0;

using Bookmark = std::size_t;

class Document {
 public:
  explicit Document(Paper paper);
  ~Document();
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;

  double width() const;
  double height() const;
  std::size_t pages() const;
  void add_page();                ///< and draws on it from now on
  void select(std::size_t page);  ///< counted from 0

  double text_width(Face face, double size, std::string_view text) const;
  bool has_glyph(char32_t symbol) const;  ///< on lines of every face

  void text(Point baseline, Face face, double size, Colour colour, std::string_view text);
  void fill(Box box, Colour colour);
  void line(Point from, Point to, double width, Colour colour);
  void dashed_line(Point from, Point to, double width, Colour colour);
  void polyline(const std::vector<Point>& points, double width, Colour colour);
  void dot(Point middle, double radius, Colour colour);
  void link(Box box, std::size_t page, double y);

  /// `alt` describes a figure to those who cannot see it.
  Tag tag(Tag parent, const char* type, std::string_view alt = {});
  /// What is drawn until end() belongs to `tag`, which has no children, or is decoration that a reader may skip. On one
  /// page; not nested.
  void begin(Tag tag);
  void begin_decoration();
  void end();

  /// Of the page drawn on. Without a parent it stands at the top level.
  Bookmark bookmark(std::optional<Bookmark> parent, std::string_view title, double y);

  /// The bytes of the file. The document is used up.
  std::string finish(const Properties& properties);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Between begin() and end() of a scope.
class Marked {
 public:
  Marked(Document& document, Tag tag) : document_(document) { document_.begin(tag); }
  explicit Marked(Document& document) : document_(document) { document_.begin_decoration(); }
  Marked(const Marked&) = delete;
  Marked& operator=(const Marked&) = delete;
  ~Marked() { document_.end(); }

 private:
  Document& document_;
};

}  // namespace streamguard::pdf_report
