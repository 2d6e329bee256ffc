#include "graphql_lexer.hpp"

#include <cctype>
#include <charconv>

namespace streamguard::upstreams {
namespace {

bool begins_name(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool in_number(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

void append_utf8(std::string& out, unsigned code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | code >> 6);
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xE0 | code >> 12);
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

}  // namespace

Token Lexer::take() {
  Token out = std::move(token_);
  advance();
  return out;
}

char Lexer::step() {
  const char c = text_[at_++];
  if (c == '\n') {
    ++place_.line;
    place_.column = 1;
  } else {
    ++place_.column;
  }
  return c;
}

void Lexer::skip_ignored() {
  while (at_ < text_.size()) {
    if (text_[at_] == '#') {
      while (at_ < text_.size() && text_[at_] != '\n') step();
    } else if (std::string_view(" \t\r\n,").find(text_[at_]) != std::string_view::npos) {
      step();
    } else {
      return;
    }
  }
}

void Lexer::advance() {
  skip_ignored();
  token_ = Token{};
  token_.place = place_;
  if (at_ == text_.size()) return;
  const char c = text_[at_];
  if (begins_name(c)) return read_name();
  if (std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '-') return read_number();
  if (text_.substr(at_, 3) == "\"\"\"") return read_block_string();
  if (c == '"') return read_string();
  token_.kind = Token::Kind::punctuator;
  if (text_.substr(at_, 3) == "...") {
    token_.text = "...";
    for (int i = 0; i < 3; ++i) step();
    return;
  }
  if (std::string_view("!$&()/:=@[]{|}").find(c) == std::string_view::npos) {
    throw GraphqlError(std::string("Expected one of SCHEMA, SCALAR, TYPE, actual: UNKNOWN_CHAR (\"") + c + "\")",
                       place_);
  }
  token_.text = step();
}

void Lexer::read_name() {
  token_.kind = Token::Kind::name;
  while (at_ < text_.size() && (begins_name(text_[at_]) || std::isdigit(static_cast<unsigned char>(text_[at_])) != 0)) {
    token_.text += step();
  }
}

void Lexer::read_number() {
  token_.kind = Token::Kind::integer;
  while (at_ < text_.size() && in_number(text_[at_])) token_.text += step();
  if (token_.text.find_first_of(".eE") != std::string::npos) token_.kind = Token::Kind::real;
}

void Lexer::read_string() {
  token_.kind = Token::Kind::string;
  for (step(); at_ < text_.size() && text_[at_] != '\n';) {
    char c = step();
    if (c == '"') return;
    if (c != '\\' || at_ == text_.size()) {
      token_.text += c;
      continue;
    }
    c = step();
    if (c == 'u' && at_ + 4 <= text_.size()) {
      unsigned code = 0;
      std::from_chars(text_.data() + at_, text_.data() + at_ + 4, code, 16);
      for (int i = 0; i < 4; ++i) step();
      append_utf8(token_.text, code);
      continue;
    }
    const std::size_t which = std::string_view("bfnrt").find(c);
    token_.text += which == std::string_view::npos ? c : "\b\f\n\r\t"[which];
  }
  throw GraphqlError("Expected string to be closed", token_.place);
}

/// Without taking common indentation off: no argument here is worth that.
void Lexer::read_block_string() {
  token_.kind = Token::Kind::string;
  for (int i = 0; i < 3; ++i) step();
  while (at_ < text_.size()) {
    if (text_.substr(at_, 3) == "\"\"\"") {
      for (int i = 0; i < 3; ++i) step();
      return;
    }
    token_.text += step();
  }
  throw GraphqlError("Expected block string to be closed", token_.place);
}

}  // namespace streamguard::upstreams
