#include "record/normalise.hpp"

#include <array>
#include <cctype>
#include <cstring>

namespace streamguard::record {
namespace {

/// What a language family calls a comment and a string.
struct Family {
  bool slashes;        ///< // and /* */
  bool hash;           ///< # to the end of the line
  bool hash_anywhere;  ///< also in the middle of a word; elsewhere `$#` and `x#y` are code
  bool dashes;         ///< -- to the end of the line
  bool triple;         ///< """ and ''' strings
  bool quotes_span;    ///< a quoted string may run over line ends
  bool backtick;       ///< `…` strings, which run over line ends
  bool apostrophe;     ///< '…' is a string
};

constexpr Family kPlain{false, false, false, false, false, false, false, false};
constexpr Family kCLike{true, false, false, false, false, false, false, true};
constexpr Family kJavaLike{true, false, false, false, true, false, false, true};
constexpr Family kScript{true, false, false, false, false, false, true, true};
constexpr Family kPhp{true, true, true, false, false, true, false, true};
constexpr Family kPython{false, true, true, false, true, false, false, true};
constexpr Family kShell{false, true, false, false, false, true, true, true};
constexpr Family kSql{true, false, false, true, false, true, false, true};
constexpr Family kLua{false, false, false, true, false, false, false, true};

struct Named {
  std::string_view name;
  const Family* family;
};
constexpr Named kLanguages[] = {
    {"c", &kCLike},         {"c++", &kCLike},         {"cpp", &kCLike},      {"objective-c", &kCLike},
    {"c#", &kCLike},        {"csharp", &kCLike},      {"rust", &kCLike},     {"java", &kJavaLike},
    {"kotlin", &kJavaLike}, {"scala", &kJavaLike},    {"swift", &kJavaLike}, {"groovy", &kJavaLike},
    {"dart", &kJavaLike},   {"javascript", &kScript}, {"js", &kScript},      {"typescript", &kScript},
    {"ts", &kScript},       {"go", &kScript},         {"php", &kPhp},        {"python", &kPython},
    {"py", &kPython},       {"ruby", &kShell},        {"perl", &kShell},     {"shell", &kShell},
    {"bash", &kShell},      {"sh", &kShell},          {"elixir", &kPython},  {"sql", &kSql},
    {"lua", &kLua},
};

const Family& family_of(std::string_view language) {
  for (const Named& named : kLanguages) {
    if (named.name.size() != language.size()) continue;
    bool same = true;
    for (std::size_t i = 0; i < language.size() && same; ++i) {
      same = named.name[i] == std::tolower(static_cast<unsigned char>(language[i]));
    }
    if (same) return *named.family;
  }
  return kPlain;
}

enum Class : unsigned char { kOrdinary, kSpace, kSpecial };
using Classes = std::array<unsigned char, 256>;

/// Which bytes need a look: only those that mean something in the family, for each one costs a branch.
Classes classes_of(const Family& family) {
  Classes classes{};
  const auto set = [&classes](std::string_view bytes, Class kind) {
    for (const char c : bytes) classes[static_cast<unsigned char>(c)] = kind;
  };
  set(" \t\n\r\v\f", kSpace);
  if (&family == &kPlain) return classes;
  set("\"\\", kSpecial);
  if (family.apostrophe) set("'", kSpecial);
  if (family.backtick) set("`", kSpecial);
  if (family.slashes) set("/", kSpecial);
  if (family.hash) set("#", kSpecial);
  if (family.dashes) set("-", kSpecial);
  return classes;
}

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// Where the walk stands. `to` never overtakes `at`'s offset: what is written is a subsequence. It is handed on by
/// value so that its parts live in registers; through a member each byte written would force the others to be read
/// again.
struct Place {
  const char* at;
  const char* end;
  char* to;

  std::size_t left() const { return static_cast<std::size_t>(end - at); }
  bool next_is(char c) const { return left() > 1 && at[1] == c; }
  void keep() { *to++ = *at++; }
};

Place without_line(Place place) {
  const void* line_end = std::memchr(place.at, '\n', place.left());
  place.at = line_end == nullptr ? place.end : static_cast<const char*>(line_end);
  return place;
}

Place without_block(Place place) {
  const std::string_view rest(place.at + 2, place.left() - 2);
  const std::size_t close = rest.find("*/");
  place.at = close == std::string_view::npos ? place.end : rest.data() + close + 2;
  return place;
}

Place with_string(Place place, bool spans) {
  const char quote = *place.at;
  place.keep();
  while (place.at != place.end && *place.at != quote) {
    if (*place.at == '\n' && !spans) return place;
    if (*place.at == '\\' && place.left() > 1) place.keep();
    place.keep();
  }
  if (place.at != place.end) place.keep();
  return place;
}

Place with_triple(Place place) {
  const char quote = *place.at;
  const auto at_fence = [&place, quote] {
    return *place.at == quote && place.left() > 2 && place.at[1] == quote && place.at[2] == quote;
  };
  for (int i = 0; i < 3; ++i) place.keep();
  while (place.at != place.end && !at_fence()) {
    if (*place.at == '\\' && place.left() > 1) place.keep();
    place.keep();
  }
  for (int i = 0; i < 3 && place.at != place.end; ++i) place.keep();
  return place;
}

Place special(Place place, const Family& family, const char* begin) {
  const bool begins_word = place.at == begin || is_space(place.at[-1]) || place.at[-1] == ';' || place.at[-1] == '(';
  switch (*place.at) {
    case '"':
    case '\'':
      if (family.triple && place.next_is(*place.at) && place.left() > 2 && place.at[2] == *place.at) {
        return with_triple(place);
      }
      return with_string(place, family.quotes_span);
    case '`':
      return with_string(place, true);
    case '/':
      if (place.next_is('/')) return without_line(place);
      if (place.next_is('*')) return without_block(place);
      break;
    case '#':
      // PHP's #[…] is an attribute.
      if ((family.hash_anywhere || begins_word) && !(family.slashes && place.next_is('['))) return without_line(place);
      break;
    case '-':
      if (place.next_is('-')) return without_line(place);
      break;
    default:  // what is escaped outside a string (in a regular expression) starts nothing
      if (place.left() > 1 && !is_space(place.at[1])) place.keep();
      break;
  }
  place.keep();
  return place;
}

char* walk(std::string_view code, const Family& family, char* to) {
  const Classes classes = classes_of(family);
  Place place{code.data(), code.data() + code.size(), to};
  while (place.at != place.end) {
    const unsigned char kind = classes[static_cast<unsigned char>(*place.at)];
    if (kind == kSpecial) {
      place = special(place, family, code.data());
      continue;
    }
    *place.to = *place.at++;
    place.to += kind == kOrdinary;
  }
  return place.to;
}

}  // namespace

void normalise(std::string_view code, std::string_view language, std::string& out) {
  if (code.empty()) return;
  const std::size_t before = out.size();
  out.resize(before + code.size());
  char* const begin = out.data();
  char* const end = walk(code, family_of(language), begin + before);
  out.resize(static_cast<std::size_t>(end - begin));
}

}  // namespace streamguard::record
