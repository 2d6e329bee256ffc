/// similarity.hpp: how much two pieces of code have in common, 0 to 1. Pure, any thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace streamguard::fix {

/// The code as a bag of its neighbouring words, made once and compared often. White space does not count.
class CodeBag {
 public:
  explicit CodeBag(std::string_view code);

  /// Twice what both have, divided by what they have together (Dice's measure over pairs of neighbouring words).
  double similarity(const CodeBag& other) const;

 private:
  std::vector<std::uint32_t> pairs_;  ///< hashes, sorted, repeated ones kept
};

/// What counts as the same thing changed, rather than another thing in its place. git's own bound for renamed files is
/// one half; a function that lost its name as well needs more to be recognised.
inline constexpr double kSameFile = 0.5;
inline constexpr double kSameNamedFunction = 0.5;
inline constexpr double kSameUnnamedFunction = 0.7;

}  // namespace streamguard::fix
