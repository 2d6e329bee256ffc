#include "fix/names.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "fix/url.hpp"

namespace streamguard::fix {
namespace {

constexpr std::size_t kShortestName = 3;
constexpr std::size_t kShortestPlainName = 6;

constexpr auto kGeneric = std::to_array<std::string_view>(
    {"main",     "init",   "get",   "set",     "run",      "start",    "stop",        "open",       "close",
     "read",     "write",  "load",  "save",    "parse",    "process",  "handle",      "handler",    "update",
     "delete",   "remove", "add",   "create",  "new",      "free",     "copy",        "clone",      "next",
     "reset",    "clear",  "call",  "apply",   "exec",     "execute",  "render",      "build",      "check",
     "validate", "test",   "send",  "receive", "connect",  "encode",   "decode",      "format",     "print",
     "log",      "index",  "show",  "list",    "find",     "search",   "filter",      "map",        "push",
     "pop",      "insert", "setup", "destroy", "toString", "__init__", "__construct", "constructor"});

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
}
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// No dictionary has such a word.
bool is_identifier_like(std::string_view name) {
  if (name.size() < kShortestPlainName) return false;
  for (std::size_t i = 1; i < name.size(); ++i) {
    if (name[i] == '_' && i + 1 < name.size()) return true;
    if (is_digit(name[i]) || (is_lower(name[i - 1]) && is_upper(name[i]))) return true;
  }
  return false;
}

std::string_view word_before(std::string_view text, std::size_t at) {
  while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '`' || text[at - 1] == '"' || text[at - 1] == '\'')) --at;
  std::size_t begin = at;
  while (begin > 0 && is_word(text[begin - 1])) --begin;
  return text.substr(begin, at - begin);
}

std::string_view word_after(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '`' || text[at] == '"' || text[at] == '\'')) ++at;
  std::size_t end = at;
  while (end < text.size() && is_word(text[end])) ++end;
  return text.substr(at, end - at);
}

bool means_function(std::string_view word) {
  constexpr auto kWords = std::to_array<std::string_view>(
      {"function", "functions", "method", "methods", "routine", "procedure", "func", "subroutine"});
  const std::string lower = lower_case(word);
  return std::find(kWords.begin(), kWords.end(), lower) != kWords.end();
}

/// Whether the word at [at, at + length) is marked as a function's name by what stands around it.
bool is_marked(std::string_view text, std::size_t at, std::size_t length) {
  const std::size_t end = at + length;
  if (end < text.size() && text[end] == '(') return true;
  if (at > 0 && text[at - 1] == '`' && end < text.size() && text[end] == '`') return true;
  return means_function(word_before(text, at)) || means_function(word_after(text, end));
}

/// Calls `take` with the place of each whole word `name` until it says true.
template <class Take>
bool any_whole_word(std::string_view text, std::string_view name, Take take) {
  for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if (at > 0 && is_word(text[at - 1])) continue;
    if (end < text.size() && is_word(text[end])) continue;
    if (take(at)) return true;
  }
  return false;
}

/// The symbol's last two parts, as the languages and the people write them: "Class::name", "Class.name", "Class#name".
bool symbol_stands(std::string_view text, std::string_view name, std::string_view symbol) {
  if (symbol.size() <= name.size() || !symbol.ends_with(name)) return false;
  std::string_view owner = symbol.substr(0, symbol.size() - name.size());
  while (!owner.empty() && !is_word(owner.back())) owner.remove_suffix(1);
  std::size_t begin = owner.size();
  while (begin > 0 && is_word(owner[begin - 1])) --begin;
  owner = owner.substr(begin);
  if (owner.empty()) return false;
  for (const std::string_view joint : {"::", ".", "#", "->", ").", ":"}) {
    std::string whole(owner);
    whole.append(joint).append(name);
    if (any_whole_word(text, whole, [](std::size_t) { return true; })) return true;
  }
  return false;
}

}  // namespace

bool is_generic_name(std::string_view name) {
  return std::find(kGeneric.begin(), kGeneric.end(), name) != kGeneric.end();
}

bool names_function(std::string_view text, std::string_view name, std::string_view symbol) {
  if (name.empty() || text.empty()) return false;
  if (symbol_stands(text, name, symbol)) return true;
  if (name.size() < kShortestName || is_generic_name(name)) return false;
  const bool plain_enough = is_identifier_like(name);
  return any_whole_word(text, name, [&](std::size_t at) { return plain_enough || is_marked(text, at, name.size()); });
}

}  // namespace streamguard::fix
