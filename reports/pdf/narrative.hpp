/// narrative.hpp: the executive summary's sentences, made from the numbers: what there is, what went wrong, and what is
/// not known. A sentence whose numbers are not known is left out, never guessed. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "facts/facts.hpp"
#include "survey/survey.hpp"

namespace streamguard::pdf_report {

enum class Outcome { kSuccess, kMixed, kFailure };

struct Narrative {
  Outcome outcome = Outcome::kSuccess;
  std::string headline;                 ///< one sentence
  std::vector<std::string> paragraphs;  ///< what was collected
  std::vector<std::string> attention;   ///< failures and losses; empty where there are none
  std::string calm;                     ///< where nothing needs attention
  std::vector<std::string> unknown;     ///< what the data or the run leaves open
};

Narrative narrate(const facts::Facts& facts, const survey::Survey& survey);

/// What was asked for, of the collectors that have a target; empty without one.
struct Goal {
  facts::Count samples;
  facts::Number reached;  ///< percent; each collector counts at most its own target
};
Goal goal_of(const facts::Facts& facts);

/// A status of the facts in a word for people.
std::string_view status_words(std::string_view status);

}  // namespace streamguard::pdf_report
