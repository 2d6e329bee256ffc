#include "table.hpp"

#include <algorithm>
#include <numeric>

namespace streamguard::pdf_report {
namespace {

constexpr Type kHead{Face::kStrong, kSmallSize};
constexpr double kPad = 5;  // to the left and right of a cell
constexpr double kHeadLeading = 9.5;
constexpr double kLeading = 11.5;
constexpr double kRowPad = 6.5;    // of a row, above and below together
constexpr double kLeastText = 52;  // of a column of text, even where the page is narrow for it
constexpr double kMostAir = 16;    // that a column of numbers gets beyond what it needs
constexpr double kSubheadingSpace = 30;
constexpr std::size_t kHeadLines = 2;

class Grid {
 public:
  Grid(Flow& flow, Table table) : flow_(flow), doc_(flow.document()), table_(std::move(table)) {
    clean();
    measure();
    share_out();
    break_heads();
  }

  void draw(std::string_view heading) {
    const double whole = height();
    const double least = head_height() + 3 * (kLeading + kRowPad);
    const double room = whole < (flow_.bottom() - kContentTop) / 2 ? whole : least;
    if (!heading.empty()) flow_.subheading(heading, room + kSubheadingSpace);
    flow_.need(room);
    tag_ = doc_.tag(flow_.section(), "Table");
    head(true);
    for (std::size_t i = 0; i < table_.rows.size(); ++i) {
      // The sum does not go to a page of its own.
      const bool last = i + 1 == table_.rows.size() && table_.total;
      row(table_.rows[i], last ? kLeading + kRowPad : 0, i % 2 == 1);
    }
    if (table_.total) total(*table_.total);
    {
      const Marked marked(doc_);
      doc_.line({flow_.left(), flow_.y()}, {flow_.left() + flow_.width(), flow_.y()}, 0.75, kRule);
    }
    flow_.skip(12);
  }

 private:
  void clean() {
    for (Row& cells : table_.rows) {
      for (Cell& cell : cells) cell.text = printable(doc_, cell.text);
    }
  }

  double wide(const Cell& cell) const { return doc_.text_width(cell.face, kTableSize, cell.text); }

  /// What each column would like to have.
  void measure() {
    for (std::size_t at = 0; at < table_.columns.size(); ++at) {
      const Column& column = table_.columns[at];
      double most = 0;
      for (std::size_t word = 0; word < column.title.size();) {  // heads may break at spaces
        const std::size_t end = std::min(column.title.find(' ', word), column.title.size());
        most = std::max(most, doc_.text_width(kHead.face, kHead.size, column.title.substr(word, end - word)));
        word = end + 1;
      }
      for (const Row& cells : table_.rows) most = std::max(most, wide(cells[at]));
      if (table_.total) most = std::max(most, doc_.text_width(Face::kStrong, kTableSize, (*table_.total)[at].text));
      widths_.push_back(most + 2 * kPad);
    }
  }

  /// Numbers get some air and text the rest; where there is too little room the widest columns of text give way.
  void share_out() {
    const double wanted = std::accumulate(widths_.begin(), widths_.end(), 0.0);
    std::vector<std::size_t> texts;
    double text = 0;
    for (std::size_t at = 0; at < widths_.size(); ++at) {
      if (!is_text(at)) continue;
      texts.push_back(at);
      text += widths_[at];
    }
    double spare = flow_.width() - wanted;
    if (spare >= 0) {
      const double air = std::min(kMostAir, spare / static_cast<double>(widths_.size()));
      for (std::size_t at = 0; at < widths_.size(); ++at) widths_[at] += is_text(at) ? 0 : air;
      spare -= air * static_cast<double>(widths_.size() - texts.size());
      for (const std::size_t at : texts) widths_[at] += spare * widths_[at] / text;
      return;
    }
    // From the narrowest on, each takes what it wants, if that is not more than its share of what is left.
    std::sort(texts.begin(), texts.end(), [&](std::size_t a, std::size_t b) { return widths_[a] < widths_[b]; });
    double left = std::max(text + spare, kLeastText * static_cast<double>(texts.size()));
    for (std::size_t i = 0; i < texts.size(); ++i) {
      widths_[texts[i]] = std::min(widths_[texts[i]], left / static_cast<double>(texts.size() - i));
      left -= widths_[texts[i]];
    }
    // Nothing leaves the page, whatever the numbers are.
    const double all = std::accumulate(widths_.begin(), widths_.end(), 0.0);
    if (all > flow_.width()) {
      for (double& width : widths_) width *= flow_.width() / all;
    }
  }

