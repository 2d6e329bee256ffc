// How bad and of what kind: CVSS metrics and CWE ids, those of the primary source first.
#include <cmath>

#include "cve/cve_reader.hpp"
#include "cve/json_text.hpp"
#include "record/cvss.hpp"

namespace streamguard::cve {
namespace {

constexpr std::string_view kMetrics[] = {"cvssMetricV40", "cvssMetricV31", "cvssMetricV30", "cvssMetricV2"};
constexpr std::string_view kTypes[] = {"Primary", "Secondary"};
constexpr std::string_view kSeverities[] = {"NONE", "LOW", "MEDIUM", "HIGH", "CRITICAL"};

/// The bands of version 2 end at HIGH and have no NONE.
std::string_view severity_word(std::string_view version, double score) {
  const std::string_view word = record::severity_of(score);
  if (version != "2.0") return word;
  return word == "CRITICAL" ? "HIGH" : word == "NONE" ? "LOW" : word;
}

}  // namespace

/// Other scales beside CVSS (ssvcV203) are not taken.
void CveReader::take_metrics(Element metrics) {
  Object object;
  if (metrics.get(object) != simdjson::SUCCESS) return;
  for (const Text type : kTypes) {
    for (const Text name : kMetrics) {
      simdjson::dom::array items;
      if (object[name].get(items) != simdjson::SUCCESS) continue;
      for (const Element item : items) {
        Object metric;
        if (item.get(metric) == simdjson::SUCCESS) take_metric(metric, type);
      }
    }
  }
}

void CveReader::take_metric(Object metric, Text type) {
  const Text given = text_of(metric["type"]);
  if ((given == "Primary") != (type == "Primary")) return;
  Object data;
  if (metric["cvssData"].get(data) != simdjson::SUCCESS) return;
  record::Cvss cvss;
  cvss.version = text_of(data["version"]);
  cvss.vector = text_of(data["vectorString"]);
  cvss.source = known(text_of(metric["source"]));
  double score = 0;
  if (data["baseScore"].get(score) == simdjson::SUCCESS && score >= 0 && score <= 10) cvss.score = score;
  if (cvss.vector.empty()) return;
  const record::CvssScore ours = record::cvss_score(cvss.vector);
  if (cvss.version.empty()) cvss.version = ours.version;
  if (cvss.score && (!ours.score || std::lround(*ours.score * 10) != std::lround(*cvss.score * 10)))
    ++differing_scores_;
  weakness_.cvss.push_back(cvss);
  if (weakness_.severity || !cvss.score) return;
  // Version 2's word stands beside cvssData; where no word is told the score's band is.
  Text word = text_of(data["baseSeverity"]);
  if (word.empty()) word = text_of(metric["baseSeverity"]);
  for (const Text each : kSeverities) {
    if (word == each) weakness_.severity = each;
  }
  if (!weakness_.severity) weakness_.severity = severity_word(cvss.version, *cvss.score);
}

void CveReader::take_weaknesses(Element list) {
  simdjson::dom::array items, descriptions;
  if (list.get(items) != simdjson::SUCCESS) return;
  for (const Text type : kTypes) {
    for (const Element item : items) {
      if ((text_of(item["type"]) == "Primary") != (type == "Primary")) continue;
      if (item["description"].get(descriptions) != simdjson::SUCCESS) continue;
      for (const Element description : descriptions) take_cwe(text_of(description["value"]));
    }
  }
}

/// NVD-CWE-noinfo and NVD-CWE-Other are no kinds of weakness, but words for not knowing one.
void CveReader::take_cwe(Text cwe) {
  if (cwe.starts_with("CWE-")) {
    add_once(weakness_.cwe, cwe);
  } else if (!cwe.empty()) {
    add_once(unknown_cwes_, cwe);
  }
}

void CveReader::settle_weakness() {
  if (weakness_.cwe.empty() && weakness_.cvss.empty()) return;
  sample_.weakness = weakness_;
}

}  // namespace streamguard::cve
