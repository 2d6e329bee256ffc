#include "advisory/osv_document.hpp"

#include <algorithm>
#include <utility>

#include "advisory/dom_text.hpp"
#include "record/cvss.hpp"

namespace streamguard::advisory {
namespace {

using simdjson::dom::element;
using Text = std::string_view;

constexpr std::size_t kIdInMessage = 80;

void add_once(std::vector<Text>& list, Text text) {
  if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(text);
}

/// The bands of version 2 end at HIGH and have no NONE.
Text severity_word(Text version, double score) {
  const Text word = record::severity_of(score);
  if (version != "2.0") return word;
  return word == "CRITICAL" ? "HIGH" : word == "NONE" ? "LOW" : word;
}

bool same_word(Text text, Text upper) {
  return text.size() == upper.size() && std::equal(text.begin(), text.end(), upper.begin(), [](char a, char b) {
           return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 32) : a) == b;
         });
}

Text licence_by_id(Text id) {
  constexpr std::pair<Text, Text> kLicences[] = {{"GHSA-", "CC-BY-4.0"},
                                                 {"PYSEC-", "CC-BY-4.0"},
                                                 {"GO-", "CC-BY-4.0"},
                                                 {"RUSTSEC-", "CC0-1.0"},
                                                 {"MAL-", "Apache-2.0"}};
  for (const auto& [prefix, licence] : kLicences) {
    if (id.starts_with(prefix)) return licence;
  }
  return {};
}

}  // namespace

Verdict OsvDocument::broken(std::string why) {
  problem_ = std::move(why);
  return Verdict::kBroken;
}

void OsvDocument::clear() {
  sample_.clear();
  weakness_.cwe.clear();
  weakness_.cvss.clear();
  weakness_.severity.reset();
  kept_count_ = 0;
  candidates_.clear();
  symbols_.clear();
  version_counts_.clear();
}

std::string& OsvDocument::keep_empty() {
  if (kept_count_ == kept_.size()) kept_.emplace_back();
  std::string& text = kept_[kept_count_++];
  text.clear();
  return text;
}

void OsvDocument::take_field(Text key, element value, Head& head) {
  Object own;
  if (key == "id") {
    head.id = text_of(value);
  } else if (key == "summary") {
    sample_.title = known(text_of(value));
  } else if (key == "details") {
    sample_.description = known(text_of(value));
  } else if (key == "published") {
    sample_.published = known(text_of(value));
  } else if (key == "modified") {
    sample_.modified = known(text_of(value));
  } else if (key == "withdrawn") {
    sample_.withdrawn = known(text_of(value));
  } else if (key == "aliases") {
    head.aliases = value;
  } else if (key == "severity") {
    take_severity(value);
  } else if (key == "affected") {
    take_affected(value);
  } else if (key == "references") {
    take_references(value);
  } else if (key == "database_specific" && value.get(own) == simdjson::SUCCESS) {
    take_own(own, head);
  }
}

void OsvDocument::take_own(Object database_specific, Head& head) {
  for (const simdjson::dom::key_value_pair field : database_specific) {
    const Text key = field.key;
    if (key == "severity") {
      head.severity = text_of(field.value);
    } else if (key == "license") {
      head.licence = text_of(field.value);
    } else if (key == "cwe_ids" || key == "cwes" || key == "CWE") {
      take_cwes(field.value);
    }
  }
}

Verdict OsvDocument::read(Text document, Text id) {
  clear();
  Object root;
  const simdjson::error_code error = parser_.parse(document.data(), document.size(), false).get(root);
  if (error != simdjson::SUCCESS) return broken(std::string("is not a JSON object: ") + simdjson::error_message(error));
  if (!reading_.withdrawn) {
    sample_.withdrawn = known(text_of(root["withdrawn"]));
    if (sample_.withdrawn) return text_of(root["id"]) == id ? Verdict::kWithdrawn : broken("does not hold its record");
  }
  Head head;
  for (const simdjson::dom::key_value_pair field : root) take_field(field.key, field.value, head);
  if (head.id.empty()) return broken("has no id");
  if (head.id != id) return broken("holds the record " + std::string(head.id.substr(0, kIdInMessage)) + " instead");
  sample_.kind = "advisory";
  sample_.source = reading_.source;
  sample_.source_key = head.id;
  sample_.collector_version = reading_.version;
  take_ids(head.id, head.aliases);
  settle_weakness(head.severity);
  settle_licence(head.id, head.licence);
  raw_sha256_ = record::sha256_hex(document);
  sample_.raw_sha256 = raw_sha256_;
  settle_extra();
  return Verdict::kTaken;
}

