#include "view/line.hpp"

#include <algorithm>

#include "view/width.hpp"

namespace streamguard::view {
namespace {

const char* sgr(Style style) noexcept {
  switch (style) {
    case Style::normal:
      return "\x1b[0m";
    case Style::strong:
      return "\x1b[0;1m";
    case Style::dim:
      return "\x1b[0;2m";
    case Style::good:
      return "\x1b[0;32m";
    case Style::busy:
      return "\x1b[0;36m";
    case Style::hold:
      return "\x1b[0;33m";
    case Style::bad:
      return "\x1b[0;1;31m";
    case Style::banner:
      return "\x1b[0;1;7m";
  }
  return "";
}

}  // namespace

void Line::append(const std::string& text, std::size_t columns, Style style) {
  if (text.empty()) return;
  if (paper_.color && style != style_) out_ += sgr(style);
  style_ = style;
  out_ += text;
  used_ += columns;
}

Line& Line::put(std::string_view text, Style style) {
  const std::string piece = fitted(text, rest(), paper_.unicode);
  append(piece, columns_of(piece), style);
  return *this;
}

Line& Line::left(std::string_view text, std::size_t columns, Style style) {
  const std::size_t end = std::min(paper_.columns, used_ + columns);
  const std::string piece = fitted(text, end - used_, paper_.unicode);
  append(piece, columns_of(piece), style);
  return to(end);
}

Line& Line::right(std::string_view text, std::size_t columns, Style style) {
  const std::size_t end = std::min(paper_.columns, used_ + columns);
  const std::string piece = fitted(text, end - used_, paper_.unicode);
  to(end - columns_of(piece));
  append(piece, columns_of(piece), style);
  return *this;
}

Line& Line::to(std::size_t column) {
  column = std::min(column, paper_.columns);
  if (column > used_) {
    // Spaces look the same in every style but the banner's.
    append(std::string(column - used_, ' '), column - used_, style_ == Style::banner ? Style::normal : style_);
  }
  return *this;
}

std::string Line::text() && {
  if (paper_.color && style_ != Style::normal) out_ += sgr(Style::normal);
  return std::move(out_);
}

}  // namespace streamguard::view
