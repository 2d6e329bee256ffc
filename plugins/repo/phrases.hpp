/// phrases.hpp: what people write when they fix a vulnerability, and when they do something else. Pure data.
///
/// A phrase is words with spaces between them; "a|b" stands for either word. Words are whole words of the message in
/// lower case: "rce" is no part of "source". Hyphens and slashes separate words, so "use after free" also finds
/// "use-after-free"; an underscore belongs to its word, so identifiers do not look like prose.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace streamguard::repo {

enum class Topic : std::uint8_t {
  memory,      ///< a named fault of memory safety
  arithmetic,  ///< a number that overflows or wraps
  injection,   ///< what an attacker's text is taken for
  access,      ///< a right, a secret or a check that is got round
  exhaustion,  ///< too much time, memory or stack for a small input
  crash,       ///< faults that may or may not be reachable: null pointers, leaks, crashes
  security,    ///< "security fix", "vulnerability", "attacker" and the like
  caution,     ///< words that often, but not always, go with it: "unsafe", "harden"
  fuzzing,     ///< found by a fuzzer or a sanitizer
  credit,      ///< somebody is thanked for the report
  hostile,     ///< malformed, crafted or truncated input
  guard,       ///< a check, a limit or an escape is spoken of
  repair,      ///< fix, prevent, avoid …
  // From here on: what speaks against it.
  papers,   ///< documents, changelogs, comments, spelling
  tests,    ///< tests and fuzz targets themselves
  release,  ///< versions, dependencies, merges, reverts
  upkeep,   ///< warnings, style, refactoring, builds
  feature,  ///< something new
  nothing,  ///< a homonym: phrases of other topics inside it, or no longer than it, do not count
};
inline constexpr std::size_t kTopics = static_cast<std::size_t>(Topic::nothing) + 1;

struct Phrase {
  Topic topic;
  std::string_view words;
};

std::span<const Phrase> phrases() noexcept;

/// Whether a word shortly before a phrase of the topic turns it round: "no buffer overflow", "not a security issue".
bool is_negation(Topic topic, std::string_view word) noexcept;

}  // namespace streamguard::repo
