/// survey_json.hpp: a survey's numbers as JSON, for the formats that are read by programs.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "survey/survey.hpp"

namespace streamguard::survey {

/// An object of words and counts, by word. With `most`, only the most frequent ones, most frequent first.
nlohmann::ordered_json counts_json(const Counts& counts);
nlohmann::ordered_json counts_json(const Counts& counts, std::size_t most);

/// samples, samples_with_code, code_pairs, real_code_pairs, functions, with_cwe, and the tables: kinds, languages,
/// tiers, pair_tiers, methods, cwes, severities, years (with "unknown"), record_licenses, code_licenses, and the 100
/// repositories with the most samples.
nlohmann::ordered_json tables_json(const Tables& tables);

}  // namespace streamguard::survey
