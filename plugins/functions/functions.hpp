/// functions.hpp: the functions of a source file, whole, as tree-sitter sees them.
///
/// A Parser is used by one thread at a time; several may work at once. Everything is pure: no files, no network.
#pragma once

#include <streamguard/plugin.h>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the shared library shows; all else of it, the grammars too, is hidden.
#define STREAMGUARD_FUNCTIONS_API SG_EXPORT

namespace streamguard::functions {

enum class Language { c, cpp, python, javascript, typescript, tsx, java, go, php, ruby, rust, csharp };

/// What code.language says: "C", "C++", "Python", "JavaScript", "TypeScript" (tsx too), "Java", "Go", "PHP", "Ruby",
/// "Rust", "C#".
STREAMGUARD_FUNCTIONS_API std::string_view name_of(Language language) noexcept;

/// By the name's ending, and for .h and the like by the content. Nothing for other languages.
STREAMGUARD_FUNCTIONS_API std::optional<Language> language_of(std::string_view path, std::string_view content);

struct Function {
  std::string symbol;  ///< qualified as its language does: "ns::Class::method", "Class.method", "(*T).Method"
  std::string name;    ///< the last part of it
  /// Bytes of the whole declaration with decorators, annotations and modifiers, without comments before it; whole lines
  /// where nothing else stands on them.
  std::size_t begin = 0, end = 0;
  std::int64_t first_line = 0, last_line = 0;  ///< 1-based, inclusive
  bool nested = false;                         ///< lies inside another one of the list
};

struct Outline {
  std::vector<Function> functions;  ///< in the order of their begin
  bool broken = false;              ///< the parser met something that it could not read
};

class STREAMGUARD_FUNCTIONS_API Parser {
 public:
  Parser();
  ~Parser();
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  /// The functions of `source`: with bodies only, lambdas and anonymous ones not by themselves. Symbols need not be
  /// unique (overloads). Where the extent of a function is in doubt, it is left out. Empty for a source of over
  /// kMostBytes, or one that is so contrived that parsing it takes more memory or work than tree_memory.hpp grants.
  Outline outline(Language language, std::string_view source);

  /// `source` without comments and layout: what two sources have in common that do the same by the same words. Words
  /// are parted by one space; where a line's end may end a statement each statement has a line, and in Python its
  /// depth.
  std::string essence(Language language, std::string_view source);

  static constexpr std::size_t kMostBytes = 2 * 1024 * 1024;
  /// A last resort: the bounds on memory are met first, and they do not depend on how busy the machine is.
  static constexpr std::uint64_t kMostMicroseconds = 60'000'000;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace streamguard::functions