void OsvDocument::take_ids(Text id, const std::optional<element>& aliases) {
  const auto take = [this](Text alias) {
    if (alias.starts_with("CVE-")) add_once(sample_.cve, alias);
    if (alias.starts_with("GHSA-")) add_once(sample_.ghsa, alias);
  };
  if (reading_.osv_id) sample_.osv.push_back(id);
  take(id);
  simdjson::dom::array list;
  if (!aliases || aliases->get(list) != simdjson::SUCCESS) return;
  for (const element alias : list) take(text_of(alias));
}

void OsvDocument::take_severity(element list) {
  simdjson::dom::array items;
  if (list.get(items) != simdjson::SUCCESS) return;
  for (const element item : items) {
    const Text vector = text_of(item["score"]);
    const Text type = text_of(item["type"]);
    if (vector.empty() || !type.starts_with("CVSS_V")) continue;  // other scales (Ubuntu's words) are no CVSS
    const bool there = std::any_of(weakness_.cvss.begin(), weakness_.cvss.end(),
                                   [vector](const record::Cvss& cvss) { return cvss.vector == vector; });
    if (there) continue;
    const record::CvssScore result = record::cvss_score(vector);
    // A vector that cannot be scored is kept as published, under the version that its type names.
    const Text version = result.version.empty() ? type.substr(Text("CVSS_V").size()) : result.version;
    weakness_.cvss.push_back({version, vector, result.score, std::nullopt});
  }
}

void OsvDocument::take_references(element list) {
  simdjson::dom::array items;
  if (list.get(items) != simdjson::SUCCESS) return;
  for (const element item : items) {
    const Text url = text_of(item["url"]);
    if (url.empty()) continue;
    add_once(sample_.urls, url);
    if (text_of(item["type"]) == "FIX") take_candidate({}, {}, url);
  }
}

/// A list of "CWE-79" or of {"cweId": "CWE-79", …}, or one {"id": "CWE-79", …}.
void OsvDocument::take_cwes(element list) {
  simdjson::dom::array items;
  if (list.get(items) != simdjson::SUCCESS) return take_cwe(text_of(list["id"]));
  for (const element item : items) {
    const Text cwe = text_of(item);
    take_cwe(cwe.empty() ? text_of(item["cweId"]) : cwe);
  }
}

void OsvDocument::take_cwe(Text cwe) {
  if (cwe.starts_with("CWE-")) add_once(weakness_.cwe, cwe);
}

void OsvDocument::settle_weakness(Text published_word) {
  record::OptionalText published, scored;
  for (const Text word : {"LOW", "MEDIUM", "HIGH", "CRITICAL"}) {
    if (same_word(published_word, word)) published = word;
  }
  if (same_word(published_word, "MODERATE")) published = "MEDIUM";
  const record::Cvss* best = nullptr;
  for (const record::Cvss& cvss : weakness_.cvss) {
    if (cvss.score && (best == nullptr || cvss.version > best->version)) best = &cvss;
  }
  if (best != nullptr) scored = severity_word(best->version, *best->score);
  const bool own = reading_.own_word ? published.has_value() : !scored.has_value();
  weakness_.severity = own ? published : scored;
  if (weakness_.cwe.empty() && weakness_.cvss.empty() && !weakness_.severity) return;
  sample_.weakness = weakness_;
}

void OsvDocument::settle_licence(Text id, Text named) {
  sample_.record_license = known(named.empty() ? licence_by_id(id) : named);
}

}  // namespace streamguard::advisory
