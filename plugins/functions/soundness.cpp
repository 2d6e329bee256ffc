#include "functions/soundness.hpp"

#include <algorithm>
#include <cctype>

namespace streamguard::functions {

namespace {

constexpr std::string_view kSpace = " \t\r\n\f\v";
constexpr std::size_t kNone = std::string_view::npos;

/// Of braces; those of default arguments come in pairs.
bool balanced(std::string_view header) {
  int depth = 0;
  for (const char letter : header) {
    depth += letter == '{' ? 1 : letter == '}' ? -1 : 0;
    if (depth < 0) return false;
  }
  return depth == 0;
}

/// Where the header that `begin` stands in begins: a grammar may have taken its first words for something else. Nothing
/// where it is not clear.
std::optional<std::size_t> header_begin(const std::string& text, std::size_t begin) {
  const std::size_t before = begin == 0 ? kNone : text.find_last_not_of(kSpace, begin - 1);
  if (before == kNone || std::string_view(";{}:").find(text[before]) != kNone) return begin;
  const std::size_t boundary = text.find_last_of(";{}", before);
  const std::size_t first = text.find_first_not_of(kSpace, boundary == kNone ? 0 : boundary + 1);
  const bool words = std::all_of(text.begin() + static_cast<std::ptrdiff_t>(first),
                                 text.begin() + static_cast<std::ptrdiff_t>(begin), [](unsigned char letter) {
                                   return std::isalnum(letter) != 0 || std::isspace(letter) != 0 || letter == '_' ||
                                          letter == '*' || letter == '&';
                                 });
  if (words) return first;
  // What a macro call on the line before says may not belong to it.
  const std::size_t line = text.find_last_of('\n', begin);
  const std::size_t on_line = text.find_first_not_of(kSpace, line == kNone ? 0 : line + 1);
  if (on_line == begin) return begin;
  return {};
}

/// The line after a Python function that is not blank nor a comment lies no deeper than its `def`.
bool ends_by_indent(std::string_view source, const Lines& lines, const Found& found) {
  const std::string_view own = lines.indent(found.begin);
  std::size_t at = source.find('\n', found.end == 0 ? 0 : found.end - 1);
  while (at != kNone && at + 1 < source.size()) {
    const std::string_view indent = lines.indent(at + 1);
    const std::size_t text = at + 1 + indent.size();
    at = source.find('\n', at + 1);
    if (text >= source.size() || source[text] == '\n' || source[text] == '#') continue;
    return indent.size() <= own.size() || indent.substr(0, own.size()) != own;
  }
  return true;
}

bool sound(const Found& found, Language language, std::string_view source, const Lines& lines) {
  if (language == Language::python) return ends_by_indent(source, lines, found);
  if (!found.unread) return true;
  if (language == Language::ruby) {
    const std::string_view last = lines.indent(found.end == 0 ? 0 : found.end - 1);
    return lines.indent(found.begin) == last;
  }
  return found.even;
}

}  // namespace

void keep_sound(std::vector<Found>& found, const Configurations& configurations) {
  const auto doubtful = [&](Found& one) {
    const auto close = configurations.closing(one.body);
    if (!close || *close + 1 != one.end) return true;
    const auto begin = header_begin(configurations.text(), one.begin);
    if (!begin) return true;
    // An old function's parameters may stand before its body, but not another function's end.
    const auto header = std::string_view(configurations.text()).substr(*begin, one.body - *begin);
    if (!balanced(header) || header.substr(0, header.find_last_not_of(kSpace) + 1).ends_with('=')) return true;
    const auto whole = configurations.whole(*begin, one.body, one.end);
    if (!whole) return true;
    one.begin = *whole;
    one.indented = one.begin > 0 && configurations.text()[one.begin - 1] != '\n';
    return false;
  };
  found.erase(std::remove_if(found.begin(), found.end(), doubtful), found.end());
}

void keep_sound(std::vector<Found>& found, Language language, std::string_view source, const Lines& lines) {
  const auto doubtful = [&](const Found& one) { return !sound(one, language, source, lines); };
  found.erase(std::remove_if(found.begin(), found.end(), doubtful), found.end());
}

std::vector<Found> merged(std::vector<Found> found) {
  std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  std::vector<Found> out;
  std::vector<std::size_t> ends;  // of those that the current one may lie in
  for (std::size_t i = 0; i < found.size();) {
    std::size_t next = i + 1;
    bool same = true;
    for (; next < found.size() && found[next].begin == found[i].begin; ++next) {
      same = same && found[next].end == found[i].end;
    }
    while (!ends.empty() && ends.back() <= found[i].begin) ends.pop_back();
    // What C takes for a function in a function is a block behind a macro, unless an unclosed brace before it was
    // misread.
    if (same && !(found[i].in_function && (!ends.empty() || found[i].indented))) {
      ends.push_back(found[i].end);
      out.push_back(std::move(found[i]));
    }
    i = next;
  }
  return out;
}

}  // namespace streamguard::functions
