#include "repo/diff_facts.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace streamguard::repo {
namespace {

constexpr std::size_t kLongestLine = 2000;  ///< what is longer was not written by hand

constexpr std::array<std::string_view, 9> kConditions = {"if",     "elif",   "elseif", "unless", "while",
                                                         "assert", "ensure", "guard",  "require"};
constexpr std::array<std::string_view, 13> kExits = {"return",   "throw",   "throws", "raise", "goto",
                                                     "continue", "break",   "abort",  "die",   "exit",
                                                     "panic",    "longjmp", "reject"};
constexpr std::array<std::string_view, 14> kSizes = {"size",   "len",   "length", "count",    "num",
                                                     "offset", "index", "width",  "height",   "depth",
                                                     "pos",    "bytes", "end",    "remaining"};
constexpr std::array<std::string_view, 6> kLimits = {"max", "min", "limit", "maximum", "minimum", "bound"};
constexpr std::array<std::string_view, 12> kEscapes = {"escape",    "sanitiz",          "sanitis",   "encode",
                                                       "quote",     "htmlspecialchars", "strip",     "filter",
                                                       "whitelist", "allowlist",        "blacklist", "normalize"};

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_code(std::string_view line) noexcept {
  const std::size_t begin = line.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return false;
  const std::string_view text = line.substr(begin);
  const bool preprocessor = text.starts_with("#include") || text.starts_with("#if") || text.starts_with("#define");
  if (text.starts_with('#')) return preprocessor;
  return !text.starts_with("//") && !text.starts_with("/*") && !text.starts_with("* ") && !text.starts_with("*/") &&
         text != "*" && text != "*\r";
}

/// Calls each(part) for the parts of identifiers: "maxLen" and "MAX_LEN" are "max" and "len", in small letters.
template <class Each>
void for_each_part(std::string_view line, Each each) {
  std::string part;
  for (std::size_t at = 0; at <= line.size(); ++at) {
    const char c = at < line.size() ? line[at] : ' ';
    const bool hump = is_letter(c) && c < 'a' && at > 0 && line[at - 1] >= 'a' && is_letter(line[at - 1]);
    if ((!is_letter(c) || hump) && !part.empty()) {
      each(std::string_view(part));
      part.clear();
    }
    if (is_letter(c)) part += static_cast<char>(c | 0x20);
  }
}

template <std::size_t N>
bool holds(const std::array<std::string_view, N>& words, std::string_view word) noexcept {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

void DiffFacts::add_line(std::string_view line) {
  if (!is_code(line)) return;
  ++added;
  if (line.size() > kLongestLine) return;
  bool condition = false, exit = false, size = false, limit = false, escape = false;
  for_each_part(line, [&](std::string_view part) {
    condition = condition || holds(kConditions, part);
    exit = exit || holds(kExits, part);
    size = size || holds(kSizes, part);
    limit = limit || holds(kLimits, part);
    escape = escape || std::any_of(kEscapes.begin(), kEscapes.end(),
                                   [part](std::string_view begin) { return part.starts_with(begin); });
  });
  const bool compares = line.find_first_of("<>") != std::string_view::npos || line.find("==") != std::string_view::npos;
  checks += condition ? 1 : 0;
  size_checks += condition && compares && (size || limit) ? 1 : 0;
  exits += exit ? 1 : 0;
  limits += limit ? 1 : 0;
  escapes += escape ? 1 : 0;
}

void DiffFacts::remove_line(std::string_view line) {
  if (is_code(line)) ++removed;
}

}  // namespace streamguard::repo
