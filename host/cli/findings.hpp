/// findings.hpp: what a doctor has to say: one thing that was looked at, how it is, and what to do about it. Plain
/// values.
#pragma once

#include <string>
#include <vector>

namespace streamguard::cli {

struct Finding {
  enum class Level { fine, hint, wrong, skipped };
  Level level = Level::fine;
  std::string check;    ///< "tokens", "upstreams", …: what kind of thing
  std::string subject;  ///< which one: "github_token"
  std::string text;     ///< how it is
  std::string cure;     ///< what to do; empty where nothing is to be done
};

const char* name_of(Finding::Level level) noexcept;

using Findings = std::vector<Finding>;

}  // namespace streamguard::cli
