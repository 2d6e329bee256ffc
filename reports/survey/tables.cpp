#include "survey/tables.hpp"

#include <algorithm>

namespace streamguard::survey {
namespace {

void add(Counts& counts, View word) {
  if (const auto at = counts.find(word.substr(0, kWordBytes)); at != counts.end() && word.size() <= kWordBytes) {
    ++at->second;
    return;
  }
  std::string key = cut(word, kWordBytes);
  if (counts.size() >= kWordsMost && counts.find(key) == counts.end()) key = kOthers;
  ++counts[std::move(key)];
}

View or_unknown(View word) { return word.empty() ? kUnknown : word; }

void count_weaknesses(const Record& record, Tables& tables) {
  const std::vector<View>& cwe = record.cwe;
  if (!cwe.empty()) ++tables.with_cwe;
  for (auto at = cwe.begin(); at != cwe.end(); ++at) {
    if (std::find(cwe.begin(), at, *at) == at) add(tables.cwes, *at);
  }
}

}  // namespace

Tables empty_tables() {
  Tables tables;
  for (const View severity : kSeverities) tables.severities[std::string(severity)] = 0;
  for (const View tier : kTiers) tables.tiers[std::string(tier)] = tables.pair_tiers[std::string(tier)] = 0;
  return tables;
}

void count(const Record& record, std::size_t bytes, Tables& tables) {
  ++tables.samples;
  tables.bytes += bytes;
  add(tables.kinds, or_unknown(record.kind));
  add(tables.severities, record.severity);
  add(tables.tiers, or_unknown(record.tier));
  add(tables.methods, std::string(or_unknown(record.tier)) + ": " + std::string(or_unknown(record.method)));
  add(tables.record_licenses, or_unknown(record.record_license.value_or(View())));
  if (const unsigned year = record.year(); year != 0) {
    ++tables.years[year];
  } else {
    ++tables.without_year;
  }
  count_weaknesses(record, tables);
  if (!record.repo.empty()) add(tables.repositories, record.repo);
  if (record.has_code) {
    ++tables.with_code;
    add(tables.languages, or_unknown(record.language));
    add(tables.code_licenses, or_unknown(record.code_license.value_or(View())));
  }
  if (!record.is_pair()) return;
  ++tables.pairs;
  if (record.symbol) ++tables.functions;
  if (record.kind != "synthetic_pair") ++tables.real_pairs;
  add(tables.pair_tiers, or_unknown(record.tier));
}

}  // namespace streamguard::survey
