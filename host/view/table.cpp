#include "view/table.hpp"

#include <algorithm>

#include "view/width.hpp"

namespace streamguard::view {
namespace {

constexpr std::size_t kMargin = 1;
constexpr std::size_t kGap = 2;

}  // namespace

std::vector<std::string> Table::lines(const Paper& paper) const {
  std::vector<std::size_t> widths(columns_.size(), 0);
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], std::min(columns_[i].most, columns_of(shown(row[i].text, paper.unicode))));
  }
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (widths[i] > 0) widths[i] = std::max(widths[i], columns_of(columns_[i].title));
  }
  const auto total = [&] {
    std::size_t sum = kMargin;
    for (const std::size_t width : widths) sum += width > 0 ? width + kGap : 0;
    return sum;
  };
  while (total() > paper.columns) {
    std::size_t worst = columns_.size();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (widths[i] == 0 || columns_[i].rank == 0) continue;
      if (worst == columns_.size() || columns_[i].rank >= columns_[worst].rank) worst = i;
    }
    if (worst == columns_.size()) break;
    widths[worst] = 0;
  }
  std::vector<std::string> out;
  const auto print = [&](const auto& cell_of) {
    Line line(paper);
    line.to(kMargin);
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (widths[i] == 0) continue;
      const Cell cell = cell_of(i);
      if (columns_[i].right) {
        line.right(cell.text, widths[i], cell.style);
      } else {
        line.left(cell.text, widths[i], cell.style);
      }
      line.to(line.columns() + kGap);
    }
    out.push_back(std::move(line).text());
  };
  print([&](std::size_t i) { return Cell{columns_[i].title, Style::dim}; });
  for (const auto& row : rows_) print([&](std::size_t i) { return i < row.size() ? row[i] : Cell{}; });
  return out;
}

}  // namespace streamguard::view
