#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <utility>

#include "functions/configurations.hpp"
#include "functions/functions.hpp"

namespace streamguard::functions {

namespace {

/// How far a header is read to tell C from C++.
constexpr std::size_t kHeaderBytes = 256 * 1024;

struct Ending {
  std::string_view ending;
  Language language;
};

constexpr std::array kEndings{Ending{"c", Language::c},
                              Ending{"cc", Language::cpp},
                              Ending{"cpp", Language::cpp},
                              Ending{"cxx", Language::cpp},
                              Ending{"c++", Language::cpp},
                              Ending{"hpp", Language::cpp},
                              Ending{"hh", Language::cpp},
                              Ending{"hxx", Language::cpp},
                              Ending{"h++", Language::cpp},
                              Ending{"inl", Language::cpp},
                              Ending{"ipp", Language::cpp},
                              Ending{"tpp", Language::cpp},
                              Ending{"tcc", Language::cpp},
                              Ending{"txx", Language::cpp},
                              Ending{"py", Language::python},
                              Ending{"pyi", Language::python},
                              Ending{"pyw", Language::python},
                              Ending{"js", Language::javascript},
                              Ending{"mjs", Language::javascript},
                              Ending{"cjs", Language::javascript},
                              Ending{"jsx", Language::javascript},
                              Ending{"ts", Language::typescript},
                              Ending{"mts", Language::typescript},
                              Ending{"cts", Language::typescript},
                              Ending{"tsx", Language::tsx},
                              Ending{"java", Language::java},
                              Ending{"go", Language::go},
                              Ending{"php", Language::php},
                              Ending{"phtml", Language::php},
                              Ending{"php3", Language::php},
                              Ending{"php4", Language::php},
                              Ending{"php5", Language::php},
                              Ending{"phps", Language::php},
                              Ending{"rb", Language::ruby},
                              Ending{"rake", Language::ruby},
                              Ending{"gemspec", Language::ruby},
                              Ending{"rbw", Language::ruby},
                              Ending{"rs", Language::rust},
                              Ending{"cs", Language::csharp},
                              Ending{"csx", Language::csharp}};

/// Which other files may hold only PHP's first words tell.
constexpr std::array<std::string_view, 4> kMaybePhp{"inc", "module", "install", "theme"};

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return out;
}

bool is_word(char letter) { return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_'; }

/// A word that C has not, outside comments and what `#ifdef __cplusplus` hides.
bool speaks_cpp(std::string_view content) {
  Configurations as_c(content.substr(0, kHeaderBytes), false);
  if (!as_c.next()) return false;
  const std::string_view text = as_c.text();
  constexpr std::array<std::string_view, 6> kWords{"class", "namespace", "template", "typename", "public", "private"};
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '"') {
      const std::size_t end = text.find_first_of("\"\n", i + 1);
      i = end == std::string_view::npos ? text.size() : end + 1;
    } else if (text[i] == ':' && i + 1 < text.size() && text[i + 1] == ':') {
      return true;
    } else if (is_word(text[i])) {
      std::size_t end = i;
      while (end < text.size() && is_word(text[end])) ++end;
      const std::string_view word = text.substr(i, end - i);
      const std::size_t next = text.find_first_not_of(" \t\r\n", end);
      const char after = next == std::string_view::npos ? '\0' : text[next];
      i = end;
      if (std::find(kWords.begin(), kWords.end(), word) == kWords.end()) continue;
      // `int class;` is C, and so is a struct's member of such a name.
      if (word == "template" ? after == '<' : word == "public" || word == "private" ? after == ':' : is_word(after)) {
        return true;
      }
    } else {
      ++i;
    }
  }
  return false;
}

/// By the interpreter that a script's first line names.
std::optional<Language> by_first_line(std::string_view content) {
  if (!content.starts_with("#!")) return {};
  std::string_view line = content.substr(2, content.find('\n') - 2);
  constexpr std::array<std::pair<std::string_view, Language>, 6> kPrograms{{{"python", Language::python},
                                                                            {"pypy", Language::python},
                                                                            {"ruby", Language::ruby},
                                                                            {"php", Language::php},
                                                                            {"nodejs", Language::javascript},
                                                                            {"node", Language::javascript}}};
  while (!line.empty()) {
    const std::size_t end = std::min(line.find_first_of(" \t\r"), line.size());
    std::string_view word = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    word.remove_prefix(word.rfind('/') + 1);
    while (!word.empty() && (word.back() == '.' || std::isdigit(static_cast<unsigned char>(word.back())) != 0)) {
      word.remove_suffix(1);
    }
    for (const auto& [program, language] : kPrograms) {
      if (word == program) return language;
    }
  }
  return {};
}

bool starts_as_xml(std::string_view content) {
  if (content.starts_with("\xEF\xBB\xBF")) content.remove_prefix(3);
  return content.starts_with("<?xml") || content.starts_with("<!DOCTYPE");
}

}  // namespace

std::string_view name_of(Language language) noexcept {
  switch (language) {
    case Language::c:
      return "C";
    case Language::cpp:
      return "C++";
    case Language::python:
      return "Python";
    case Language::javascript:
      return "JavaScript";
    case Language::typescript:
    case Language::tsx:
      return "TypeScript";
    case Language::java:
      return "Java";
    case Language::go:
      return "Go";
    case Language::php:
      return "PHP";
    case Language::ruby:
      return "Ruby";
    case Language::rust:
      return "Rust";
    case Language::csharp:
      return "C#";
  }
  return "";
}

std::optional<Language> language_of(std::string_view path, std::string_view content) {
  const std::string_view file = path.substr(path.rfind('/') + 1);
  const std::size_t dot = file.rfind('.');
  if (file == "Rakefile" || file == "Gemfile" || file == "Vagrantfile") return Language::ruby;
  if (dot == std::string_view::npos || dot == 0) return by_first_line(content);
  const std::string_view as_written = file.substr(dot + 1);
  if (as_written == "C" || as_written == "H") return Language::cpp;
  const std::string ending = lower(as_written);
  if (ending == "h") return speaks_cpp(content) ? Language::cpp : Language::c;
  if (std::find(kMaybePhp.begin(), kMaybePhp.end(), ending) != kMaybePhp.end()) {
    return content.find("<?php") != std::string_view::npos ? std::optional(Language::php) : std::nullopt;
  }
  for (const Ending& known : kEndings) {
    if (known.ending != ending) continue;
    // Qt's translations end in .ts too.
    if (known.language == Language::typescript && (starts_as_xml(content))) return {};
    return known.language;
  }
  return {};
}

}  // namespace streamguard::functions
