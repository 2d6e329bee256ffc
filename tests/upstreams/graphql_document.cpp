#include "graphql_document.hpp"

#include "graphql_lexer.hpp"

namespace streamguard::upstreams {
namespace {

constexpr int kDeepest = 32;

class Parser {
 public:
  explicit Parser(std::string_view text) : lexer_(text) {}

  Document document() {
    Document out;
    while (lexer_.token().kind != Token::Kind::end) {
      if (lexer_.token().text == "fragment") {
        lexer_.take();
        const std::string name = expect_name();
        Fragment fragment;
        expect_word("on");
        fragment.on = expect_name();
        directives();
        fragment.selections = selection_set();
        out.fragments[name] = std::move(fragment);
      } else {
        out.operations.push_back(operation());
      }
    }
    if (out.operations.empty()) throw GraphqlError("A query attribute must be specified and must be a string.", {});
    return out;
  }

 private:
  [[noreturn]] void unexpected(const std::string& wanted) const {
    const Token& token = lexer_.token();
    const std::string found = token.kind == Token::Kind::end ? "end of document" : "\"" + token.text + "\"";
    throw GraphqlError("Expected " + wanted + ", actual: " + found + " at [" + std::to_string(token.place.line) + ", " +
                           std::to_string(token.place.column) + "]",
                       token.place);
  }

  bool is(std::string_view punctuator) const {
    return lexer_.token().kind == Token::Kind::punctuator && lexer_.token().text == punctuator;
  }
  bool next_is(std::string_view punctuator) {
    if (!is(punctuator)) return false;
    lexer_.take();
    return true;
  }
  void expect(std::string_view punctuator) {
    if (!next_is(punctuator)) unexpected("\"" + std::string(punctuator) + "\"");
  }
  std::string expect_name() {
    if (lexer_.token().kind != Token::Kind::name) unexpected("NAME");
    return lexer_.take().text;
  }
  void expect_word(std::string_view word) {
    if (lexer_.token().text != word) unexpected(std::string(word));
    lexer_.take();
  }

  Operation operation() {
    Operation out;
    out.place = lexer_.token().place;
    if (!is("{")) {
      out.kind = expect_name();
      if (out.kind != "query" && out.kind != "mutation" && out.kind != "subscription") {
        throw GraphqlError("Expected one of query, mutation, subscription, actual: \"" + out.kind + "\"", out.place);
      }
      if (lexer_.token().kind == Token::Kind::name) out.name = expect_name();
      if (next_is("(")) {
        while (!next_is(")")) out.variables.push_back(variable_definition());
      }
      directives();
    }
    out.selections = selection_set();
    return out;
  }

  VariableDefinition variable_definition() {
    VariableDefinition out;
    out.place = lexer_.token().place;
    expect("$");
    out.name = expect_name();
    expect(":");
    out.type = type();
    if (next_is("=")) out.otherwise = value();
    directives();
    return out;
  }

  std::string type() {
    std::string out;
    if (next_is("[")) {
      out = "[" + type() + "]";
      expect("]");
    } else {
      out = expect_name();
    }
    return next_is("!") ? out + "!" : out;
  }

  std::vector<Selection> selection_set() {
    if (++depth_ > kDeepest) throw GraphqlError("Query has too many levels", lexer_.token().place);
    std::vector<Selection> out;
    expect("{");
    do {
      out.push_back(selection());
    } while (!next_is("}"));
    --depth_;
    return out;
  }

  Selection selection() {
    Selection out;
    out.place = lexer_.token().place;
    if (next_is("...")) {
      const bool named = lexer_.token().kind == Token::Kind::name && lexer_.token().text != "on";
      out.kind = named ? Selection::Kind::spread : Selection::Kind::inline_fragment;
      if (named) {
        out.name = expect_name();
        out.directives = directives();
        return out;
      }
      if (lexer_.token().text == "on") {
        lexer_.take();
        out.on = expect_name();
      }
      out.directives = directives();
      out.selections = selection_set();
      return out;
    }
    out.alias = out.name = expect_name();
    if (next_is(":")) out.name = expect_name();
    out.arguments = arguments();
    out.directives = directives();
    if (is("{")) out.selections = selection_set();
    return out;
  }

  Arguments arguments() {
    Arguments out;
    if (!next_is("(")) return out;
    do {
      std::string name = expect_name();
      expect(":");
      out.push_back({std::move(name), value()});
    } while (!next_is(")"));
    return out;
  }

  std::vector<Directive> directives() {
    std::vector<Directive> out;
    while (is("@")) {
      Directive one;
      one.place = lexer_.token().place;
      lexer_.take();
      one.name = expect_name();
      one.arguments = arguments();
      out.push_back(std::move(one));
    }
    return out;
  }

  Value value() {
    if (++depth_ > kDeepest) throw GraphqlError("Query has too many levels", lexer_.token().place);
    Value out;
    out.place = lexer_.token().place;
    if (next_is("$")) {
      out.kind = Value::Kind::variable;
      out.text = expect_name();
    } else if (next_is("[")) {
      out.kind = Value::Kind::list;
      while (!next_is("]")) out.items.push_back(value());
    } else if (next_is("{")) {
      out.kind = Value::Kind::object;
      while (!next_is("}")) {
        std::string name = expect_name();
        expect(":");
        out.fields.push_back({std::move(name), value()});
      }
    } else {
      scalar(out);
    }
    --depth_;
    return out;
  }

  void scalar(Value& out) {
    if (lexer_.token().kind == Token::Kind::punctuator || lexer_.token().kind == Token::Kind::end)
      unexpected("a value");
    const Token token = lexer_.take();
    out.text = token.text;
    if (token.kind == Token::Kind::string) {
      out.kind = Value::Kind::string;
    } else if (token.kind == Token::Kind::integer || token.kind == Token::Kind::real) {
      out.kind = token.kind == Token::Kind::integer ? Value::Kind::integer : Value::Kind::real;
    } else if (token.text == "true" || token.text == "false") {
      out.kind = Value::Kind::boolean;
    } else {
      out.kind = token.text == "null" ? Value::Kind::null : Value::Kind::word;
    }
  }

  Lexer lexer_;
  int depth_ = 0;
};

}  // namespace

Document parse_graphql(std::string_view text) { return Parser(text).document(); }

}  // namespace streamguard::upstreams
