/// graphql_lexer.hpp: the tokens of a GraphQL text. One thread.
#pragma once

#include <string>
#include <string_view>

#include "graphql_document.hpp"

namespace streamguard::upstreams {

struct Token {
  enum class Kind { end, punctuator, name, integer, real, string };
  Kind kind = Kind::end;
  std::string text;  ///< strings with their escapes undone
  Place place;
};

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) { advance(); }
  const Token& token() const noexcept { return token_; }
  Token take();

 private:
  void advance();
  void skip_ignored();
  void read_name();
  void read_number();
  void read_string();
  void read_block_string();
  char step();

  std::string_view text_;
  std::size_t at_ = 0;
  Place place_;
  Token token_;
};

}  // namespace streamguard::upstreams
