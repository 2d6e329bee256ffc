#include "table.hpp"

#include <algorithm>

#include "numbers.hpp"

namespace streamguard::html_report {
namespace {

Markup unknown() {
  Markup out;
  return out.raw("<span class=\"not\" aria-hidden=\"true\">–</span><span class=\"unseen\">not known</span>");
}

template <class Value, class Words>
Cell number_cell(const std::optional<Value>& value, Words words, int decimals) {
  Cell cell;
  cell.number = true;
  if (!value) {
    cell.content = unknown();
    return cell;
  }
  cell.content.text(words(*value));
  cell.sorted_by = decimal(static_cast<double>(*value), decimals);
  return cell;
}

void append_row(Markup& out, const std::vector<Cell>& cells) {
  out.raw("<tr>");
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Cell& cell = cells[i];
    out.raw(i == 0 ? Literal("<th scope=\"row\"") : Literal("<td"));
    out.attribute("class", cell.number ? "num" : "text");
    out.attribute("data-value", cell.sorted_by)
        .raw(">")
        .add(cell.content)
        .raw(i == 0 ? Literal("</th>") : Literal("</td>"));
  }
  out.raw("</tr>");
}

}  // namespace

Cell text_cell(std::string_view text) {
  Cell cell;
  cell.sorted_by = visible(text);
  cell.content.raw("<bdi>").text(text).raw("</bdi>");
  return cell;
}

Cell unknown_cell() {
  Cell cell;
  cell.content = unknown();
  return cell;
}

Cell count_cell(const facts::Count& count) { return number_cell(count, grouped, 0); }
Cell size_cell(const facts::Count& bytes) { return number_cell(bytes, sized, 0); }
Cell time_cell(const facts::Number& seconds) { return number_cell(seconds, lasted, 3); }

Cell rate_cell(const facts::Number& rate) {
  const auto words = [](double value) {
    return value < 99.5 ? decimal(value, 1) : grouped(static_cast<std::uint64_t>(std::min(value, 1e18)));
  };
  return number_cell(rate, words, 3);
}

Cell markup_cell(Markup content, std::string sorted_by) {
  Cell cell;
  cell.content = std::move(content);
  cell.sorted_by = std::move(sorted_by);
  return cell;
}

Table::Table(std::string caption, std::vector<std::string> heads)
    : caption_(std::move(caption)), heads_(std::move(heads)) {}

void Table::row(std::vector<Cell> cells) { rows_.push_back(std::move(cells)); }

void Table::foot(std::vector<Cell> cells) { foot_ = std::move(cells); }

Markup Table::markup() const {
  Markup out;
  // Wider than the screen it can be moved, also by the keyboard.
  out.raw("<div class=\"table-box\" tabindex=\"0\" role=\"region\"").attribute("aria-label", caption_);
  out.raw("><table class=\"data\"")
      .raw(rows_.size() > 1 ? Literal(" data-sortable") : Literal(""))
      .raw("><caption class=\"unseen\">");
  out.text(caption_).raw("</caption><thead><tr>");
  for (std::size_t i = 0; i < heads_.size(); ++i) {
    const bool number = !rows_.empty() && i < rows_.front().size() && rows_.front()[i].number;
    out.raw(number ? Literal("<th scope=\"col\" class=\"num\">") : Literal("<th scope=\"col\">"))
        .text(heads_[i])
        .raw("</th>");
  }
  out.raw("</tr></thead><tbody>");
  for (const std::vector<Cell>& cells : rows_) append_row(out, cells);
  out.raw("</tbody>");
  if (!foot_.empty()) {
    out.raw("<tfoot>");
    append_row(out, foot_);
    out.raw("</tfoot>");
  }
  return out.raw("</table></div>");
}

}  // namespace streamguard::html_report
