/// words.hpp: the word lists that templates draw their names, messages and numbers from, in every spelling that code
/// needs. Built once from templates/words.txt, constant afterwards; any thread may read.
///
/// Invariants, checked by the tests: no word is in two lists, and within a list no word is the beginning of another one
/// once spaces are gone, so that a text tells which words it was made of.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace streamguard::synthetic {

enum class Form : std::uint8_t { kSnake, kCamel, kPascal, kUpper, kKebab, kPlain };
inline constexpr std::size_t kForms = 6;

struct WordList {
  std::string_view name;
  std::vector<std::array<std::string, kForms>> words;
};

class Words {
 public:
  /// Throws std::runtime_error with file and line where the text breaks the grammar.
  explicit Words(std::string_view text);

  /// nullptr where there is no such list.
  const WordList* find(std::string_view name) const;
  const std::vector<WordList>& lists() const { return lists_; }

 private:
  std::vector<WordList> lists_;
};

/// "purchase order" in the spelling `form`.
std::string spell(std::string_view plain, Form form);

}  // namespace streamguard::synthetic
