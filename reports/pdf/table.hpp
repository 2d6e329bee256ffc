/// table.hpp: a table over the whole width of the page. Numbers stand right and text gives way to them: it is
/// cut with an ellipsis, or broken into lines where the column allows some. Rows are not torn by a page's end, and the
/// heads stand again on the next page. Cells may hold any text.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flow.hpp"

namespace streamguard::pdf_report {

enum class Align { kLeft, kRight };

struct Column {
  std::string title;
  Align align = Align::kRight;
  std::size_t lines = 1;  ///< at most, of a cell
  bool names = false;     ///< cut in the middle, not at the end
};

struct Cell {
  std::string text;
  Colour colour = kInk;
  Face face = Face::kRegular;

  Cell(std::string words, Colour ink = kInk, Face type_face = Face::kRegular)  // NOLINT(google-explicit-constructor)
      : text(std::move(words)), colour(ink), face(type_face) {}
  Cell(const char* words) : text(words) {}  // NOLINT(google-explicit-constructor)
};

using Row = std::vector<Cell>;

struct Table {
  std::vector<Column> columns;
  std::vector<Row> rows;     ///< each with a cell for each column
  std::optional<Row> total;  ///< set apart by a line
};

/// With a heading above it, if there is one. A table of less than half a page is kept whole.
void draw_table(Flow& flow, Table table, std::string_view heading = {});

}  // namespace streamguard::pdf_report
