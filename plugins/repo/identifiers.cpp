#include "repo/identifiers.hpp"

#include <array>

namespace streamguard::repo {
namespace {

constexpr std::size_t kLongestSerial = 19;  ///< digits after the year, as the CVE rules allow at most
constexpr std::size_t kYearDigits = 4;
constexpr std::size_t kGhsaGroup = 4;
constexpr std::string_view kGhsaLetters = "23456789cfghjmpqrvwx";

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_word(char c) noexcept {
  const char small = static_cast<char>(c | 0x20);
  return is_digit(c) || c == '_' || (small >= 'a' && small <= 'z');
}
char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }
char upper(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c & ~0x20) : c; }

bool begins(std::string_view text, std::size_t at, std::string_view capitals) noexcept {
  if (text.size() - at < capitals.size()) return false;
  for (std::size_t i = 0; i < capitals.size(); ++i) {
    if (upper(text[at + i]) != capitals[i]) return false;
  }
  return true;
}

std::size_t digits(std::string_view text, std::size_t at) noexcept {
  std::size_t count = 0;
  while (at + count < text.size() && is_digit(text[at + count])) ++count;
  return count;
}

/// "<PREFIX>2021-1234": four digits, a hyphen, at least `least` digits.
Id numbered(std::string_view text, std::size_t at, std::string_view prefix, std::size_t least, IdKind kind) {
  const std::size_t year = at + prefix.size();
  if (digits(text, year) != kYearDigits || year + kYearDigits >= text.size() || text[year + kYearDigits] != '-')
    return {};
  const std::size_t serial = year + kYearDigits + 1;
  const std::size_t count = digits(text, serial);
  const std::size_t end = serial + count;
  if (count < least || count > kLongestSerial || (end < text.size() && is_word(text[end]))) return {};
  return {kind, end - at, std::string(prefix) + std::string(text.substr(year, end - year))};
}

Id ghsa(std::string_view text, std::size_t at) {
  std::string name = "GHSA";
  std::size_t next = at + name.size();
  for (int group = 0; group < 3; ++group) {
    if (next >= text.size() || text[next] != '-') return {};
    name += '-';
    ++next;
    for (std::size_t i = 0; i < kGhsaGroup; ++i, ++next) {
      if (next >= text.size() || kGhsaLetters.find(lower(text[next])) == std::string_view::npos) return {};
      name += lower(text[next]);
    }
  }
  if (next < text.size() && is_word(text[next])) return {};
  return {IdKind::ghsa, next - at, std::move(name)};
}

}  // namespace

Id id_at(std::string_view text, std::size_t at) {
  if (at > 0 && is_word(text[at - 1])) return {};
  if (begins(text, at, "CVE-")) return numbered(text, at, "CVE-", 4, IdKind::cve);
  if (begins(text, at, "GHSA-")) return ghsa(text, at);
  constexpr std::array<std::string_view, 4> kOthers = {"PYSEC-", "RUSTSEC-", "OSV-", "GO-"};
  for (const std::string_view prefix : kOthers) {
    if (begins(text, at, prefix)) return numbered(text, at, prefix, 1, IdKind::osv);
  }
  return {};
}

}  // namespace streamguard::repo
