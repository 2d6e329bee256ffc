#include "functions/configurations_scan.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace streamguard::functions {

namespace {

bool is_word(char letter) { return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_'; }
bool is_blank(char letter) { return letter == ' ' || letter == '\t' || letter == '\f' || letter == '\v'; }

/// LIBFOO_API and the like between `class` and the name, which a grammar takes for the name.
bool is_macro_word(std::string_view word) {
  return word.size() >= 3 && std::all_of(word.begin(), word.end(), [](char letter) {
           return (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') || letter == '_';
         });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (is_blank(text.front()) || text.front() == '\r')) text.remove_prefix(1);
  while (!text.empty() && (is_blank(text.back()) || text.back() == '\r' || text.back() == '\n')) text.remove_suffix(1);
  return text;
}

}  // namespace

void Configurations::Scanner::blank(std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < to && i < out_.clean_.size(); ++i) {
    if (out_.clean_[i] != '\n' && out_.clean_[i] != '\r') out_.clean_[i] = ' ';
  }
}

/// `from` is at the slash of a comment's begin. Without an end it goes to the end of the source.
std::size_t Configurations::Scanner::comment_end(std::size_t from) const {
  if (at(from + 1) == '*') {
    const std::size_t end = source_.find("*/", from + 2);
    return end == std::string_view::npos ? source_.size() : end + 2;
  }
  std::size_t end = source_.find('\n', from);
  while (end != std::string_view::npos && (at(end - 1) == '\\' || (at(end - 1) == '\r' && at(end - 2) == '\\'))) {
    end = source_.find('\n', end + 1);
  }
  return std::min(end, source_.size());
}

/// A literal ends with its line at the latest: what `#if 0` hides may be prose with apostrophes.
std::size_t Configurations::Scanner::literal_end(std::size_t from) const {
  const char quote = source_[from];
  for (std::size_t i = from + 1; i < source_.size(); ++i) {
    if (source_[i] == '\\') {
      ++i;
      if (at(i) == '\r' && at(i + 1) == '\n') ++i;
    } else if (source_[i] == quote) {
      return i + 1;
    } else if (source_[i] == '\n') {
      return i;
    }
  }
  return source_.size();
}

std::size_t Configurations::Scanner::raw_string_end(std::size_t quote) const {
  constexpr std::size_t kMostDelimiter = 16;
  const std::size_t open = source_.find('(', quote);
  if (open == std::string_view::npos || open - quote - 1 > kMostDelimiter) return literal_end(quote);
  const std::string close = ")" + std::string(source_.substr(quote + 1, open - quote - 1)) + "\"";
  const std::size_t end = source_.find(close, open);
  return end == std::string_view::npos ? source_.size() : end + close.size();
}

/// The end of `(1, 2)` at `from` where a word follows that begins or goes on with a declaration; else `from`.
std::size_t Configurations::Scanner::macro_call_end(std::size_t from) const {
  constexpr std::size_t kMostArguments = 256;  // bytes
  const std::size_t open = source_.find_first_not_of(" \t", from);
  if (open == std::string_view::npos || source_[open] != '(') return from;
  std::size_t end = open;
  int depth = 0;
  do {
    if (end >= source_.size() || end - open > kMostArguments) return from;
    if (source_[end] == ';' || source_[end] == '{' || source_[end] == '"' || source_[end] == '#') return from;
    depth += source_[end] == '(' ? 1 : source_[end] == ')' ? -1 : 0;
    ++end;
  } while (depth > 0);
  const std::size_t next = source_.find_first_not_of(" \t\r\n", end);
  if (next == std::string_view::npos || !is_word(source_[next])) return from;
  std::size_t last = next;
  while (last < source_.size() && is_word(source_[last])) ++last;
  constexpr std::array<std::string_view, 8> kAfterMethods{"const", "noexcept", "override", "final",
                                                          "throw", "try",      "volatile", "requires"};
  const std::string_view word = source_.substr(next, last - next);
  return std::find(kAfterMethods.begin(), kAfterMethods.end(), word) == kAfterMethods.end() ? end : from;
}

std::size_t Configurations::Scanner::word(std::size_t from) {
  std::size_t end = from;
  // 1'000'000 is one number.
  const bool number = std::isdigit(static_cast<unsigned char>(source_[from])) != 0;
  while (end < source_.size() &&
         (is_word(source_[end]) || (cpp_ && number && source_[end] == '\'' && is_word(at(end + 1))))) {
    ++end;
  }
  const std::string_view text = source_.substr(from, end - from);
  if (cpp_ && at(end) == '"' && (text == "R" || text == "u8R" || text == "uR" || text == "UR" || text == "LR")) {
    forget_words();
    return raw_string_end(end);
  }
  // `void LIBFOO_FORMAT(1, 2) f(…)`, and `LIBFOO_EXPORT(f)` on a line of its own.
  if (is_macro_word(text)) {
    if (const std::size_t call = macro_call_end(end); call != end) {
      blank(from, call);
      return call;
    }
  }
  if (text == "class" || text == "struct" || text == "union") {
    forget_words();
    key_ = text;
  } else if (!key_.empty() && first_.empty()) {
    first_ = text;
  } else if (!key_.empty() && second_.empty()) {
    second_ = text;
  } else if (text != "final") {
    forget_words();
  }
  return end;
}

