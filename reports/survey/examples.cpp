#include "survey/examples.hpp"

#include <algorithm>
#include <tuple>

namespace streamguard::survey {
namespace {

/// FNV-1a, with its bits mixed once more: close ids must not stay close.
std::uint64_t hash_of(std::uint64_t seed, View text) {
  std::uint64_t hash = 0xCBF29CE484222325ULL ^ seed;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9ULL;
  hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBULL;
  return hash ^ (hash >> 31);
}

std::string stratum_of(View collector, const Record& record) {
  std::string name = cut(collector, kWordBytes);
  for (const View word : {record.language, record.tier, record.kind}) name += '\n' + cut(word, kWordBytes);
  return name;
}

std::string text_of(const MaybeView& text) { return cut(text.value_or(View()), kTextBytes); }

void add_texts(const std::vector<View>& from, std::vector<std::string>& into) {
  for (const View text : from) {
    if (into.size() >= kListMost) return;
    std::string one = cut(text, kTextBytes);
    if (std::find(into.begin(), into.end(), one) == into.end()) into.push_back(std::move(one));
  }
}

/// The score that decided the severity: the highest.
void set_score(const Record& record, Example& out) {
  for (const Cvss& cvss : record.cvss) {
    if (!cvss.score || (out.cvss_score && *out.cvss_score >= *cvss.score)) continue;
    out.cvss_score = cvss.score;
    out.cvss_vector = cut(cvss.vector, kTextBytes);
  }
}

Example example_of(View collector, const Record& record) {
  Example out;
  out.collector = cut(collector, kWordBytes);
  out.sample_id = cut(record.sample_id, kWordBytes);
  out.kind = cut(record.kind, kWordBytes);
  out.source = cut(record.source, kWordBytes);
  for (const auto* ids : {&record.cve, &record.ghsa, &record.osv, &record.edb}) add_texts(*ids, out.ids);
  out.title = text_of(record.title);
  out.description = text_of(record.description);
  out.has_before = record.before.has_value();
  out.has_after = record.after.has_value();
  out.before = record.before.value_or(View());
  out.after = record.after.value_or(View());
  out.language = cut(record.language, kWordBytes);
  out.symbol = text_of(record.symbol);
  out.before_lines = record.before_lines;
  out.after_lines = record.after_lines;
  out.tier = cut(record.tier, kWordBytes);
  out.method = cut(record.method, kWordBytes);
  add_texts(record.cwe, out.cwes);
  out.severity = record.severity;
  set_score(record, out);
  out.repo = cut(record.repo, kTextBytes);
  out.commit = cut(record.commit, kWordBytes);
  out.path = cut(record.path, kTextBytes);
  out.year = record.year();
  out.published = text_of(record.published);
  out.record_license = text_of(record.record_license);
  out.code_license = text_of(record.code_license);
  add_texts(record.urls, out.urls);
  add_texts(record.reasons, out.reasons);
  return out;
}

}  // namespace

bool fits(const Record& record) {
  return record.before.value_or(View()).size() <= kCodeBytes && record.after.value_or(View()).size() <= kCodeBytes;
}

void Examples::offer(std::string_view collector, const Record& record) {
  if (most_ == 0 || !fits(record)) return;
  const std::string name = stratum_of(collector, record);
  const Rank rank{hash_of(seed_, record.sample_id), cut(record.sample_id, kWordBytes)};
  const auto at = strata_.find(name);
  if (held_ >= most_ && at != strata_.end()) {
    // It would be dropped again at once: most records end here, before anything of them is copied.
    const bool largest = at->second.size() == std::get<0>(*sizes_.rbegin());
    if (largest && at->second.rbegin()->first < rank) return;
  }
  Stratum& stratum = strata_[name];
  if (!stratum.emplace(rank, example_of(collector, record)).second) return;
  const std::uint64_t mark = hash_of(seed_, name);
  sizes_.erase({stratum.size() - 1, mark, name});
  sizes_.insert({stratum.size(), mark, name});
  if (++held_ > most_) drop_one();
}

/// The last of the largest stratum goes. What is dropped could not come back: the largest size only ever shrinks.
void Examples::drop_one() {
  const auto largest = std::prev(sizes_.end());
  const auto [size, mark, name] = *largest;
  Stratum& stratum = strata_.at(name);
  stratum.erase(std::prev(stratum.end()));
  sizes_.erase(largest);
  if (stratum.empty()) {
    strata_.erase(name);
  } else {
    sizes_.insert({size - 1, mark, name});
  }
  --held_;
}

std::vector<Example> Examples::take() {
  std::vector<Example> all;
  for (auto& [name, stratum] : strata_) {
    for (auto& [rank, example] : stratum) all.push_back(std::move(example));
  }
  strata_.clear();
  sizes_.clear();
  held_ = 0;
  const auto key = [](const Example& one) { return std::tie(one.collector, one.language, one.tier, one.sample_id); };
  std::sort(all.begin(), all.end(), [&](const Example& a, const Example& b) { return key(a) < key(b); });
  return all;
}

}  // namespace streamguard::survey
