/// table.hpp: rows of cells in columns as wide as they need to be. Where the paper is too narrow the columns of the
/// highest rank are left out first. Pure.
#pragma once

#include <string>
#include <vector>

#include "view/line.hpp"

namespace streamguard::view {

struct Column {
  std::string title;
  int rank = 0;  ///< 0: always there
  bool right = true;
  std::size_t most = 40;
};

struct Cell {
  std::string text;
  Style style = Style::normal;
};

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
  void row(std::vector<Cell> cells) { rows_.push_back(std::move(cells)); }
  /// The titles and the rows. A column without any text in its rows is left out.
  std::vector<std::string> lines(const Paper& paper) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace streamguard::view
