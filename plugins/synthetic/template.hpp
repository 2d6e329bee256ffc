/// template.hpp: one template, taken apart for fast rendering. The grammar is in templates/README.md.
///
/// A template is one text from which both halves are made: a piece belongs to `before`, to `after` or to both, and
/// perhaps to one alternative of a choice. Its variations are numbered: the number is read in mixed radix, a digit for
/// each counted choice and then for each counted slot. A slot is counted where it is seen in both halves whatever is
/// chosen, a choice where its alternatives differ in both halves by more than white space; so two numbers never give
/// the same half. What is not counted follows from a hash of the number. Constant after parsing; any thread may read.
/// Borrows the embedded text and the Words.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "words.hpp"

namespace streamguard::synthetic {

struct Piece {
  std::string_view text;  ///< of a literal
  const WordList* list;   ///< nullptr for a literal
  std::uint8_t slot;
  Form form;
  std::uint8_t halves;  ///< kBefore | kAfter
  std::uint8_t choice;  ///< kAlways or an index of choices
  std::uint8_t alternative;
};
inline constexpr std::uint8_t kBefore = 1, kAfter = 2, kBoth = 3, kAlways = 255;

struct Slot {
  std::string_view name;  ///< as written, in lower case: "noun" or "noun2"
  const WordList* list;
  std::uint8_t differs_from;  ///< the slot whose word it must not repeat, or kAlways
  bool counted;
};

struct Choice {
  std::string_view name;
  std::uint8_t alternatives = 0;
  bool counted = false;
};

/// The text of one template in its file, found without parsing it.
struct TemplateText {
  std::string_view file;
  std::string_view text;  ///< from its %template line to the next one
  std::size_t line;       ///< of the %template line, from 1
};

class Template {
 public:
  inline static constexpr std::size_t kMaxSlots = 16, kMaxChoices = 8;

  /// `snake` tells whether plain names of this language are snake_case or camelCase. Throws std::runtime_error with
  /// file and line where the text breaks the grammar.
  Template(const TemplateText& source, const Words& words, bool snake);

  int cwe() const { return cwe_; }
  std::string_view id() const { return id_; }
  std::string_view fix() const { return fix_; }
  std::uint64_t variations() const { return variations_; }
  const std::vector<Slot>& slots() const { return slots_; }
  const std::vector<Piece>& pieces() const { return pieces_; }
  const std::vector<Choice>& choices() const { return choices_; }

  /// Variation `number` < variations(). The strings are overwritten.
  void render(std::uint64_t number, std::string& before, std::string& after, std::string& symbol) const;

 private:
  friend class TemplateParser;
  int cwe_ = 0;
  std::string_view id_, fix_;
  std::vector<Piece> pieces_, symbol_;
  std::vector<Slot> slots_;
  std::vector<Choice> choices_;
  std::uint64_t variations_ = 1;
};

/// The templates of one file, in its order.
std::vector<TemplateText> split_templates(std::string_view file, std::string_view text);

/// The number in "%template 89 name".
int cwe_of(const TemplateText& source);

}  // namespace streamguard::synthetic
