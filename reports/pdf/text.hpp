/// text.hpp: text of anybody's made fit for a page: cleaned, cut and broken into lines. Pure but for the Document that
/// measures. Any text is taken; what comes out of printable() is valid UTF-8 that the fonts can draw.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "document.hpp"

namespace streamguard::pdf_report {

constexpr std::size_t kTextBytes = 2000;  ///< of one text; the rest is cut off and an ellipsis put

/// Line breaks and other white space become single spaces. What is no UTF-8, what the fonts lack (README.md), control
/// characters and those that are invisible or turn the writing direction become U+FFFD, so that they are seen and do
/// nothing.
std::string printable(const Document& document, std::string_view text);

/// A way to write: face and size.
struct Type {
  Face face = Face::kRegular;
  double size = kBodySize;
};

/// Printable text on one line of `width`, its end replaced by an ellipsis where it is too long.
std::string fit(const Document& document, Type type, std::string_view text, double width);

/// The same for names, which differ at their ends: the ellipsis stands in the middle, and up to `most` lines are used.
std::vector<std::string> wrap_name(const Document& document, Type type, std::string_view text, double width,
                                   std::size_t most);

/// Printable text in lines of at most `width`, at most `most` of them; the last one ends in an ellipsis where text is
/// left. Lines break at spaces, after "/ - _ . , : ; \" inside long words, else anywhere.
std::vector<std::string> wrap(const Document& document, Type type, std::string_view text, double width,
                              std::size_t most);

}  // namespace streamguard::pdf_report
