#include "survey/survey_json.hpp"

#include <nlohmann/json.hpp>

namespace streamguard::survey {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kRepositoriesMost = 100;

/// In the order of `words`, then whatever else there is.
Json in_order(const Counts& counts, const std::string_view* first, const std::string_view* last) {
  Json out = Json::object();
  for (const auto* word = first; word != last; ++word) out[std::string(*word)] = counts.find(*word)->second;
  for (const auto& [word, count] : counts) out[word] = count;
  return out;
}

Json years_json(const Tables& tables) {
  Json out = Json::object();
  for (const auto& [year, count] : tables.years) out[std::to_string(year)] = count;
  out[std::string(kUnknown)] = tables.without_year;
  return out;
}

}  // namespace

Json counts_json(const Counts& counts) {
  Json out = Json::object();
  for (const auto& [word, count] : counts) out[word] = count;
  return out;
}

Json counts_json(const Counts& counts, std::size_t most) {
  Json out = Json::object();
  for (const auto& [word, count] : ranked(counts, most).first) out[word] = count;
  return out;
}

Json tables_json(const Tables& tables) {
  Json out;
  out["samples"] = tables.samples;
  out["samples_with_code"] = tables.with_code;
  out["code_pairs"] = tables.pairs;
  out["real_code_pairs"] = tables.real_pairs;
  out["functions"] = tables.functions;
  out["with_cwe"] = tables.with_cwe;
  out["kinds"] = counts_json(tables.kinds);
  out["languages"] = counts_json(tables.languages);
  out["tiers"] = in_order(tables.tiers, std::begin(kTiers), std::end(kTiers));
  out["pair_tiers"] = in_order(tables.pair_tiers, std::begin(kTiers), std::end(kTiers));
  out["methods"] = counts_json(tables.methods);
  out["cwes"] = counts_json(tables.cwes);
  out["severities"] = in_order(tables.severities, std::begin(kSeverities), std::end(kSeverities));
  out["years"] = years_json(tables);
  out["record_licenses"] = counts_json(tables.record_licenses);
  out["code_licenses"] = counts_json(tables.code_licenses);
  out["repositories"] = counts_json(tables.repositories, kRepositoriesMost);
  return out;
}

}  // namespace streamguard::survey
