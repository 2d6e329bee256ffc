#include "words.hpp"

#include <algorithm>
#include <stdexcept>

namespace streamguard::synthetic {
namespace {

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

void add_words(WordList& list, std::string_view line) {
  list.words.reserve(list.words.size() + 1 + static_cast<std::size_t>(std::count(line.begin(), line.end(), ',')));
  while (!line.empty()) {
    const std::size_t comma = line.find(',');
    const std::string_view word = trim(line.substr(0, comma));
    line.remove_prefix(comma == std::string_view::npos ? line.size() : comma + 1);
    if (word.empty()) continue;
    std::array<std::string, kForms>& spelled = list.words.emplace_back();
    for (std::size_t form = 0; form < kForms; ++form) spelled[form] = spell(word, static_cast<Form>(form));
  }
}

}  // namespace

std::string spell(std::string_view plain, Form form) {
  std::string out;
  out.reserve(plain.size());
  bool start = true;
  for (const char c : plain) {
    if (c == ' ') {
      if (form == Form::kSnake || form == Form::kUpper) out += '_';
      if (form == Form::kKebab) out += '-';
      if (form == Form::kPlain) out += ' ';
      start = true;
      continue;
    }
    const bool capital =
        form == Form::kUpper || (start && (form == Form::kPascal || (form == Form::kCamel && !out.empty())));
    out += capital ? upper(c) : c;
    start = false;
  }
  return out;
}

Words::Words(std::string_view text) {
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ++number;
    if (line.empty() || line.front() == '#') continue;
    if (line.starts_with("%list ")) {
      lists_.push_back({trim(line.substr(6)), {}});
    } else if (lists_.empty()) {
      throw std::runtime_error("templates/words.txt:" + std::to_string(number) + ": words before the first %list");
    } else {
      add_words(lists_.back(), line);
    }
  }
}

const WordList* Words::find(std::string_view name) const {
  for (const WordList& list : lists_)
    if (list.name == name) return &list;
  return nullptr;
}

}  // namespace streamguard::synthetic
