/// verdict.hpp: is this commit the fix of a vulnerability? A sum of named weights, so that every answer can be read.
///
/// What is asked, in this order, because each step costs more than the one before:
///  1. claims(): does the message say anything that a fix would say? Most commits end here.
///  2. possible(): does the change touch code of the product itself, and is it one change (no merge)?
///  3. judge(): the sum of the weights below, with the diff where it is known.
///
/// Pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "repo/diff_facts.hpp"
#include "repo/message.hpp"
#include "repo/paths.hpp"

namespace streamguard::repo {

enum class Feature : std::uint8_t {
  always,
  id_in_subject,
  id_in_body,
  memory,
  arithmetic,
  injection,
  access,
  exhaustion,
  weakness_in_subject,
  weaknesses,
  crash,
  security,
  caution,
  fuzzing,
  credit,
  hostile,
  guard,
  repair_in_subject,
  repair_in_body,
  papers,
  tests,
  release,
  upkeep,
  feature,
  length,
  files,
  with_tests,
  with_papers,
  diff_known,
  diff_size,
  diff_check,
  diff_size_check,
  diff_exit,
  diff_escape,
  diff_no_code,
};
inline constexpr std::size_t kFeatures = static_cast<std::size_t>(Feature::diff_no_code) + 1;

using Values = std::array<double, kFeatures>;  ///< of the features of one commit, mostly 0 or 1

struct Weight {
  Feature feature;
  std::string_view name;
  double weight;  ///< in log odds for a value of 1
  std::string_view meaning;
};

/// The model, in the order of the enum.
const std::array<Weight, kFeatures>& weights() noexcept;

bool claims(const Message& message) noexcept;
bool possible(const PathCounts& paths, std::uint32_t parents) noexcept;
Values values_of(const Message& message, const PathCounts& paths, const DiffFacts* diff);

struct Verdict {
  bool fix = false;
  double score = 0;                   ///< log odds; a fix from 0 on
  std::vector<std::string> evidence;  ///< "memory: use after free (subject)", "id: CVE-2020-1"; what spoke for it
};

/// `diff` may be null: then nothing of the diff counts.
Verdict judge(const Message& message, const PathCounts& paths, std::uint32_t parents, const DiffFacts* diff);

std::string_view name_of(Topic topic) noexcept;

}  // namespace streamguard::repo
