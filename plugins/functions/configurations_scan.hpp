/// configurations_scan.hpp: the lexical half of Configurations: comments, literals, directives and braces of C and C++.
#pragma once

#include "functions/configurations.hpp"

namespace streamguard::functions {

/// Fills an object's lists and its clean text. Used once, by its constructor.
class Configurations::Scanner {
 public:
  Scanner(Configurations& out, std::string_view source, bool cpp) : out_(out), source_(source), cpp_(cpp) {}
  void run();

 private:
  void blank(std::size_t from, std::size_t to);
  char at(std::size_t place) const { return place < source_.size() ? source_[place] : '\0'; }
  std::size_t comment_end(std::size_t from) const;
  std::size_t literal_end(std::size_t from) const;
  std::size_t raw_string_end(std::size_t quote) const;
  std::size_t word(std::size_t from);
  std::size_t macro_call_end(std::size_t from) const;
  std::size_t directive(std::size_t hash);
  void conditional(std::string_view word, std::string_view condition, std::size_t hash, std::size_t end);
  void open_branch(std::size_t group, std::size_t begin, bool dead);
  void close_branch(std::size_t end);
  void brace(std::size_t place, bool open);
  void forget_words() { key_ = first_ = second_ = {}; }

  Configurations& out_;
  std::string_view source_;
  bool cpp_;
  std::vector<std::size_t> stack_;  ///< of open groups
  std::vector<int> inside_;         ///< the branch that is open in each of them
  std::size_t too_deep_ = 0;
  std::string_view key_, first_, second_;  ///< of `class MACRO Name`
};

}  // namespace streamguard::functions
