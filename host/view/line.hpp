/// line.hpp: one line of the screen, piece by piece, never longer than its width. Texts are harmless ones
/// (core/text.hpp); they are measured as width.hpp measures. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace streamguard::view {

enum class Style { normal, strong, dim, good, busy, hold, bad, banner };

/// What a screen can show.
struct Paper {
  std::size_t columns = 80;
  bool unicode = true;
  bool color = true;  ///< styles as SGR sequences; none at all otherwise
};

class Line {
 public:
  explicit Line(const Paper& paper) : paper_(paper) {}
  /// At most what is left of the line, cut with a mark.
  Line& put(std::string_view text, Style style = Style::normal);
  /// In exactly `columns`, cut or filled with spaces.
  Line& left(std::string_view text, std::size_t columns, Style style = Style::normal);
  Line& right(std::string_view text, std::size_t columns, Style style = Style::normal);
  /// Spaces up to this column; nothing where it is further already.
  Line& to(std::size_t column);
  std::size_t columns() const noexcept { return used_; }
  std::size_t rest() const noexcept { return paper_.columns - used_; }
  std::string text() &&;

 private:
  void append(const std::string& text, std::size_t columns, Style style);
  Paper paper_;
  std::string out_;
  std::size_t used_ = 0;
  Style style_ = Style::normal;
};

}  // namespace streamguard::view
