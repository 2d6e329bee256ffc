#include "findings.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "survey/survey.hpp"
#include "survey/text.hpp"

namespace streamguard::sarif_report {
namespace {

using survey::Record;
using survey::View;
using Json = nlohmann::ordered_json;

constexpr std::size_t kTitleBytes = 300;
constexpr std::size_t kWordBytes = 200;
constexpr std::size_t kPathBytes = 1'000;
constexpr std::size_t kIdsMost = 3;
constexpr std::size_t kCwesMost = 10;
constexpr std::size_t kFrameBytes = 700;       ///< of a result besides its texts: keys, punctuation, its fingerprint
constexpr std::size_t kPlaceBytes = 500;       ///< of a repository's commit in the log besides its texts
constexpr std::size_t kHeadBytes = 1'500'000;  ///< kept free for rules and properties

std::string ids_of(const Record& record) {
  std::string out;
  std::size_t taken = 0;
  for (const auto* ids : {&record.cve, &record.ghsa, &record.osv}) {
    for (const View id : *ids) {
      const std::string text = survey::plain_line(id, kWordBytes);
      if (taken >= kIdsMost || out.find(text) != std::string::npos) continue;
      out += (out.empty() ? "" : ", ") + text;
      ++taken;
    }
  }
  return out;
}

std::optional<double> highest_score(const Record& record) {
  std::optional<double> highest;
  for (const survey::Cvss& one : record.cvss) {
    if (one.score && (!highest || *highest < *one.score)) highest = one.score;
  }
  return highest;
}

/// Without user and password, http(s) only: what stands here becomes a link.
bool is_web_address(View repo) {
  return (repo.substr(0, 8) == "https://" || repo.substr(0, 7) == "http://") && repo.size() <= kPathBytes &&
         repo.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/%+") == View::npos;
}

bool is_commit(View id) {
  return id.size() >= 7 && id.size() <= 64 && id.find_first_not_of("0123456789abcdef") == View::npos;
}

bool is_finding(const Record& record) {
  return record.kind == "function_pair" && record.is_pair() && record.before_lines && is_web_address(record.repo) &&
         is_commit(record.parent) && !record.path.empty() && record.path.front() != '/' &&
         record.path.size() <= kPathBytes;
}

std::size_t rank_of(View tier) {
  const auto* at = std::find(std::begin(survey::kTiers), std::end(survey::kTiers), tier);
  return std::min<std::size_t>(static_cast<std::size_t>(at - std::begin(survey::kTiers)), 3);
}

const char* level_of(const std::string& severity) {
  if (severity == "critical" || severity == "high") return "error";
  return severity == "low" || severity == "none" ? "note" : "warning";
}

}  // namespace

void Findings::add(std::string_view collector, const Record& record) {
  if (!is_finding(record)) return;
  ++all_;
  Tier& tier = tiers_[rank_of(record.tier)];
  if (tier.findings.size() >= limits_.results || tier.bytes + kHeadBytes >= limits_.bytes) return;
  Finding one;
  one.collector = survey::plain_line(collector, kWordBytes);
  one.sample_id = survey::plain_line(record.sample_id, kWordBytes);
  one.title = message_text(record.title.value_or(View()), kTitleBytes);
  one.ids = ids_of(record);
  one.symbol = survey::plain_line(record.symbol.value_or(View()), kWordBytes);
  one.repo = record.repo;
  one.commit = is_commit(record.commit) ? record.commit : View();
  one.parent = record.parent;
  one.path = record.path;
  one.tier = survey::plain_line(record.tier, kWordBytes);
  one.method = survey::plain_line(record.method, kWordBytes);
  one.severity = record.severity;
  for (const View cwe : record.cwe) {
    if (one.cwes.size() < kCwesMost) one.cwes.push_back(survey::plain_line(cwe, kWordBytes));
  }
  one.lines = *record.before_lines;
  one.score = highest_score(record);
  tier.bytes += kFrameBytes + one.title.size() + 2 * one.symbol.size() + 2 * one.path.size();
  tier.findings.push_back(std::move(one));
}

/// The id of the base that stands for one commit of one repository.
std::string Findings::place_of(const Finding& one) {
  const auto [at, fresh] = places_.try_emplace({one.repo, one.parent});
  if (fresh) {
    at->second = "REPO" + std::to_string(places_.size());
    places_in_order_.push_back(&*at);
  }
  return at->second;
}

std::string Findings::result_of(const Finding& one) {
  const WeaknessRules::Place rule =
      rules_.place_of(one.cwes.empty() ? std::string_view() : std::string_view(one.cwes.front()), one.score);
  std::string text = one.symbol.empty() ? "A function" : "The function '" + message_text(one.symbol, kWordBytes) + "'";
  text +=
      one.commit.empty() ? " was changed by a security fix" : " was fixed by the commit " + one.commit.substr(0, 12);
  if (!one.ids.empty()) text += " (" + message_text(one.ids, 3 * kWordBytes) + ")";
  text += one.title.empty() ? "." : ": " + one.title + (one.title.back() == '.' ? "" : ".");
  text += " Label: " + message_text(one.tier + ", " + one.method, 2 * kWordBytes) + ".";
  const std::string path = survey::path_as_uri(one.path);
  Json out;
  out["ruleId"] = rule.id;
  out["ruleIndex"] = rule.index;
  out["kind"] = "fail";
  out["level"] = level_of(one.severity);
  out["message"] = {{"text", text}};
  Json place;
  place["artifactLocation"] = {{"uri", path}, {"uriBaseId", place_of(one)}};
  place["region"] = {{"startLine", one.lines.first}, {"endLine", one.lines.last}};
  Json location = {{"physicalLocation", place}};
  if (!one.symbol.empty()) {
    location["logicalLocations"] = Json::array({{{"fullyQualifiedName", one.symbol}, {"kind", "function"}}});
  }
  out["locations"] = Json::array({location});
  out["partialFingerprints"] = {{"primaryLocationLineHash", fingerprint_of(one.sample_id)},
                                {"streamguardSample/v1", one.sample_id}};
  if (one.repo.rfind("https://github.com/", 0) == 0) {
    out["hostedViewerUri"] = one.repo + "/blob/" + one.parent + "/" + path + "#L" + std::to_string(one.lines.first) +
                             "-L" + std::to_string(one.lines.last);
  }
  out["properties"] = {{"collector", one.collector}, {"tier", one.tier},         {"method", one.method},
                       {"severity", one.severity},   {"fix_commit", one.commit}, {"cwe", one.cwes}};
  if (one.score) out["properties"]["cvss_score"] = *one.score;
  return compact(out);
}

Log Findings::finish(const facts::Facts& facts) {
  Log log;
  log.category = "streamguard/findings/" + survey::path_as_uri(facts.manifest_name.value_or("collection"));
  std::size_t bytes = kHeadBytes;
  const std::size_t most = std::min(limits_.results, kResultsMost);
  for (Tier& tier : tiers_) {
    for (const Finding& one : tier.findings) {
      if (log.results.size() >= most || bytes >= limits_.bytes) break;
      const std::size_t places = places_.size();
      std::string text = result_of(one);
      bytes += text.size() + 2;
      if (places_.size() > places) bytes += kPlaceBytes + 3 * one.repo.size();
      if (bytes < limits_.bytes) log.results.push_back(std::move(text));
    }
    tier.findings.clear();
  }
  log.rules = compact(rules_.rules());
  if (const Json taxonomies = rules_.taxonomies(); !taxonomies.is_null()) log.taxonomies = compact(taxonomies);
  write_places(log);
  log.properties = compact({{"findings", {{"all", all_}, {"listed", log.results.size()}}}});
  return log;
}

void Findings::write_places(Log& log) const {
  if (places_in_order_.empty()) return;
  Json places;
  Json provenance = Json::array();
  for (const auto* place : places_in_order_) {
    const auto& [where, id] = *place;
    const auto& [repo, commit] = where;
    places[id] = {{"description", {{"text", "The repository at the commit before the fix."}}}};
    provenance.push_back({{"repositoryUri", repo}, {"revisionId", commit}, {"mappedTo", {{"uriBaseId", id}}}});
  }
  log.places = compact(places);
  log.provenance = compact(provenance);
}

}  // namespace streamguard::sarif_report