void Configurations::Scanner::brace(std::size_t place, bool open) {
  const int branch = inside_.empty() ? -1 : inside_.back();
  out_.braces_.push_back({place, open, branch});
  if (branch >= 0) {
    Branch& here = out_.branches_[static_cast<std::size_t>(branch)];
    here.braces = true;
    here.net += open ? 1 : -1;
  }
}

void Configurations::Scanner::open_branch(std::size_t group, std::size_t begin, bool dead) {
  const int index = static_cast<int>(out_.branches_.size());
  Branch branch;
  branch.begin = begin;
  branch.group = static_cast<int>(group);
  branch.dead = dead;
  out_.branches_.push_back(branch);
  out_.groups_[group].branches.push_back(index);
  inside_.back() = index;
}

void Configurations::Scanner::close_branch(std::size_t end) {
  out_.branches_[static_cast<std::size_t>(inside_.back())].end = end;
}

void Configurations::Scanner::conditional(std::string_view word, std::string_view condition, std::size_t hash,
                                          std::size_t end) {
  const auto dead = [&] {
    if (word == "if" || word == "elif") return condition == "0" || (!cpp_ && condition == "defined(__cplusplus)");
    if (word == "ifdef") return !cpp_ && condition == "__cplusplus";
    return word == "ifndef" && cpp_ && condition == "__cplusplus";
  };
  if (word == "if" || word == "ifdef" || word == "ifndef") {
    if (too_deep_ > 0 || stack_.size() >= kMostConditionalDepth) {
      ++too_deep_;
      return;
    }
    Group group;
    group.begin = hash;
    group.parent = inside_.empty() ? -1 : inside_.back();
    stack_.push_back(out_.groups_.size());
    inside_.push_back(-1);
    out_.groups_.push_back(group);
    open_branch(stack_.back(), end, dead());
    return;
  }
  if (stack_.empty()) return;
  if (too_deep_ > 0) {
    if (word == "endif") --too_deep_;
    return;
  }
  close_branch(hash);
  Group& group = out_.groups_[stack_.back()];
  if (word == "endif") {
    group.end = end;
    stack_.pop_back();
    inside_.pop_back();
    return;
  }
  // What follows `#if 1` cannot be.
  const bool decided = group.has_else;
  if (word == "else") group.has_else = true;
  open_branch(stack_.back(), end, decided || dead());
}

/// `hash` is at the `#` that is the first thing of its line. Returns the end of the directive's last line.
std::size_t Configurations::Scanner::directive(std::size_t hash) {
  std::size_t end = hash;
  std::string text;
  while (end < source_.size() && source_[end] != '\n') {
    if (source_[end] == '/' && (at(end + 1) == '*' || at(end + 1) == '/')) {
      end = comment_end(end);
    } else if (source_[end] == '\\' && (at(end + 1) == '\n' || (at(end + 1) == '\r' && at(end + 2) == '\n'))) {
      end += at(end + 1) == '\n' ? 2U : 3U;
    } else if (source_[end] == '"') {
      const std::size_t from = end;
      end = literal_end(end);
      text.append(source_.substr(from, end - from));
    } else {
      text.push_back(source_[end++]);
    }
  }
  blank(hash, end);
  std::string_view rest = trimmed(std::string_view(text).substr(1));
  std::size_t length = 0;
  while (length < rest.size() && is_word(rest[length])) ++length;
  const std::string_view name = rest.substr(0, length);
  if (name == "if" || name == "ifdef" || name == "ifndef" || name == "elif" || name == "else" || name == "endif") {
    conditional(name, trimmed(rest.substr(length)), hash, end);
  }
  forget_words();
  return end;
}

void Configurations::Scanner::run() {
  bool line_begins = true;
  std::size_t i = 0;
  while (i < source_.size()) {
    const char letter = source_[i];
    if (letter == '\n') {
      line_begins = true;
      ++i;
    } else if (is_blank(letter) || letter == '\r') {
      ++i;
    } else if (letter == '#' && line_begins) {
      i = directive(i);
    } else if (letter == '/' && (at(i + 1) == '*' || at(i + 1) == '/')) {
      const std::size_t end = comment_end(i);
      blank(i, end);
      i = end;
    } else {
      line_begins = false;
      if (is_word(letter)) {
        i = word(i);
        continue;
      }
      // `class LIBFOO_API Name {` or `: public …`: without the macro a grammar can read it.
      if ((letter == '{' || letter == ':') && at(i + 1) != ':' && !second_.empty() && is_macro_word(first_)) {
        const auto from = static_cast<std::size_t>(first_.data() - source_.data());
        blank(from, from + first_.size());
      }
      forget_words();
      if (letter == '{' || letter == '}') brace(i, letter == '{');
      i = letter == '"' || letter == '\'' ? literal_end(i) : i + 1;
    }
  }
  while (!stack_.empty()) {
    close_branch(source_.size());
    out_.groups_[stack_.back()].end = source_.size();
    stack_.pop_back();
    inside_.pop_back();
  }
}

}  // namespace streamguard::functions
