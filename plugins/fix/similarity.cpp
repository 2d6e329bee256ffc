#include "fix/similarity.hpp"

#include <algorithm>

namespace streamguard::fix {
namespace {

constexpr std::uint32_t kSeed = 2166136261U;
constexpr std::uint32_t kPrime = 16777619U;

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

}  // namespace

CodeBag::CodeBag(std::string_view code) {
  std::uint32_t previous = kSeed;
  for (std::size_t at = 0; at < code.size();) {
    if (is_space(code[at])) {
      ++at;
      continue;
    }
    std::uint32_t hash = kSeed;
    const bool word = is_word(code[at]);
    do {
      hash = (hash ^ static_cast<unsigned char>(code[at++])) * kPrime;
    } while (word && at < code.size() && is_word(code[at]));
    pairs_.push_back(previous * 31U + hash);
    previous = hash;
  }
  std::sort(pairs_.begin(), pairs_.end());
}

double CodeBag::similarity(const CodeBag& other) const {
  if (pairs_.empty() && other.pairs_.empty()) return 1.0;
  std::size_t common = 0;
  for (std::size_t i = 0, j = 0; i < pairs_.size() && j < other.pairs_.size();) {
    if (pairs_[i] == other.pairs_[j]) {
      ++common;
      ++i;
      ++j;
    } else if (pairs_[i] < other.pairs_[j]) {
      ++i;
    } else {
      ++j;
    }
  }
  return 2.0 * static_cast<double>(common) / static_cast<double>(pairs_.size() + other.pairs_.size());
}

}  // namespace streamguard::fix
