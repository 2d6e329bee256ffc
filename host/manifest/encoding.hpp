/// encoding.hpp: the bytes of a manifest before they are YAML: UTF-8 or nothing, and lines whose characters can be
/// counted.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "manifest/faults.hpp"

namespace streamguard::manifest {

/// The lines of a text that outlives this. Indices count from 0.
class Lines {
 public:
  explicit Lines(std::string_view text);
  int count() const noexcept { return static_cast<int>(lines_.size()); }
  std::string_view line(int index) const noexcept;
  /// How many characters stand before this byte of a line: editors count characters, parsers count bytes.
  int character(int line_index, int byte) const noexcept;

 private:
  std::vector<std::string_view> lines_;
};

/// Where a byte of a text lies, counted from 1.
struct LineColumn {
  int line = 1, column = 1;
};
LineColumn line_column(std::string_view text, std::size_t byte) noexcept;

/// The first byte that is not UTF-8 or is a control character other than tab and line ends.
std::optional<std::size_t> first_bad_byte(std::string_view text) noexcept;

/// The text without its byte order mark; nothing (and a fault) where it is not UTF-8.
std::optional<std::string_view> checked_text(std::string_view text, const std::shared_ptr<const std::string>& file,
                                             Faults& faults);

/// Tells every tab that indents a line.
bool check_indentation(const Lines& lines, const std::shared_ptr<const std::string>& file, Faults& faults);

}  // namespace streamguard::manifest
