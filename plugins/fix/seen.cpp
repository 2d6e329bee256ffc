#include "fix/seen.hpp"

#include <array>
#include <charconv>
#include <cstdio>

namespace streamguard::fix {
namespace {

constexpr std::size_t kWordDigits = 16;
constexpr std::size_t kDigestDigits = 64;

bool read_word(std::string_view digits, std::uint64_t& out) {
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out, 16);
  return error == std::errc() && end == digits.data() + digits.size();
}

}  // namespace

bool Seen::read_digest(std::string_view record, std::string_view before, Digest& out) {
  // Inside strings quotes are escaped, so the first place where this stands is the member itself.
  const std::size_t at = record.find(before);
  if (at == std::string_view::npos) return false;
  const std::string_view digits = record.substr(at + before.size(), kDigestDigits);
  return digits.size() == kDigestDigits && read_word(digits.substr(0, kWordDigits), out.first.high) &&
         read_word(digits.substr(kWordDigits, kWordDigits), out.first.low) &&
         read_word(digits.substr(2 * kWordDigits, kWordDigits), out.second.high) &&
         read_word(digits.substr(3 * kWordDigits, kWordDigits), out.second.low);
}

bool Seen::read(std::string_view record, Facts& out) {
  const std::string_view head = record.substr(0, 256);
  const bool has_code = head.find("\"kind\":\"function_pair\"") != std::string_view::npos ||
                        head.find("\"kind\":\"file_pair\"") != std::string_view::npos;
  constexpr std::string_view kHashes = "\"hashes\":{\"exact\":\"";
  constexpr std::string_view kNormalised = "\",\"normalised\":\"";
  if (!has_code || !read_digest(head, "\"sample_id\":\"", out.id)) return false;
  const std::size_t at = record.find(kHashes);
  if (at == std::string_view::npos) return false;
  const std::string_view hashes =
      record.substr(at, kHashes.size() + kDigestDigits + kNormalised.size() + kDigestDigits);
  return read_digest(hashes, kHashes, out.exact) && read_digest(hashes, kNormalised, out.normalised);
}

std::string Seen::find(std::string_view record) const {
  Facts facts;
  if (!read(record, facts)) return {};
  auto at = exact_.find(facts.exact.first);
  if (at == exact_.end()) {
    at = normalised_.find(facts.normalised.first);
    if (at == normalised_.end()) return {};
  }
  const Digest& id = at->second;
  std::array<char, kDigestDigits + 1> text{};
  std::snprintf(text.data(), text.size(), "%016llx%016llx%016llx%016llx",
                static_cast<unsigned long long>(id.first.high), static_cast<unsigned long long>(id.first.low),
                static_cast<unsigned long long>(id.second.high), static_cast<unsigned long long>(id.second.low));
  return std::string(text.data(), kDigestDigits);
}

void Seen::add(std::string_view record) {
  Facts facts;
  if (!read(record, facts)) return;
  exact_.emplace(facts.exact.first, facts.id);
  normalised_.emplace(facts.normalised.first, facts.id);
}

}  // namespace streamguard::fix
