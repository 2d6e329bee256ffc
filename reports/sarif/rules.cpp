#include "rules.hpp"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "survey/survey.hpp"
#include "survey/text.hpp"

namespace streamguard::sarif_report {
namespace {

using Json = nlohmann::ordered_json;

constexpr Outcome kOutcomes[] = {
    {"completed", "SG1001", "TargetMet", "pass", "none", "The collector met its target.",
     "Nothing is to be done: the target that the manifest sets was met."},
    {"exhausted", "SG1002", "SourceExhausted", "pass", "none", "The collector took everything that its source holds.",
     "Nothing is to be done. Where the target was not met, the source holds no more."},
    {"failed", "SG1003", "CollectorFailed", "fail", "error", "The collector failed.",
     "Read the message, cure its cause, and run the same command again: it goes on where it stopped."},
    {"interrupted", "SG1004", "CollectorInterrupted", "fail", "warning", "The collector was interrupted.",
     "Run the same command again: it goes on where it stopped."},
    {"pending", "SG1005", "CollectorPending", "open", "none", "The collector was not started.",
     "Run the same command again to start it."},
    {"running", "SG1006", "CollectorRunning", "open", "none", "The collector still works.",
     "Make the report again when it has ended."},
};

std::string_view number_of(std::string_view cwe) {
  constexpr std::string_view kPrefix = "CWE-";
  constexpr std::size_t kDigitsMost = 6;
  if (cwe.substr(0, kPrefix.size()) != kPrefix) return {};
  cwe.remove_prefix(kPrefix.size());
  return cwe.size() > kDigitsMost || cwe.find_first_not_of("0123456789") != std::string_view::npos ? "" : cwe;
}

/// "Cross-site scripting" as an identifier: CrossSiteScripting.
std::string identifier_of(std::string_view words) {
  std::string out;
  bool start = true;
  for (const char c : words) {
    const bool small = c >= 'a' && c <= 'z';
    const bool other = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (small || other) out += start && small ? static_cast<char>(c - 'a' + 'A') : c;
    start = !small && !other;
  }
  return out;
}

std::string address_of(std::string_view number) {
  return "https://cwe.mitre.org/data/definitions/" + std::string(number) + ".html";
}

Json without_weakness(std::optional<double> score) {
  Json rule;
  rule["id"] = kNoWeakness;
  rule["name"] = "FixedVulnerability";
  rule["shortDescription"] = {{"text", "A function that a security fix changed."}};
  rule["fullDescription"] = {{"text", "A function that a security fix changed. No source says which weakness it had."}};
  const char* help = "Compare the function with the one after the fix. No source names a weakness for it.";
  rule["help"] = {{"text", help}, {"markdown", help}};
  rule["defaultConfiguration"] = {{"level", "warning"}};
  rule["properties"] = {{"tags", Json::array({"security"})}};
  if (score) rule["properties"]["security-severity"] = survey::number_text(*score, 1);
  return rule;
}

Json weakness_rule(const std::string& id, std::optional<double> score, std::size_t taxon) {
  const std::string number(number_of(id));
  const std::string name(survey::cwe_name(id));
  const std::string title = name.empty() ? id : id + ": " + name;
  const std::string advice(survey::cwe_help(id));
  const std::string help = advice.empty() ? "The catalogue of weaknesses describes " + id + "." : advice;
  Json rule;
  rule["id"] = id;
  rule["name"] = name.empty() ? "Weakness" + number : identifier_of(name);
  rule["shortDescription"] = {{"text", title + "."}};
  rule["fullDescription"] = {{"text", title + ". " + help}};
  rule["help"] = {{"text", help + " See " + address_of(number) + "."},
                  {"markdown", help + " See [" + id + "](" + address_of(number) + ")."}};
  rule["helpUri"] = address_of(number);
  rule["defaultConfiguration"] = {{"level", "warning"}};
  Json relationship;
  relationship["target"] = {{"id", number}, {"index", taxon}, {"toolComponent", {{"name", "CWE"}, {"index", 0}}}};
  relationship["kinds"] = Json::array({"superset"});
  rule["relationships"] = Json::array({relationship});
  rule["properties"] = {{"tags", Json::array({"security", "external/cwe/cwe-" + number})}};
  if (score) rule["properties"]["security-severity"] = survey::number_text(*score, 1);
  return rule;
}

}  // namespace

const Outcome& outcome_of(std::string_view status) { return kOutcomes[outcome_index(status)]; }

std::size_t outcome_index(std::string_view status) {
  const auto* at = std::find_if(std::begin(kOutcomes), std::end(kOutcomes),
                                [&](const Outcome& one) { return one.status == status; });
  return static_cast<std::size_t>((at == std::end(kOutcomes) ? std::end(kOutcomes) - 1 : at) - std::begin(kOutcomes));
}

Json outcome_rules() {
  Json rules = Json::array();
  for (const Outcome& one : kOutcomes) {
    Json rule;
    rule["id"] = one.id;
    rule["name"] = one.name;
    rule["shortDescription"] = {{"text", one.short_text}};
    rule["fullDescription"] = {{"text", one.short_text}};
    rule["help"] = {{"text", one.help}, {"markdown", one.help}};
    rule["defaultConfiguration"] = {{"level", one.level}};
    rule["properties"] = {{"tags", Json::array({"data-collection"})}};
    rules.push_back(std::move(rule));
  }
  return rules;
}

WeaknessRules::Place WeaknessRules::place_of(std::string_view cwe, std::optional<double> score) {
  const std::string id(number_of(cwe).empty() ? kNoWeakness : cwe);
  const auto [at, fresh] = index_.try_emplace(id, seen_.size());
  if (fresh) seen_.push_back({id, std::nullopt});
  Seen& seen = seen_[at->second];
  if (score && *score > 0 && *score <= 10 && (!seen.score || *seen.score < *score)) seen.score = score;
  return {at->second, id};
}

Json WeaknessRules::rules() const {
  Json out = Json::array();
  std::size_t taxon = 0;
  for (const Seen& one : seen_) {
    out.push_back(one.id == kNoWeakness ? without_weakness(one.score) : weakness_rule(one.id, one.score, taxon++));
  }
  return out;
}

Json WeaknessRules::taxonomies() const {
  Json taxa = Json::array();
  for (const Seen& one : seen_) {
    if (one.id == kNoWeakness) continue;
    const std::string name(survey::cwe_name(one.id));
    Json taxon = {{"id", number_of(one.id)}, {"helpUri", address_of(number_of(one.id))}};
    if (!name.empty()) taxon["shortDescription"] = {{"text", name + "."}};
    taxa.push_back(std::move(taxon));
  }
  if (taxa.empty()) return nullptr;
  return Json::array({{{"name", "CWE"},
                       {"organization", "MITRE"},
                       {"shortDescription", {{"text", "Common Weakness Enumeration."}}},
                       {"informationUri", "https://cwe.mitre.org/"},
                       {"isComprehensive", false},
                       {"taxa", taxa}}});
}

}  // namespace streamguard::sarif_report
