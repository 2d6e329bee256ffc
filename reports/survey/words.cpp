#include <algorithm>
#include <array>

#include "survey/survey.hpp"

namespace streamguard::survey {
namespace {

struct Words {
  std::string_view word, words;
};

std::string_view words_of(std::string_view word, const Words* first, const Words* last) {
  const Words* at = std::find_if(first, last, [&](const Words& one) { return one.word == word; });
  return at == last ? std::string_view() : at->words;
}

constexpr Words kMethods[] = {
    {"one_function",
     "Of all code files that the fix touches, tests aside, this function alone was there before and was changed or "
     "removed."},
    {"named_in_advisory", "The advisory names this function or its file, and the fix changes it."},
    {"advisory_commit",
     "An advisory says that this commit fixes the weakness; the function is one of several that the commit changes."},
    {"message", "The message of the commit speaks of a security fix; no advisory confirms it."},
    {"template", "Both halves were generated from a template of the weakness: made on purpose, not found."},
    {"none", "No label: the record is an advisory or an exploit."},
};

constexpr Words kTierWords[] = {
    {"gold", "The fixed function is known: the fix changes no other, or the advisory names it."},
    {"silver", "The fix is known; the function is one of several that it changes."},
    {"bronze", "A commit message says that it is a fix; nothing else confirms it."},
    {"none", "No claim about real code: advisories, exploits and synthetic pairs."},
};

/// Spellings of collectors and of their sources, in small letters, sorted.
constexpr Words kLanguages[] = {
    {"actionscript", "ActionScript"},
    {"asp", "ASP"},
    {"assembly", "Assembly"},
    {"batch", "Batch"},
    {"c", "C"},
    {"c#", "C#"},
    {"c++", "C++"},
    {"cpp", "C++"},
    {"csharp", "C#"},
    {"css", "CSS"},
    {"dart", "Dart"},
    {"diff", "Diff"},
    {"elixir", "Elixir"},
    {"erlang", "Erlang"},
    {"go", "Go"},
    {"html", "HTML"},
    {"java", "Java"},
    {"javascript", "JavaScript"},
    {"json", "JSON"},
    {"kotlin", "Kotlin"},
    {"lua", "Lua"},
    {"markdown", "Markdown"},
    {"nasl", "NASL"},
    {"objective-c", "Objective-C"},
    {"perl", "Perl"},
    {"php", "PHP"},
    {"powershell", "PowerShell"},
    {"python", "Python"},
    {"ruby", "Ruby"},
    {"rust", "Rust"},
    {"scala", "Scala"},
    {"shell", "Shell"},
    {"sql", "SQL"},
    {"swift", "Swift"},
    {"text", "Text"},
    {"typescript", "TypeScript"},
    {"visualbasic", "Visual Basic"},
    {"xml", "XML"},
    {"yaml", "YAML"},
};
constexpr std::size_t kLanguageBytes = 16;  ///< more than any of them

}  // namespace

std::string_view language_name(std::string_view word) {
  if (word.size() > kLanguageBytes) return word;
  std::array<char, kLanguageBytes> small{};
  std::transform(word.begin(), word.end(), small.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  const std::string_view key(small.data(), word.size());
  const auto* at = std::lower_bound(std::begin(kLanguages), std::end(kLanguages), key,
                                    [](const Words& one, std::string_view wanted) { return one.word < wanted; });
  return at != std::end(kLanguages) && at->word == key ? at->words : word;
}

std::string_view method_words(std::string_view method) {
  return words_of(method, std::begin(kMethods), std::end(kMethods));
}

std::string_view tier_words(std::string_view tier) {
  return words_of(tier, std::begin(kTierWords), std::end(kTierWords));
}

std::string cut(std::string_view text, std::size_t bytes) {
  constexpr std::string_view kEllipsis = "…";
  if (text.size() <= bytes) return std::string(text);
  if (bytes < kEllipsis.size()) return {};
  std::size_t end = bytes - kEllipsis.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + std::string(kEllipsis);
}

}  // namespace streamguard::survey
