#include "markdown/markdown_text.hpp"

#include "survey/text.hpp"

namespace streamguard::markdown {
namespace {

std::string row_of(const std::vector<std::string>& cells) {
  std::string out = "|";
  for (const std::string& cell : cells) out += " " + cell + " |";
  return out + "\n";
}

/// "www." makes a link too.
bool ends_in_www(const std::string& line, std::size_t end) {
  const auto is_w = [&](std::size_t back) { return line[end - back] == 'w' || line[end - back] == 'W'; };
  return end >= 3 && is_w(1) && is_w(2) && is_w(3);
}

/// ":/" as in addresses, ":w" as in an emoji's name.
bool begins_address_or_emoji(const std::string& line, std::size_t colon) {
  if (colon + 1 >= line.size()) return false;
  const char next = line[colon + 1];
  return next == '/' || next == '+' || next == '-' || (next >= 'A' && next <= 'Z') || (next >= 'a' && next <= 'z');
}

}  // namespace

std::string text(std::string_view text, std::size_t most) {
  // Of what means something at the start of a line only, nothing is here: text never stands there.
  constexpr std::string_view kMarkup = "\\`*_[]#|~^$";
  const std::string line = survey::plain_line(text, most);
  std::string out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '@':
        out += "&#64;";  // a backslash does not keep a name from being mentioned
        break;
      case ':':
        out += begins_address_or_emoji(line, i) ? "&#58;" : ":";
        break;
      case '.':
        out += ends_in_www(line, i) ? "&#46;" : ".";
        break;
      default:
        if (kMarkup.find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
  }
  return out;
}

std::string code(std::string_view text, std::size_t most) {
  // In HTML, not backticks: these cannot hold a backtick, nor a bar inside a table.
  std::string out = "<code>";
  for (const char c : survey::plain_line(text, most)) {
    constexpr std::string_view kMarkup = "&<>\\`*_[]|~@:!#";
    if (kMarkup.find(c) == std::string_view::npos) {
      out += c;
    } else {
      out += "&#" + std::to_string(static_cast<unsigned>(static_cast<unsigned char>(c))) + ";";
    }
  }
  return out + "</code>";
}

Table::Table(const std::vector<std::string>& headings) {
  std::vector<std::string> names;
  std::vector<std::string> rules;
  for (std::string name : headings) {
    const bool number = !name.empty() && name.back() == ':';
    if (number) name.pop_back();
    names.push_back(name);
    rules.emplace_back(number ? "---:" : "---");
  }
  out_ = row_of(names) + row_of(rules);
}

void Table::row(const std::vector<std::string>& cells) {
  out_ += row_of(cells);
  ++rows_;
}

std::string Table::take() { return std::move(out_) + "\n"; }

}  // namespace streamguard::markdown
