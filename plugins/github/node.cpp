#include "github/node.hpp"

#include <algorithm>
#include <utility>

#include "advisory/dom_text.hpp"
#include "advisory/writer.hpp"
#include "github/ecosystems.hpp"
#include "github/ranges.hpp"
#include "record/cvss.hpp"
#include "record/json_writer.hpp"

namespace streamguard::github {
namespace {

using simdjson::dom::element;
using Text = std::string_view;
using advisory::known;
using advisory::text_of;

constexpr std::size_t kIdInMessage = 80;

void add_once(std::vector<Text>& list, Text text) {
  if (!text.empty() && std::find(list.begin(), list.end(), text) == list.end()) list.push_back(text);
}

Text severity_word(Text word) {
  if (word == "MODERATE") return "MEDIUM";
  for (const Text each : {"LOW", "MEDIUM", "HIGH", "CRITICAL"}) {
    if (word == each) return each;
  }
  return {};
}

/// Each item of a list, or of a connection's `nodes`.
template <class Each>
void for_each(element list, Each each) {
  simdjson::dom::array items;
  if (list.get(items) != simdjson::SUCCESS && list["nodes"].get(items) != simdjson::SUCCESS) return;
  for (const element item : items) each(item);
}

}  // namespace

bool is_ghsa(Text id) {
  constexpr Text kLetters = "23456789cfghjmpqrvwx";
  constexpr Text kPrefix = "GHSA";
  if (id.size() != 19 || !id.starts_with(kPrefix)) return false;
  for (std::size_t i = kPrefix.size(); i < id.size(); ++i) {
    const bool good = (i - kPrefix.size()) % 5 == 0 ? id[i] == '-' : kLetters.find(id[i]) != Text::npos;
    if (!good) return false;
  }
  return true;
}

bool NodeReader::broken(std::string why) {
  problem_ = std::move(why);
  return false;
}

void NodeReader::clear() {
  sample_.clear();
  weakness_.cwe.clear();
  weakness_.cvss.clear();
  weakness_.severity.reset();
  classification_ = origin_ = permalink_ = {};
  kept_count_ = 0;
  ranges_.clear();
  unparsed_.clear();
}

std::string& NodeReader::keep_empty() {
  if (kept_count_ == kept_.size()) kept_.emplace_back();
  std::string& text = kept_[kept_count_++];
  text.clear();
  return text;
}

bool NodeReader::read(Text document, Text) {
  clear();
  Object root;
  const simdjson::error_code error = parser_.parse(document.data(), document.size(), false).get(root);
  if (error != simdjson::SUCCESS) return broken(std::string("is not a JSON object: ") + simdjson::error_message(error));
  for (const simdjson::dom::key_value_pair field : root) take_field(field.key, field.value);
  if (sample_.source_key.empty()) return broken("has no ghsaId");
  if (!is_ghsa(sample_.source_key)) {
    return broken("its ghsaId is not one: " + std::string(sample_.source_key.substr(0, kIdInMessage)));
  }
  settle(document);
  return true;
}

void NodeReader::take_field(Text key, element value) {
  if (key == "ghsaId") {
    sample_.source_key = text_of(value);
  } else if (key == "summary") {
    sample_.title = known(text_of(value));
  } else if (key == "description") {
    sample_.description = known(text_of(value));
  } else if (key == "severity") {
    weakness_.severity = known(severity_word(text_of(value)));
  } else if (key == "classification") {
    classification_ = text_of(value);
  } else if (key == "origin") {
    origin_ = text_of(value);
  } else if (key == "permalink") {
    permalink_ = text_of(value);
  } else if (key == "publishedAt") {
    sample_.published = known(text_of(value));
  } else if (key == "updatedAt") {
    sample_.modified = known(text_of(value));
  } else if (key == "withdrawnAt") {
    sample_.withdrawn = known(text_of(value));
  } else if (key == "identifiers") {
    take_identifiers(value);
  } else if (key == "references") {
    take_references(value);
  } else if (key == "cvss" || key == "cvssSeverities") {
    take_cvss(value);
  } else if (key == "cwes") {
    take_cwes(value);
  } else if (key == "vulnerabilities") {
    take_vulnerabilities(value);
  }
}

void NodeReader::take_identifiers(element list) {
  for_each(list, [this](element item) {
    const Text value = text_of(item["value"]);
    if (value.starts_with("CVE-")) add_once(sample_.cve, value);
    if (is_ghsa(value)) add_once(sample_.ghsa, value);
  });
}

void NodeReader::take_references(element list) {
  for_each(list, [this](element item) { add_once(sample_.urls, text_of(item["url"])); });
}

/// {"score", "vectorString"}, or an object of such by version.
void NodeReader::take_cvss(element value) {
  take_vector(text_of(value["vectorString"]));
  for (const Text version : {"cvssV3", "cvssV4"}) {
    element scored;
    if (value[version].get(scored) == simdjson::SUCCESS) take_vector(text_of(scored["vectorString"]));
  }
}

void NodeReader::take_vector(Text vector) {
  if (vector.empty()) return;
  const bool there = std::any_of(weakness_.cvss.begin(), weakness_.cvss.end(),
                                 [vector](const record::Cvss& cvss) { return cvss.vector == vector; });
  if (there) return;
  const record::CvssScore result = record::cvss_score(vector);
  weakness_.cvss.push_back({result.version, vector, result.score, std::nullopt});
}

void NodeReader::take_cwes(element connection) {
  for_each(connection, [this](element item) {
    const Text cwe = text_of(item["cweId"]);
    if (cwe.starts_with("CWE-")) add_once(weakness_.cwe, cwe);
  });
}

void NodeReader::take_vulnerabilities(element connection) {
  for_each(connection, [this](element item) { take_vulnerability(item); });
  for (std::size_t i = 0; i < ranges_.size(); ++i) {
    ranges_[i]->append("]");
    sample_.packages[i].ranges_json = *ranges_[i];
  }
}

void NodeReader::take_vulnerability(element vulnerability) {
  const Text ecosystem = osv_name(text_of(vulnerability["package"]["ecosystem"]));
  const Text name = text_of(vulnerability["package"]["name"]);
  if (name.empty()) return;
  const auto there = std::find_if(sample_.packages.begin(), sample_.packages.end(), [&](const record::Package& each) {
    return each.ecosystem == ecosystem && each.name == name;
  });
  const auto index = static_cast<std::size_t>(there - sample_.packages.begin());
  if (there == sample_.packages.end()) {
    record::Package package;
    package.ecosystem = ecosystem;
    package.name = name;
    if (const auto purl = purl_of(ecosystem, name)) package.purl = keep_empty() = *purl;
    sample_.packages.push_back(package);
    ranges_.push_back(&keep_empty());
  }
  std::string& json = *ranges_[index];
  json += json.empty() ? "[" : ",";
  append_range(text_of(vulnerability["vulnerableVersionRange"]),
               text_of(vulnerability["firstPatchedVersion"]["identifier"]), json);
}

/// What is not in the events stands beside them: the first patched version, and a text that gave none.
void NodeReader::append_range(Text range, Text patched, std::string& json) {
  json += "{\"type\":\"ECOSYSTEM\",\"events\":";
  Text fixed;
  const bool exact = append_events(range, json, fixed);
  if (!exact) json += "[]";
  if (!exact && !range.empty()) unparsed_.push_back(range);
  if (!patched.empty() && patched != fixed) {
    json += ",\"database_specific\":{\"first_patched_version\":";
    record::JsonWriter(json).string(patched);
    json += "}";
  }
  json += "}";
}

void NodeReader::settle(Text document) {
  sample_.kind = "advisory";
  sample_.source = "github";
  sample_.collector_version = "1.0.0";
  add_once(sample_.ghsa, sample_.source_key);
  if (!permalink_.empty()) {
    sample_.urls.erase(std::remove(sample_.urls.begin(), sample_.urls.end(), permalink_), sample_.urls.end());
    sample_.urls.insert(sample_.urls.begin(), permalink_);
  }
  if (!weakness_.cwe.empty() || !weakness_.cvss.empty() || weakness_.severity) sample_.weakness = weakness_;
  sample_.record_license = "CC-BY-4.0";
  raw_sha256_ = record::sha256_hex(document);
  sample_.raw_sha256 = raw_sha256_;
  extra_.clear();
  {
    record::JsonWriter json(extra_);
    json.raw("{\"classification\":");
    json.string(known(classification_));
    json.raw(",\"origin\":");
    json.string(known(origin_));
    if (!unparsed_.empty()) {
      json.raw(",\"unparsed_ranges\":");
      for (std::size_t i = 0; i < unparsed_.size(); ++i) {
        json.raw(i == 0 ? "[" : ",");
        json.string(unparsed_[i]);
      }
      json.raw("]");
    }
    json.raw("}");
  }
  sample_.extra_json = extra_;
}

void NodeReader::fixes(std::vector<fix::Target>& targets) const {
  const std::size_t first = targets.size();
  for (const Text url : sample_.urls) {
    auto target = fix::target_of(url);
    const auto from = targets.begin() + static_cast<std::ptrdiff_t>(first);
    if (target && std::find(from, targets.end(), *target) == targets.end()) targets.push_back(std::move(*target));
  }
  advisory::drop_refs_beside_commits(targets, first);
}

Text NodeReader::names_text() {
  names_text_.assign(sample_.title.value_or(Text())).append("\n").append(sample_.description.value_or(Text()));
  return names_text_;
}

}  // namespace streamguard::github