  bool is_text(std::size_t at) const { return table_.columns[at].align == Align::kLeft; }

  void break_heads() {
    for (std::size_t at = 0; at < table_.columns.size(); ++at) {
      heads_.push_back(wrap(doc_, kHead, table_.columns[at].title, widths_[at] - 2 * kPad + 0.1, kHeadLines));
      head_lines_ = std::max(head_lines_, heads_.back().size());
    }
  }

  double head_height() const { return kHeadLeading * static_cast<double>(head_lines_) + 8; }

  void put(std::size_t at, double x, double baseline, Type type, Colour colour, const std::string& text) {
    const double inset = is_text(at) ? kPad : widths_[at] - kPad - doc_.text_width(type.face, type.size, text);
    doc_.text({x + inset, baseline}, type.face, type.size, colour, text);
  }

  /// The heads; only the first ones are part of the structure, for those of later pages repeat them.
  void head(bool first) {
    const Box box = flow_.take(head_height());
    {
      const Marked marked(doc_);
      doc_.line({box.x, box.y + box.height}, {box.x + box.width, box.y + box.height}, 0.75, kInk);
    }
    const Tag row = first ? doc_.tag(tag_, "TR") : kWhole;
    double x = box.x;
    for (std::size_t at = 0; at < heads_.size(); ++at) {
      if (first) {
        doc_.begin(doc_.tag(row, "TH"));
      } else {
        doc_.begin_decoration();
      }
      // They stand on the line, not under the edge.
      double baseline = box.y + box.height - 6 - kHeadLeading * static_cast<double>(heads_[at].size() - 1);
      for (const std::string& line : heads_[at]) {
        put(at, x, baseline, kHead, kMuted, line);
        baseline += kHeadLeading;
      }
      doc_.end();
      x += widths_[at];
    }
  }

  std::vector<std::vector<std::string>> broken(const Row& cells) const {
    std::vector<std::vector<std::string>> lines;
    for (std::size_t at = 0; at < cells.size(); ++at) {
      const Type type{cells[at].face, kTableSize};
      const Column& column = table_.columns[at];
      const auto cut = column.names ? wrap_name : wrap;
      lines.push_back(cut(doc_, type, cells[at].text, widths_[at] - 2 * kPad + 0.1, column.lines));
    }
    return lines;
  }

  static double row_height(const std::vector<std::vector<std::string>>& lines) {
    std::size_t most = 1;
    for (const auto& cell : lines) most = std::max(most, cell.size());
    return kLeading * static_cast<double>(most) + kRowPad;
  }

  /// Of the whole table on one page.
  double height() const {
    double sum = head_height() + (table_.total ? kLeading + kRowPad : 0);
    for (const Row& cells : table_.rows) sum += row_height(broken(cells));
    return sum;
  }

  void row(const Row& cells, double also, bool shaded) {
    const auto lines = broken(cells);
    const double tall = row_height(lines);
    if (flow_.room() < tall + also) {
      flow_.new_page();
      head(false);
    }
    const Box box = flow_.take(tall);
    if (shaded) {
      const Marked marked(doc_);
      doc_.fill(box, kWash);
    }
    const Tag tag = doc_.tag(tag_, "TR");
    double x = box.x;
    for (std::size_t at = 0; at < cells.size(); ++at) {
      const Marked marked(doc_, doc_.tag(tag, "TD"));
      double baseline = box.y + kRowPad / 2 + kTableSize;
      for (const std::string& line : lines[at]) {
        put(at, x, baseline, {cells[at].face, kTableSize}, cells[at].colour, line);
        baseline += kLeading;
      }
      x += widths_[at];
    }
  }

  void total(Row cells) {
    for (Cell& cell : cells) cell.face = Face::kStrong;
    {
      const Marked marked(doc_);
      doc_.line({flow_.left(), flow_.y()}, {flow_.left() + flow_.width(), flow_.y()}, 0.75, kInk);
    }
    row(cells, 0, false);
  }

  Flow& flow_;
  Document& doc_;
  Table table_;
  Tag tag_ = kWhole;
  std::vector<double> widths_;
  std::vector<std::vector<std::string>> heads_;
  std::size_t head_lines_ = 1;
};

}  // namespace

void draw_table(Flow& flow, Table table, std::string_view heading) { Grid(flow, std::move(table)).draw(heading); }

}  // namespace streamguard::pdf_report
