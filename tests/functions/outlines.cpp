#include "outlines.hpp"

namespace streamguard::functions {

namespace {

std::vector<Function> functions(Language language, std::string_view source) {
  Parser parser;
  return parser.outline(language, source).functions;
}

}  // namespace

std::vector<std::string> outline(Language language, std::string_view source) {
  std::vector<std::string> out;
  for (const Function& function : functions(language, source)) {
    out.push_back((function.nested ? "nested " : "") + function.symbol + " " + std::to_string(function.first_line) +
                  "-" + std::to_string(function.last_line));
  }
  return out;
}

std::vector<std::string> symbols(Language language, std::string_view source) {
  std::vector<std::string> out;
  for (const Function& function : functions(language, source)) out.push_back(function.symbol);
  return out;
}

std::string text(Language language, std::string_view source, std::string_view symbol) {
  std::string found = "no such function";
  int count = 0;
  for (const Function& function : functions(language, source)) {
    if (function.symbol != symbol) continue;
    found = std::string(source.substr(function.begin, function.end - function.begin));
    if (++count > 1) return "more than one such function";
  }
  return found;
}

std::string name(Language language, std::string_view source, std::string_view symbol) {
  for (const Function& function : functions(language, source)) {
    if (function.symbol == symbol) return function.name;
  }
  return "no such function";
}

}  // namespace streamguard::functions
