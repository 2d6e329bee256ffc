/// tally.hpp: how often something happened, by a word for it. The words are told in README.md.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace streamguard::fix {

class Tally {
 public:
  void add(std::string_view word, std::uint64_t times = 1) {
    if (times != 0) counts_[std::string(word)] += times;
  }
  void add(const Tally& other) {
    for (const auto& [word, times] : other.counts_) counts_[word] += times;
  }
  std::uint64_t of(std::string_view word) const {
    const auto at = counts_.find(std::string(word));
    return at == counts_.end() ? 0 : at->second;
  }
  const std::map<std::string, std::uint64_t>& all() const { return counts_; }

 private:
  std::map<std::string, std::uint64_t> counts_;
};

}  // namespace streamguard::fix
