// What is affected: packages with their ranges and functions, and the commits that fixed them.
#include <algorithm>

#include "advisory/dom_text.hpp"
#include "advisory/json_copy.hpp"
#include "advisory/osv_document.hpp"
#include "advisory/writer.hpp"
#include "record/json_writer.hpp"

namespace streamguard::advisory {
namespace {

using simdjson::dom::element;
using Text = std::string_view;

constexpr std::size_t kMostCandidates = 1000;  ///< fix candidates of one record
constexpr std::size_t kMostSymbols = 1000;     ///< affected functions of one record
constexpr Text kGit = "GIT";
constexpr Text kFromVersions = "CVE-";  ///< ids of records whose ranges were made from version numbers

}  // namespace

void OsvDocument::take_affected(element list) {
  simdjson::dom::array items;
  if (list.get(items) != simdjson::SUCCESS) return;
  for (const element item : items) {
    Object affected;
    if (item.get(affected) == simdjson::SUCCESS) take_one_affected(affected);
  }
}

void OsvDocument::take_one_affected(Object affected) {
  record::Package package;
  Text git_repo;
  std::size_t versions = 0;
  const std::size_t first_candidate = candidates_.size();
  bool bisected_to_several = false;
  for (const simdjson::dom::key_value_pair field : affected) {
    const Text key = field.key;
    simdjson::dom::array list;
    Object specific;
    if (key == "package") {
      package.ecosystem = text_of(field.value["ecosystem"]);
      package.name = text_of(field.value["name"]);
      const Text purl = text_of(field.value["purl"]);
      if (!purl.empty()) package.purl = purl;
    } else if (key == "ranges" && field.value.is_array()) {
      package.ranges_json = take_ranges(field.value, git_repo);
    } else if (key == "versions" && field.value.get(list) == simdjson::SUCCESS) {
      versions = 0;
      for (const element version : list) versions += version.is_string();
    } else if (key == "severity") {
      take_severity(field.value);
    } else if (key == "ecosystem_specific" && field.value.get(specific) == simdjson::SUCCESS) {
      take_specific(specific);
      bisected_to_several = bisected_to_several || specific["fixed_range"].error() == simdjson::SUCCESS;
    } else if (key == "database_specific" && field.value.get(specific) == simdjson::SUCCESS) {
      for (const Text cwes : {"cwes", "cwe_ids"}) {
        element there;
        if (specific[cwes].get(there) == simdjson::SUCCESS) take_cwes(there);
      }
      bisected_to_several = bisected_to_several || specific["fixed_range"].error() == simdjson::SUCCESS;
    }
  }
  for (std::size_t i = first_candidate; i < candidates_.size(); ++i) candidates_[i].whole = !bisected_to_several;
  // Records of repositories name no package: OSV files them under GIT, by their repository.
  if (package.name.empty() && !git_repo.empty()) {
    package.ecosystem = kGit;
    package.name = git_repo;
  }
  if (package.name.empty()) return;
  sample_.packages.push_back(package);
  version_counts_.push_back(versions);
}

/// The ranges as published, in a text of ours. `git_repo` becomes the repository of the last GIT range.
Text OsvDocument::take_ranges(element ranges, Text& git_repo) {
  std::string& copy = keep_empty();
  {
    record::JsonWriter json(copy);
    copy_json(ranges, json);
  }
  simdjson::dom::array list;
  if (ranges.get(list) != simdjson::SUCCESS) return {};
  for (const element item : list) {
    Object range;
    if (item.get(range) != simdjson::SUCCESS) continue;
    if (text_of(range["type"]) == kGit) git_repo = text_of(range["repo"]);
    take_fixes(range);
  }
  return copy;
}

/// Go lists imports[].symbols, RustSec affects.functions, GitHub affected_functions.
void OsvDocument::take_specific(Object ecosystem_specific) {
  for (const simdjson::dom::key_value_pair field : ecosystem_specific) {
    const Text key = field.key;
    element list;
    simdjson::dom::array imports;
    if (key == "symbols" || key == "affected_functions") {
      take_symbols(field.value);
    } else if (key == "affects" && field.value["functions"].get(list) == simdjson::SUCCESS) {
      take_symbols(list);
    } else if (key == "imports" && field.value.get(imports) == simdjson::SUCCESS) {
      for (const element import : imports) {
        if (import["symbols"].get(list) == simdjson::SUCCESS) take_symbols(list);
      }
    }
  }
}

void OsvDocument::take_symbols(element list) {
  simdjson::dom::array items;
  if (list.get(items) != simdjson::SUCCESS) return;
  for (const element item : items) {
    Text symbol;
    if (item.get(symbol) == simdjson::SUCCESS && symbols_.size() < kMostSymbols) symbols_.push_back(symbol);
  }
}

void OsvDocument::take_fixes(Object range) {
  if (text_of(range["type"]) != kGit) return;
  simdjson::dom::array events;
  if (range["events"].get(events) != simdjson::SUCCESS) return;
  const Text repo = text_of(range["repo"]);
  for (const element event : events) {
    const Text commit = text_of(event["fixed"]);
    if (!commit.empty()) take_candidate(repo, commit, {});
  }
}

void OsvDocument::take_candidate(Text repo, Text commit, Text url) {
  for (const Candidate& there : candidates_) {
    if (there.repo == repo && there.commit == commit && there.url == url) return;
  }
  if (candidates_.size() < kMostCandidates) candidates_.push_back({repo, commit, url});
}

/// Whether a reference names the commit of a range.
bool OsvDocument::is_named(const Candidate& candidate) const {
  return std::any_of(sample_.urls.begin(), sample_.urls.end(),
                     [&candidate](Text url) { return url.find(candidate.commit) != Text::npos; });
}

void OsvDocument::fixes(std::vector<fix::Target>& targets) const {
  const auto first = static_cast<std::ptrdiff_t>(targets.size());
  const auto take = [&targets, first](std::optional<fix::Target> target) {
    if (!target || std::find(targets.begin() + first, targets.end(), *target) != targets.end()) return;
    targets.push_back(std::move(*target));
  };
  const bool from_versions = sample_.source_key.starts_with(kFromVersions);
  for (const Candidate& candidate : candidates_) {
    if (!candidate.url.empty() || !candidate.whole || (from_versions && !is_named(candidate))) continue;
    take(fix::target_of(candidate.repo, candidate.commit));
  }
  for (const Candidate& candidate : candidates_) {
    if (!candidate.url.empty()) take(fix::target_of(candidate.url));
  }
  for (const Text url : sample_.urls) take(fix::target_of(url));
  drop_refs_beside_commits(targets, static_cast<std::size_t>(first));
}

Text OsvDocument::names_text() {
  names_text_.assign(sample_.title.value_or(Text())).append("\n").append(sample_.description.value_or(Text()));
  for (const Text symbol : symbols_) names_text_.append("\n").append(symbol);
  return names_text_;
}

void OsvDocument::settle_extra() {
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

}  // namespace streamguard::advisory
