/// markup.hpp: HTML that cannot be broken by what is put into it. Markup grows by literals of this program, by text,
/// which is made harmless on its way in, and by other Markup; there is no fourth way. Values only; any thread.
///
/// Text of records and of other people's plugins may hold anything. visible() shows what would otherwise act in secret:
/// control characters become their pictures (ESC is U+241B), marks that turn the writing direction or show nothing
/// become their number between brackets, and what is no UTF-8 becomes U+FFFD.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace streamguard::html_report {

constexpr std::size_t kTextMost = 2'000;        ///< bytes of any text that is not an example's code
constexpr std::size_t kAttributeMost = 64'000;  ///< of an attribute: the path of a line has so many points
constexpr std::size_t kCodeTextMost = 256'000;  ///< far above what an example may hold

enum class LineBreaks {
  kSpaces,  ///< tabs and line breaks become spaces
  kKept,    ///< they stay; CR LF becomes LF
};

/// At most `most` bytes of `text`, cut at the edge of a character with an ellipsis.
std::string visible(std::string_view text, std::size_t most = kTextMost, LineBreaks breaks = LineBreaks::kSpaces);

/// A string literal, checked while compiling: nothing that was read can become one.
class Literal {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): a literal is meant to be given as it is.
  consteval Literal(const char* text) : text_(text) {}
  constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

class Markup {
 public:
  Markup& raw(Literal markup);
  Markup& text(std::string_view text, std::size_t most = kTextMost);
  /// Writes ` name="value"`.
  Markup& attribute(Literal name, std::string_view value);
  Markup& add(const Markup& markup);

  const std::string& html() const { return html_; }
  bool empty() const { return html_.empty(); }

 private:
  std::string html_;
};

/// JSON text for a data block: the same value, with no character in it that HTML or a script could read as its own.
std::string data_block(std::string_view json);

}  // namespace streamguard::html_report
