#include "fix/weakness_words.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "fix/licence.hpp"

namespace streamguard::fix {
namespace {

constexpr std::size_t kMostText = 64 * 1024;  ///< of a description; what stands later is not read

struct Phrase {
  std::string_view words, cwe;
};

/// Longer phrases stand before those that they contain. Held against some 34,000 advisories that say a CWE themselves,
/// all agree with it in at least four of five cases but "infinite loop" and "redos", for which older ones give a more
/// general weakness. What did not is not here: "buffer overflow", "command injection", "race condition", "memory leak"
/// and others.
constexpr auto kPhrases = std::to_array<Phrase>({
    {"cross site request forgery", "CWE-352"},
    {"csrf", "CWE-352"},
    {"cross site scripting", "CWE-79"},
    {"xss", "CWE-79"},
    {"sql injection", "CWE-89"},
    {"sqli", "CWE-89"},
    {"server side request forgery", "CWE-918"},
    {"ssrf", "CWE-918"},
    {"xml external entity", "CWE-611"},
    {"xxe", "CWE-611"},
    {"path traversal", "CWE-22"},
    {"directory traversal", "CWE-22"},
    {"os command injection", "CWE-78"},
    {"ldap injection", "CWE-90"},
    {"open redirect", "CWE-601"},
    {"deserialization of untrusted data", "CWE-502"},
    {"insecure deserialization", "CWE-502"},
    {"unsafe deserialization", "CWE-502"},
    {"use after free", "CWE-416"},
    {"double free", "CWE-415"},
    {"null pointer dereference", "CWE-476"},
    {"null pointer deref", "CWE-476"},
    {"out of bounds read", "CWE-125"},
    {"out of bounds write", "CWE-787"},
    {"buffer over read", "CWE-125"},
    {"integer overflow", "CWE-190"},
    {"integer underflow", "CWE-191"},
    {"divide by zero", "CWE-369"},
    {"division by zero", "CWE-369"},
    {"format string vulnerability", "CWE-134"},
    {"type confusion", "CWE-843"},
    {"prototype pollution", "CWE-1321"},
    {"regular expression denial of service", "CWE-1333"},
    {"redos", "CWE-1333"},
    {"infinite loop", "CWE-835"},
    {"uncontrolled recursion", "CWE-674"},
    {"reachable assertion", "CWE-617"},
    {"http request smuggling", "CWE-444"},
    {"request smuggling", "CWE-444"},
    {"crlf injection", "CWE-93"},
    {"hard coded credentials", "CWE-798"},
    {"hardcoded credentials", "CWE-798"},
    {"clickjacking", "CWE-1021"},
    {"unrestricted file upload", "CWE-434"},
    {"unrestricted upload of file", "CWE-434"},
    {"session fixation", "CWE-384"},
    {"csv injection", "CWE-1236"},
    {"code injection", "CWE-94"},
    {"stack based buffer overflow", "CWE-121"},
    {"stack buffer overflow", "CWE-121"},
    {"missing authorization", "CWE-862"},
    // Another weakness is named, but these words agree too seldom with what advisories say.
    {"command injection", ""},
    {"buffer overflow", ""},
    {"heap overflow", ""},
    {"template injection", ""},
    {"race condition", ""},
    {"memory leak", ""},
    {"timing attack", ""},
    {"xpath injection", ""},
    {"symlink attack", ""},
    {"uninitialized memory", ""},
    {"response splitting", ""},
});

}  // namespace

std::optional<std::string_view> weakness_of_text(std::string_view text) {
  std::string plain = " " + plain_words(text.substr(0, kMostText)) + " ";
  std::optional<std::string_view> found;
  for (const Phrase& phrase : kPhrases) {
    const std::string whole = " " + std::string(phrase.words) + " ";
    for (std::size_t at = plain.find(whole); at != std::string::npos; at = plain.find(whole, at)) {
      if (found && *found != phrase.cwe) return std::nullopt;
      found = phrase.cwe;
      // What a longer phrase took must not be read again as a shorter one; the border blanks stay.
      std::fill(plain.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                plain.begin() + static_cast<std::ptrdiff_t>(at + whole.size()) - 1, '.');
    }
  }
  return found && !found->empty() ? found : std::nullopt;
}

}  // namespace streamguard::fix
