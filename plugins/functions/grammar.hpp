/// grammar.hpp: what the kinds of nodes of a language's grammar mean to us. Made once for each language, read by any
/// thread.
#pragma once

#include <tree_sitter/api.h>

#include <cstdint>
#include <string_view>
#include <vector>

#include "functions/functions.hpp"

namespace streamguard::functions {

inline constexpr std::size_t kLanguages = 12;

enum class Role : std::uint8_t {
  none,
  function,    ///< has a name of its own, and a body or not
  value,       ///< a function that is named by what holds it: `const f = () => {}`
  holder,      ///< that: a declarator, an object's pair, a field, an assignment
  object,      ///< an object or class expression that its holder names
  scope,       ///< a class, namespace, module, impl block: its name goes before those in it
  file_scope,  ///< `namespace A;`, which holds for what follows it
  wrapper,     ///< belongs to the declaration inside it: `export`, `template<…>`, decorators
  prefix,      ///< belongs to the declaration that follows it: attributes in Rust, decorators in TypeScript
  body,        ///< of C and C++: a block
  block,       ///< of essence(): its children are statements, which a line's end parts
  literal,     ///< of essence(): to be taken as it stands
  comment,
};

class Grammar {
 public:
  static const Grammar& of(Language language);

  const TSLanguage* tree_sitter() const noexcept { return tree_sitter_; }
  Language language() const noexcept { return language_; }
  /// What outline() needs to know, and what essence() does.
  Role role(TSSymbol symbol) const noexcept { return symbol < roles_.size() ? roles_[symbol] : Role::none; }
  Role text_role(TSSymbol symbol) const noexcept { return symbol < text_.size() ? text_[symbol] : Role::none; }
  bool c_family() const noexcept { return language_ == Language::c || language_ == Language::cpp; }
  bool lines_matter() const noexcept { return lines_matter_; }  ///< a line's end may end a statement
  std::string_view separator() const noexcept { return separator_; }

 private:
  explicit Grammar(Language language);
  static void fill(std::vector<Role>& table, const TSLanguage* grammar, std::string_view kinds, Role role);

  Language language_;
  const TSLanguage* tree_sitter_;
  std::vector<Role> roles_, text_;
  std::string_view separator_;
  bool lines_matter_ = false;
};

/// A kind's name; nodes of that name that no rule made ("class", the word) are not meant.
std::string_view kind_of(TSNode node);

/// Field by name; ts_node_is_null where there is none.
TSNode field(TSNode node, std::string_view name);

std::string_view text_of(TSNode node, std::string_view source);

}  // namespace streamguard::functions
