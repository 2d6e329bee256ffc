/// markdown_text.hpp: GitHub's markdown, put together from text of others. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace streamguard::markdown {

/// One line of plain text, at most `most` bytes before escaping: nothing in it is taken for markup, HTML, a mention, a
/// link or the end of a table cell.
std::string text(std::string_view text, std::size_t most = 200);
/// The same, set as code.
std::string code(std::string_view text, std::size_t most = 200);

class Table {
 public:
  /// Columns of numbers stand to the right. A heading that ends in ':' (which is cut off) is such a column.
  explicit Table(const std::vector<std::string>& headings);
  /// Cells are finished: text of others went through text() or code().
  void row(const std::vector<std::string>& cells);
  bool empty() const { return rows_ == 0; }
  /// With a blank line after it.
  std::string take();

 private:
  std::string out_;
  std::size_t rows_ = 0;
};

}  // namespace streamguard::markdown
