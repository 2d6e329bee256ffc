#include "functions/grammar.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

extern "C" {
const TSLanguage* tree_sitter_c();
const TSLanguage* tree_sitter_cpp();
const TSLanguage* tree_sitter_python();
const TSLanguage* tree_sitter_javascript();
const TSLanguage* tree_sitter_typescript();
const TSLanguage* tree_sitter_tsx();
const TSLanguage* tree_sitter_java();
const TSLanguage* tree_sitter_go();
const TSLanguage* tree_sitter_php();
const TSLanguage* tree_sitter_ruby();
const TSLanguage* tree_sitter_rust();
const TSLanguage* tree_sitter_c_sharp();
}

namespace streamguard::functions {

namespace {

/// Kinds of nodes, with a space between. The names of the last two lists are of essence().
struct Kinds {
  const TSLanguage* (*grammar)();
  std::string_view separator;
  bool lines_matter;
  std::string_view function, value, holder, object, scope, file_scope, wrapper, prefix, body;
  std::string_view block, literal;
};

constexpr std::string_view kScriptFunction = "function_declaration generator_function_declaration method_definition";
constexpr std::string_view kScriptValue = "arrow_function function_expression generator_function";
constexpr std::string_view kScriptHolder =
    "variable_declarator pair field_definition public_field_definition assignment_expression";
constexpr std::string_view kScriptScope = "class_declaration abstract_class_declaration internal_module module";
constexpr std::string_view kScriptWrapper =
    "export_statement lexical_declaration variable_declaration expression_statement parenthesized_expression";
constexpr std::string_view kScriptBlock = "program statement_block class_body switch_case switch_default";
constexpr std::string_view kScriptLiteral = "string template_string regex jsx_text";

// clang-format off
constexpr std::array<Kinds, kLanguages> kKinds{{
    {.grammar = tree_sitter_c, .separator = "::", .lines_matter = false,
     .function = "function_definition", .value = "", .holder = "", .object = "", .scope = "", .file_scope = "",
     .wrapper = "linkage_specification", .prefix = "", 
     .body = "compound_statement", .block = "", .literal = "string_literal char_literal system_lib_string"},
    {.grammar = tree_sitter_cpp, .separator = "::", .lines_matter = false,
     .function = "function_definition", .value = "", .holder = "", .object = "",
     .scope = "namespace_definition class_specifier struct_specifier union_specifier", .file_scope = "",
     .wrapper = "linkage_specification template_declaration friend_declaration", .prefix = "",
      .body = "compound_statement", .block = "",
     .literal = "string_literal char_literal raw_string_literal system_lib_string"},
    {.grammar = tree_sitter_python, .separator = ".", .lines_matter = true,
     .function = "function_definition", .value = "", .holder = "", .object = "", .scope = "class_definition",
     .file_scope = "", .wrapper = "decorated_definition", .prefix = "", .body = "",
     .block = "module block", .literal = "string"},
    {.grammar = tree_sitter_javascript, .separator = ".", .lines_matter = true,
     .function = kScriptFunction, .value = kScriptValue, .holder = kScriptHolder, .object = "object class",
     .scope = kScriptScope, .file_scope = "", .wrapper = kScriptWrapper, .prefix = "decorator",
     .body = "", .block = kScriptBlock, .literal = kScriptLiteral},
    {.grammar = tree_sitter_typescript, .separator = ".", .lines_matter = true,
     .function = kScriptFunction, .value = kScriptValue, .holder = kScriptHolder, .object = "object class",
     .scope = kScriptScope, .file_scope = "", .wrapper = kScriptWrapper, .prefix = "decorator",
     .body = "", .block = kScriptBlock, .literal = kScriptLiteral},
    {.grammar = tree_sitter_tsx, .separator = ".", .lines_matter = true,
     .function = kScriptFunction, .value = kScriptValue, .holder = kScriptHolder, .object = "object class",
     .scope = kScriptScope, .file_scope = "", .wrapper = kScriptWrapper, .prefix = "decorator",
     .body = "", .block = kScriptBlock, .literal = kScriptLiteral},
    {.grammar = tree_sitter_java, .separator = ".", .lines_matter = false,
     .function = "method_declaration constructor_declaration compact_constructor_declaration", .value = "",
     .holder = "", .object = "",
     .scope = "class_declaration interface_declaration enum_declaration record_declaration "
              "annotation_type_declaration",
     .file_scope = "", .wrapper = "", .prefix = "", .body = "", .block = "",
     .literal = "string_literal character_literal"},
    {.grammar = tree_sitter_go, .separator = ".", .lines_matter = true,
     .function = "function_declaration method_declaration", .value = "", .holder = "", .object = "", .scope = "",
     .file_scope = "", .wrapper = "", .prefix = "", .body = "",
     .block = "source_file block expression_case default_case communication_case type_case",
     .literal = "interpreted_string_literal raw_string_literal rune_literal"},
    {.grammar = tree_sitter_php, .separator = "::", .lines_matter = false,
     .function = "function_definition method_declaration", .value = "", .holder = "", .object = "",
     .scope = "class_declaration trait_declaration interface_declaration enum_declaration",
     .file_scope = "namespace_definition", .wrapper = "", .prefix = "", .body = "", .block = "",
     .literal = "string encapsed_string heredoc nowdoc shell_command_expression text"},
    {.grammar = tree_sitter_ruby, .separator = "::", .lines_matter = true,
     .function = "method singleton_method", .value = "", .holder = "", .object = "",
     .scope = "class module singleton_class", .file_scope = "", .wrapper = "call argument_list", .prefix = "",
     .body = "", .block = "program body_statement then else do block_body",
     .literal = "string symbol_array string_array heredoc_body regex subshell character delimited_symbol"},
    {.grammar = tree_sitter_rust, .separator = "::", .lines_matter = false,
     .function = "function_item", .value = "", .holder = "", .object = "",
     .scope = "impl_item trait_item mod_item", .file_scope = "", .wrapper = "", .prefix = "attribute_item",
     .body = "", .block = "", .literal = "string_literal raw_string_literal char_literal"},
    {.grammar = tree_sitter_c_sharp, .separator = ".", .lines_matter = false,
     .function = "method_declaration constructor_declaration destructor_declaration operator_declaration "
                 "conversion_operator_declaration local_function_statement accessor_declaration",
     .value = "", .holder = "", .object = "",
     .scope = "namespace_declaration class_declaration struct_declaration record_declaration "
              "record_struct_declaration interface_declaration enum_declaration property_declaration "
              "indexer_declaration event_declaration",
     .file_scope = "file_scoped_namespace_declaration", .wrapper = "", .prefix = "", .body = "",
     .block = "",
     .literal = "string_literal verbatim_string_literal raw_string_literal interpolated_string_expression "
                "character_literal"},
}};
// clang-format on

}  // namespace

void Grammar::fill(std::vector<Role>& table, const TSLanguage* grammar, std::string_view kinds, Role role) {
  while (!kinds.empty()) {
    const std::size_t space = std::min(kinds.find(' '), kinds.size());
    const std::string_view kind = kinds.substr(0, space);
    kinds.remove_prefix(std::min(space + 1, kinds.size()));
    // Several symbols may go by one name.
    for (std::size_t symbol = 0; symbol < table.size(); ++symbol) {
      const auto number = static_cast<TSSymbol>(symbol);
      if (ts_language_symbol_type(grammar, number) == TSSymbolTypeRegular &&
          kind == ts_language_symbol_name(grammar, number)) {
        table[symbol] = role;
      }
    }
  }
}

Grammar::Grammar(Language language) : language_(language) {
  const Kinds& kinds = kKinds[static_cast<std::size_t>(language)];
  tree_sitter_ = kinds.grammar();
  separator_ = kinds.separator;
  lines_matter_ = kinds.lines_matter;
  roles_.assign(ts_language_symbol_count(tree_sitter_), Role::none);
  text_ = roles_;
  const auto role = [this](std::string_view names, Role what) { fill(roles_, tree_sitter_, names, what); };
  role(kinds.function, Role::function);
  role(kinds.value, Role::value);
  role(kinds.holder, Role::holder);
  role(kinds.object, Role::object);
  role(kinds.scope, Role::scope);
  role(kinds.file_scope, Role::file_scope);
  role(kinds.wrapper, Role::wrapper);
  role(kinds.prefix, Role::prefix);
  role(kinds.body, Role::body);
  constexpr std::string_view kComments = "comment line_comment block_comment html_comment";
  role(kComments, Role::comment);
  fill(text_, tree_sitter_, kinds.block, Role::block);
  fill(text_, tree_sitter_, kinds.literal, Role::literal);
  fill(text_, tree_sitter_, kComments, Role::comment);
}

const Grammar& Grammar::of(Language language) {
  static const auto kAll = [] {
    std::array<std::unique_ptr<const Grammar>, kLanguages> all;
    for (std::size_t i = 0; i < all.size(); ++i) all[i].reset(new Grammar(static_cast<Language>(i)));
    return all;
  }();
  return *kAll[static_cast<std::size_t>(language)];
}

std::string_view kind_of(TSNode node) { return ts_node_is_named(node) ? ts_node_type(node) : std::string_view(); }

TSNode field(TSNode node, std::string_view name) {
  return ts_node_child_by_field_name(node, name.data(), static_cast<std::uint32_t>(name.size()));
}

std::string_view text_of(TSNode node, std::string_view source) {
  const std::size_t begin = ts_node_start_byte(node);
  const std::size_t end = ts_node_end_byte(node);
  if (begin > end || end > source.size()) return {};
  return source.substr(begin, end - begin);
}

}  // namespace streamguard::functions
