#include "functions/names.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

namespace streamguard::functions {

namespace {

constexpr int kMostDeclarators = 64;  // of `int (*(*f(…))(…))[3]`; what nests deeper has no name

bool is_word(char letter) { return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_'; }
bool is_space(char letter) { return std::isspace(static_cast<unsigned char>(letter)) != 0; }

std::string without_spaces(std::string_view text) {
  std::string out;
  std::copy_if(text.begin(), text.end(), std::back_inserter(out), [](char letter) { return !is_space(letter); });
  return out;
}

/// "Foo<T>" is "Foo".
std::string without_arguments(std::string_view text) {
  return without_spaces(text.substr(0, std::min(text.find('<'), text.size())));
}

std::string unquoted(std::string_view text) {
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'' || text.front() == '`')) {
    text = text.substr(1, text.size() - 2);
  }
  return std::string(text);
}

TSNode last_named_child(TSNode node) {
  const std::uint32_t count = ts_node_named_child_count(node);
  return count == 0 ? TSNode{} : ts_node_named_child(node, count - 1);
}

Name plain(const std::string& text) { return {text, text, {}}; }

Name named_by(TSNode node, std::string_view name, std::string_view source) {
  const TSNode child = field(node, name);
  return ts_node_is_null(child) ? Name() : plain(std::string(text_of(child, source)));
}

/// A block that is no function's, in what the grammar could not read.
bool is_statement(std::string_view word) {
  constexpr std::array<std::string_view, 8> kWords{"if", "for", "while", "switch", "do", "else", "catch", "return"};
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

/// The last part of a C++ name.
std::string cpp_word(TSNode node, std::string_view source) {
  const std::string_view kind = kind_of(node);
  if (kind == "operator_cast") {
    const std::string_view type = text_of(field(node, "type"), source);
    return "operator " + std::string(type);
  }
  if (kind == "operator_name") {
    std::string text = without_spaces(text_of(node, source));
    constexpr std::size_t kOperator = 8;
    // Of "operator new" and "operator co_await" the space is a part.
    if (text.size() > kOperator && is_word(text[kOperator])) text.insert(kOperator, 1, ' ');
    return text;
  }
  if (kind == "template_function" || kind == "template_method" || kind == "template_type") {
    return std::string(text_of(field(node, "name"), source));
  }
  return without_spaces(text_of(node, source));
}

Name cpp_name(TSNode node, std::string_view source) {
  Name name;
  for (int i = 0; i < kMostDeclarators && kind_of(node) == "qualified_identifier"; ++i) {
    const TSNode scope = field(node, "scope");
    if (!ts_node_is_null(scope)) name.qualified += cpp_word(scope, source) + "::";
    node = field(node, "name");
    if (ts_node_is_null(node)) return {};
  }
  if (kind_of(node) == "dependent_name") node = last_named_child(node);
  name.last = cpp_word(node, source);
  name.qualified += name.last;
  return name.last.empty() || is_statement(name.last) ? Name() : name;
}

std::string_view header_of(TSNode function, TSNode body, std::string_view source) {
  const std::size_t begin = ts_node_start_byte(function);
  return source.substr(begin, ts_node_start_byte(body) - begin);
}

/// Follows declarators down to the name.
Name c_name(const Grammar& grammar, TSNode function, bool in_class, std::string_view source) {
  const TSNode body = function_body(grammar, function);
  if (ts_node_is_null(body)) return {};
  bool takes_parameters = false;
  TSNode node = field(function, "declarator");
  if (!ts_node_is_null(node) && kind_of(node) == "parenthesized_declarator") {
    return macro_name(header_of(function, body, source));
  }
  for (int i = 0; i < kMostDeclarators && !ts_node_is_null(node); ++i) {
    const std::string_view kind = kind_of(node);
    if (kind == "operator_cast") return cpp_name(node, source);
    if (kind == "qualified_identifier" || kind == "identifier" || kind == "field_identifier" ||
        kind == "operator_name" || kind == "destructor_name" || kind == "template_function" ||
        kind == "type_identifier") {
      break;
    }
    takes_parameters = takes_parameters || kind == "function_declarator";
    const TSNode next = field(node, "declarator");
    // References and brackets around a declarator have no field.
    node = !ts_node_is_null(next) ? next : last_named_child(node);
  }
  if (ts_node_is_null(node)) return {};
  Name name = cpp_name(node, source);
  const bool conversion = name.last.rfind("operator ", 0) == 0;
  if (ts_node_is_missing(node) || name.last.empty()) return macro_name(header_of(function, body, source));
  // `class MACRO Name {` looks like a function that takes nothing.
  if (!takes_parameters && !conversion) return {};
  // Without a type and outside a class it is a macro's doing, as `TEST(Suite, Case) {`.
  const bool typed = !ts_node_is_null(field(function, "type"));
  const bool method = name.qualified != name.last || kind_of(node) != "identifier";
  if (!typed && !method && !in_class) {
    Name made = macro_name(header_of(function, body, source));
    if (!made.last.empty()) return made;
  }
  return name;
}

Name go_name(TSNode function, std::string_view source) {
  Name name = named_by(function, "name", source);
  const TSNode receivers = field(function, "receiver");
  if (name.last.empty() || ts_node_is_null(receivers) || ts_node_named_child_count(receivers) == 0) return name;
  TSNode type = field(ts_node_named_child(receivers, 0), "type");
  if (ts_node_is_null(type)) return name;
  const bool pointer = kind_of(type) == "pointer_type";
  if (pointer && ts_node_named_child_count(type) > 0) type = ts_node_named_child(type, 0);
  std::string_view text = text_of(type, source);
  const std::string word = without_spaces(text.substr(0, std::min(text.find('['), text.size())));
  name.qualified = (pointer ? "(*" + word + ")." : word + ".") + name.last;
  return name;
}

Name csharp_name(TSNode function, std::string_view source) {
  const std::string_view kind = kind_of(function);
  if (kind == "destructor_declaration") {
    Name name = named_by(function, "name", source);
    return name.last.empty() ? name : plain("~" + name.last);
  }
  if (kind == "operator_declaration") {
    return plain("operator " + std::string(text_of(field(function, "operator"), source)));
  }
  if (kind == "conversion_operator_declaration") {
    return plain("operator " + std::string(text_of(field(function, "type"), source)));
  }
  return named_by(function, "name", source);
}

Name ruby_name(TSNode function, std::string_view source) {
  Name name = named_by(function, "name", source);
  name.joiner = "#";
  const TSNode object = field(function, "object");
  if (ts_node_is_null(object)) return name;
  name.joiner = ".";
  const std::string_view receiver = text_of(object, source);
  if (receiver != "self") name.qualified = std::string(receiver) + "." + name.last;
  return name;
}

/// The arguments of a macro that are single words, up to the first one that is not.
std::vector<std::string> leading_words(std::string_view arguments) {
  constexpr std::array<std::string_view, 12> kTypes{"int",  "char",   "long",  "short",  "void",   "unsigned",
                                                    "bool", "signed", "float", "double", "struct", "const"};
  std::vector<std::string> words;
  while (!arguments.empty()) {
    const std::size_t comma = std::min(arguments.find(','), arguments.size());
    std::string_view word = arguments.substr(0, comma);
    arguments.remove_prefix(std::min(comma + 1, arguments.size()));
    while (!word.empty() && is_space(word.front())) word.remove_prefix(1);
    while (!word.empty() && is_space(word.back())) word.remove_suffix(1);
    const bool single = !word.empty() && std::all_of(word.begin(), word.end(), is_word);
    if (!single || std::find(kTypes.begin(), kTypes.end(), word) != kTypes.end()) break;
    words.emplace_back(word);
  }
  return words;
}

}  // namespace

Name macro_name(std::string_view header) {
  const std::size_t open = header.find('(');
  if (open == std::string_view::npos || open == 0) return {};
  std::size_t end = open;
  while (end > 0 && is_space(header[end - 1])) --end;
  std::size_t begin = end;
  while (begin > 0 && is_word(header[begin - 1])) --begin;
  const std::string macro(header.substr(begin, end - begin));
  while (begin > 0 && (is_word(header[begin - 1]) || header[begin - 1] == ':' || header[begin - 1] == '~')) --begin;
  const std::string_view whole = header.substr(begin, end - begin);
  if (macro.empty() || std::isdigit(static_cast<unsigned char>(macro.front())) != 0) return {};
  if (is_statement(macro)) return {};
  // An old function without a type looks the same; macros are written in capitals.
  const bool small =
      std::any_of(macro.begin(), macro.end(), [](char letter) { return letter >= 'a' && letter <= 'z'; });
  if (small || whole != macro) return {std::string(whole), std::string(whole.substr(whole.rfind(':') + 1)), {}};
  const std::size_t close = header.find(')', open);
  const std::size_t last = close == std::string_view::npos ? header.size() : close;
  const auto words = leading_words(header.substr(open + 1, last - open - 1));
  if (words.empty()) return plain(macro);
  if (words.size() == 2) return {macro + "(" + words[0] + ", " + words[1] + ")", words[1], {}};
  return {macro + "(" + words[0] + ")", words[0], {}};
}

Name function_name(const Grammar& grammar, TSNode function, bool in_class, std::string_view source) {
  switch (grammar.language()) {
    case Language::c:
    case Language::cpp:
      return c_name(grammar, function, in_class, source);
    case Language::go:
      return go_name(function, source);
    case Language::csharp:
      return csharp_name(function, source);
    case Language::ruby:
      return ruby_name(function, source);
    default: {
      const TSNode name = field(function, "name");
      return ts_node_is_null(name) ? Name() : plain(unquoted(text_of(name, source)));
    }
  }
}

TSNode function_body(const Grammar& grammar, TSNode function) {
  const TSNode body = field(function, "body");
  if (grammar.language() == Language::ruby && ts_node_is_null(body)) return function;
  if (ts_node_is_null(body) || !grammar.c_family()) return body;
  if (kind_of(body) == "compound_statement") return body;
  if (kind_of(body) != "try_statement") return {};
  const TSNode handler = last_named_child(body);
  return kind_of(handler) == "catch_clause" ? field(handler, "body") : TSNode{};
}

Name holder_name(TSNode holder, std::string_view source) {
  const std::string_view kind = kind_of(holder);
  TSNode key = field(holder, kind == "assignment_expression" ? "left"
                             : kind == "pair"                ? "key"
                             : kind == "field_definition"    ? "property"
                                                             : "name");
  if (ts_node_is_null(key)) return {};
  const std::string_view what = kind_of(key);
  if (what == "object_pattern" || what == "array_pattern") return {};
  const std::string whole = without_spaces(text_of(key, source));
  constexpr std::size_t kLongest = 256;  // what is longer is an expression, not a name
  if (whole.empty() || whole.size() > kLongest) return {};
  if (what == "member_expression") {
    return {whole, std::string(text_of(field(key, "property"), source)), {}};
  }
  if (what == "subscript_expression") {
    return {whole, unquoted(text_of(field(key, "index"), source)), {}};
  }
  return plain(unquoted(whole));
}

std::string scope_name(const Grammar& grammar, TSNode scope, std::string_view source) {
  const std::string_view kind = kind_of(scope);
  if (kind == "singleton_class") return "<<";
  if (kind == "indexer_declaration") return "this[]";
  const TSNode name = field(scope, kind == "impl_item" ? "type" : "name");
  if (ts_node_is_null(name)) return {};
  if (grammar.language() == Language::cpp) {
    return kind == "namespace_definition" ? without_spaces(text_of(name, source)) : cpp_name(name, source).qualified;
  }
  return without_arguments(unquoted(text_of(name, source)));
}

}  // namespace streamguard::functions
