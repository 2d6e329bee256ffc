#include <array>
#include <cctype>
#include <string>
#include <string_view>
#include <utility>

#include "manifest/faults.hpp"

namespace streamguard::manifest {
namespace {

struct Prefix {
  std::string_view start;
  std::size_t least;  ///< characters of the token's alphabet that must follow
  std::string_view kind;
};

constexpr std::array kPrefixes = {
    Prefix{"ghp_", 16, "a GitHub token"},     Prefix{"gho_", 16, "a GitHub token"},
    Prefix{"ghu_", 16, "a GitHub token"},     Prefix{"ghs_", 16, "a GitHub token"},
    Prefix{"ghr_", 16, "a GitHub token"},     Prefix{"github_pat_", 16, "a GitHub token"},
    Prefix{"glpat-", 16, "a GitLab token"},   Prefix{"AKIA", 16, "an AWS key"},
    Prefix{"ASIA", 16, "an AWS key"},         Prefix{"xoxb-", 10, "a Slack token"},
    Prefix{"xoxp-", 10, "a Slack token"},     Prefix{"AIza", 30, "a Google key"},
    Prefix{"sk-", 20, "an API key"},          Prefix{"Bearer ", 16, "a bearer token"},
    Prefix{"-----BEGIN", 0, "a private key"},
};

bool token_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
}

bool holds(std::string_view text, const Prefix& prefix) {
  for (std::size_t at = text.find(prefix.start); at != std::string_view::npos; at = text.find(prefix.start, at + 1)) {
    // In the middle of a word it is no prefix: "task-…" is not "sk-…".
    if (at > 0 && std::isalnum(static_cast<unsigned char>(text[at - 1])) != 0) continue;
    std::size_t length = 0;
    for (std::size_t i = at + prefix.start.size(); i < text.size() && token_character(text[i]); ++i) ++length;
    if (length >= prefix.least) return true;
  }
  return false;
}

/// "scheme://user:password@host"
bool url_with_password(std::string_view text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) return false;
  const std::string_view authority = text.substr(scheme + 3, text.find_first_of("/?# ", scheme + 3) - (scheme + 3));
  const std::size_t at = authority.rfind('@');
  return at != std::string_view::npos && authority.substr(0, at).find(':') != std::string_view::npos;
}

}  // namespace

std::string_view secret_kind(std::string_view text) {
  for (const Prefix& prefix : kPrefixes) {
    if (holds(text, prefix)) return prefix.kind;
  }
  return url_with_password(text) ? "an address with a password" : "";
}

bool names_secret(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    plain += c == '-' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  for (const std::string_view word : {"password", "passwd", "passphrase", "secret", "token", "api_key", "apikey",
                                      "access_key", "private_key", "credential", "credentials"}) {
    if (plain == word) return true;
    if (plain.size() > word.size() && plain.ends_with(word) && plain[plain.size() - word.size() - 1] == '_')
      return true;
  }
  return plain.find("secret_") == 0;
}

}  // namespace streamguard::manifest
