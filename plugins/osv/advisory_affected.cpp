// What is affected: packages with their ranges, and the commits that fixed them.
#include "osv/advisory.hpp"
#include "osv/json_copy.hpp"
#include "record/json_writer.hpp"

namespace streamguard::osv {
namespace {

using simdjson::dom::element;
using Text = std::string_view;

constexpr std::size_t kMostCandidates = 1000;  ///< fix candidates of one record
constexpr Text kGit = "GIT";

Text text_of(simdjson::simdjson_result<element> value) {
  Text text;
  return value.get(text) == simdjson::SUCCESS ? text : Text();
}

}  // namespace

void AdvisoryReader::take_affected(element list) {
  simdjson::dom::array items;
  if (list.get(items) != simdjson::SUCCESS) return;
  for (const element item : items) {
    Object affected;
    if (item.get(affected) == simdjson::SUCCESS) take_one_affected(affected);
  }
}

void AdvisoryReader::take_one_affected(Object affected) {
  record::Package package;
  std::size_t versions = 0;
  for (const simdjson::dom::key_value_pair field : affected) {
    const Text key = field.key;
    simdjson::dom::array list;
    if (key == "package") {
      package.ecosystem = text_of(field.value["ecosystem"]);
      package.name = text_of(field.value["name"]);
      const Text purl = text_of(field.value["purl"]);
      if (!purl.empty()) package.purl = purl;
    } else if (key == "ranges" && field.value.get(list) == simdjson::SUCCESS) {
      std::string& ranges = keep_empty();
      {
        record::JsonWriter json(ranges);
        copy_json(field.value, json);
      }
      package.ranges_json = ranges;
      for (const element item : list) {
        Object range;
        if (item.get(range) != simdjson::SUCCESS) continue;
        // Records of repositories name no package: OSV files them under GIT, by their repository.
        if (package.name.empty() && text_of(range["type"]) == kGit) git_repo_ = text_of(range["repo"]);
        take_fixes(range);
      }
    } else if (key == "versions" && field.value.get(list) == simdjson::SUCCESS) {
      versions = 0;
      for (const element version : list) versions += version.is_string();
    } else if (key == "severity") {
      take_severity(field.value);
    } else if (key == "database_specific") {
      element cwes;
      if (field.value["cwes"].get(cwes) == simdjson::SUCCESS) take_cwes(cwes);
      if (field.value["cwe_ids"].get(cwes) == simdjson::SUCCESS) take_cwes(cwes);
    }
  }
  if (package.name.empty() && !git_repo_.empty()) {
    package.ecosystem = kGit;
    package.name = git_repo_;
  }
  git_repo_ = {};
  if (package.name.empty()) return;
  sample_.packages.push_back(package);
  version_counts_.push_back(versions);
}

void AdvisoryReader::take_fixes(Object range) {
  if (text_of(range["type"]) != kGit) return;
  simdjson::dom::array events;
  if (range["events"].get(events) != simdjson::SUCCESS) return;
  const Text repo = text_of(range["repo"]);
  for (const element event : events) {
    const Text commit = text_of(event["fixed"]);
    if (!commit.empty()) take_candidate(repo, commit, {});
  }
}

void AdvisoryReader::take_candidate(Text repo, Text commit, Text url) {
  for (const Candidate& there : candidates_) {
    if (there.repo == repo && there.commit == commit && there.url == url) return;
  }
  if (candidates_.size() < kMostCandidates) candidates_.push_back({repo, commit, url});
}

void AdvisoryReader::settle_extra() {
  if (candidates_.empty() && version_counts_.empty()) return;
  extra_.clear();
  {
    record::JsonWriter json(extra_);
    json.raw("{\"fix_candidates\":[");
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      const Candidate& candidate = candidates_[i];
      json.raw(i == 0 ? "{" : ",{");
      if (candidate.url.empty()) {
        json.raw("\"repo\":");
        json.string(candidate.repo);
        json.raw(",\"commit\":");
        json.string(candidate.commit);
      } else {
        json.raw("\"url\":");
        json.string(candidate.url);
      }
      json.raw("}");
    }
    json.raw("],\"versions\":[");
    for (std::size_t i = 0; i < version_counts_.size(); ++i) {
      if (i != 0) json.raw(",");
      json.unsigned_integer(version_counts_[i]);
    }
    json.raw("]}");
  }
  sample_.extra_json = extra_;
}

}  // namespace streamguard::osv
