/// table.hpp: tables of the page. A cell knows what it is sorted by; what is unknown is a dash and stays last. Pure.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "facts/facts.hpp"
#include "markup.hpp"

namespace streamguard::html_report {

struct Cell {
  Markup content;
  std::string sorted_by;
  bool number = false;
};

Cell text_cell(std::string_view text);
/// Of a word that nobody knows.
Cell unknown_cell();
Cell count_cell(const facts::Count& count);
Cell size_cell(const facts::Count& bytes);
Cell time_cell(const facts::Number& seconds);
Cell rate_cell(const facts::Number& rate);
/// `content` as it is, sorted by `sorted_by`.
Cell markup_cell(Markup content, std::string sorted_by);

/// Rows of cells; the first cell of each heads its row. Only a table of several rows is worth sorting.
class Table {
 public:
  Table(std::string caption, std::vector<std::string> heads);
  void row(std::vector<Cell> cells);
  /// The last line, which stays where it is.
  void foot(std::vector<Cell> cells);
  Markup markup() const;

 private:
  std::string caption_;
  std::vector<std::string> heads_;
  std::vector<std::vector<Cell>> rows_;
  std::vector<Cell> foot_;
};

}  // namespace streamguard::html_report
