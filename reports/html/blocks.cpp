// The data blocks: what the page's script shows, and the numbers for programs that read the page.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "numbers.hpp"
#include "sections.hpp"

namespace streamguard::html_report {
namespace {

using Json = nlohmann::ordered_json;
using facts::Collector;
using facts::Facts;
using survey::Example;
using survey::Survey;

template <class Value>
Json maybe(const std::optional<Value>& value) {
  return value ? Json(*value) : Json(nullptr);
}

/// As data, every text is made visible too: the page shows it as it stands.
std::string shown(std::string_view text) { return visible(text); }
std::string shown_code(std::string_view text) { return visible(text, kCodeTextMost, LineBreaks::kKept); }

Json counts(const survey::Counts& counts) {
  Json out = Json::object();
  for (const auto& [word, count] : counts) out[visible(word)] = count;
  return out;
}

Json texts(const std::vector<std::string>& values) {
  Json out = Json::array();
  for (const std::string& value : values) out.push_back(shown(value));
  return out;
}

Json collector_json(const Collector& collector) {
  Json out;
  out["status"] = collector.status;
  out["samples_collected"] = collector.samples_collected;
  out["target_samples"] = maybe(collector.target_samples);
  out["duration"] = collector.duration;
  out["success"] = collector.success;
  out["samples_this_run"] = maybe(collector.samples_this_run);
  out["rejected"] = maybe(collector.rejected.total);
  out["duplicates"] = maybe(collector.duplicates);
  out["restarts"] = maybe(collector.restarts);
  out["requests"] = {{"made", maybe(collector.requests.made)},
                     {"from_cache", maybe(collector.requests.from_cache)},
                     {"bytes", maybe(collector.requests.bytes)}};
  return out;
}

Json survey_json(const survey::Tables& all) {
  Json out;
  out["samples"] = all.samples;
  out["bytes"] = all.bytes;
  out["with_code"] = all.with_code;
  out["pairs"] = all.pairs;
  out["functions"] = all.functions;
  out["real_pairs"] = all.real_pairs;
  out["kinds"] = counts(all.kinds);
  out["languages"] = counts(all.languages);
  out["cwes"] = counts(all.cwes);
  out["severities"] = counts(all.severities);
  out["tiers"] = counts(all.tiers);
  out["pair_tiers"] = counts(all.pair_tiers);
  out["years"] = Json::object();
  for (const auto& [year, count] : all.years) out["years"][std::to_string(year)] = count;
  return out;
}

std::string heading_of(const Example& example) {
  if (!example.title.empty()) return shown(example.title);
  if (!example.symbol.empty()) return shown(example.symbol);
  if (!example.ids.empty()) return shown(example.ids.front());
  if (!example.path.empty()) return shown(example.path);
  return shown(example.sample_id);
}

std::string label_words(const Example& example) {
  if (example.method == "none") return "";
  std::string words = shown(survey::method_words(example.method));
  return words.empty() ? shown(example.method) : words;
}

Json example_json(const Example& example) {
  Json out;
  out["id"] = shown(example.sample_id);
  out["kind"] = shown(example.kind);
  out["collector"] = shown(example.collector);
  out["heading"] = heading_of(example);
  out["description"] = visible(example.description, kTextMost, LineBreaks::kKept);
  out["ids"] = texts(example.ids);
  out["language"] = shown(example.language);
  out["symbol"] = shown(example.symbol);
  out["tier"] = shown(example.tier);
  out["label"] = label_words(example);
  out["severity"] = shown(example.severity);
  out["score"] = maybe(example.cvss_score);
  out["cwes"] = Json::array();
  for (const std::string& cwe : example.cwes) {
    out["cwes"].push_back({{"id", shown(cwe)}, {"name", std::string(survey::cwe_name(cwe))}});
  }
  out["repo"] = shown(example.repo);
  out["commit"] = shown(example.commit);
  out["path"] = shown(example.path);
  out["published"] = shown(example.published);
  out["codeLicense"] = shown(example.code_license);
  out["recordLicense"] = shown(example.record_license);
  out["urls"] = texts(example.urls);
  out["reasons"] = texts(example.reasons);
  out["before"] = example.has_before ? Json(shown_code(example.before)) : Json(nullptr);
  out["after"] = example.has_after ? Json(shown_code(example.after)) : Json(nullptr);
  out["beforeLine"] = example.before_lines ? example.before_lines->first : 1;
  out["afterLine"] = example.after_lines ? example.after_lines->first : 1;
  return out;
}

}  // namespace

std::string facts_block(const Facts& facts, const Survey& survey) {
  Json block;
  block["report_generated"] = facts.report_generated;
  block["start_time"] = facts.start_time;
  block["end_time"] = facts.end_time;
  block["total_duration"] = facts.total_duration;
  block["mode"] = facts.mode;
  block["interrupted"] = maybe(facts.interrupted);
  block["summary"] = {{"total_collectors", facts.summary.total_collectors},
                      {"successful_collectors", facts.summary.successful_collectors},
                      {"failed_collectors", facts.summary.failed_collectors},
                      {"total_samples_collected", facts.summary.total_samples_collected},
                      {"total_target_samples", maybe(facts.summary.total_target_samples)},
                      {"completion_rate", maybe(facts.summary.completion_rate)},
                      {"total_duration", facts.summary.total_duration}};
  block["collectors"] = Json::object();
  for (const Collector& collector : facts.collectors) {
    block["collectors"][collector.name] = collector_json(collector);
  }
  block["survey"] = survey_json(survey.all);
  // Names stay exactly what they are for programs, so what must not be seen is written as \u.
  constexpr bool kAsciiOnly = true;
  return data_block(block.dump(-1, ' ', kAsciiOnly, Json::error_handler_t::replace));
}

std::string examples_block(const Survey& survey) {
  Json block = Json::array();
  for (const Example& example : survey.examples) block.push_back(example_json(example));
  return data_block(block.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Markup samples_words(const Survey& survey) {
  std::uint64_t pairs = 0;
  for (const Example& example : survey.examples) pairs += example.is_pair() ? 1U : 0U;
  const std::uint64_t others = survey.examples.size() - pairs;
  Markup out;
  out.raw("<p class=\"section-text\">");
  if (survey.examples.empty())
    return out.raw("This report was made without samples to look at. The data files hold them all.</p>");
  out.text("This page holds " + counted(survey.examples.size(), "sample", "samples") + " of " +
           grouped(survey.all.samples) + ": " + grouped(pairs) + " of " + counted(survey.all.pairs, "pair", "pairs") +
           " of code, and " + grouped(others) + " of " +
           counted(survey.all.samples - std::min(survey.all.samples, survey.all.pairs), "exploit or advisory",
                   "exploits and advisories") +
           ". They are drawn by chance, evenly over collectors, languages and tiers; search and filters look at these "
           "alone. ");
  if (survey.too_long > 0) {
    out.text(counted(survey.too_long, "sample has", "samples have") + " code too long to be drawn (over " +
             sized(survey::kCodeBytes) + " on one side). ");
  }
  return out.raw("Code is shown whole. The data files hold every sample.</p>");
}

}  // namespace streamguard::html_report
