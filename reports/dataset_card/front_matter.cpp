#include "front_matter.hpp"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "survey/text.hpp"

namespace streamguard::dataset_card {
namespace {

using facts::Collector;
using facts::Facts;

constexpr std::size_t kTextBytes = 300;
constexpr std::size_t kCollectorsMost = 1'000;

/// A scalar that YAML reads as this text, whatever it is.
std::string yaml_text(std::string_view text) {
  using Json = nlohmann::json;
  return Json(survey::plain_line(text, kTextBytes)).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string list(const std::string& key, const std::vector<std::string>& words) {
  std::string out = key + ":\n";
  for (const std::string& word : words) out += "  - " + yaml_text(word) + "\n";
  return out;
}

std::string size_category(std::uint64_t samples) {
  constexpr std::pair<std::uint64_t, const char*> kSizes[] = {
      {1'000, "n<1K"},          {10'000, "1K<n<10K"},        {100'000, "10K<n<100K"},     {1'000'000, "100K<n<1M"},
      {10'000'000, "1M<n<10M"}, {100'000'000, "10M<n<100M"}, {1'000'000'000, "100M<n<1B"}};
  for (const auto& [below, word] : kSizes) {
    if (samples < below) return word;
  }
  return "1B<n<10B";
}

std::vector<std::string> licenses(const survey::Tables& all) {
  std::set<std::string> words;
  for (const survey::Counts* counts : {&all.record_licenses, &all.code_licenses}) {
    for (const auto& [spdx, count] : *counts) words.insert(hub_license(spdx));
  }
  if (words.empty()) words.insert("unknown");
  return {words.begin(), words.end()};
}

/// Collectors that the card has files for, as (name, folder).
std::vector<std::pair<std::string, std::string>> sources(const Facts& facts) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const Collector& one : facts.collectors) {
    const std::string folder = folder_of(one);
    if (!folder.empty() && out.size() < kCollectorsMost) out.emplace_back(one.name, folder);
  }
  return out;
}

std::string configurations(const Facts& facts) {
  std::string out;
  for (const auto& [name, folder] : sources(facts)) {
    out += "  - config_name: " + yaml_text(name) +
           "\n    data_files:\n      - split: train\n        path: " + yaml_text(folder + "/part-*.jsonl") + "\n";
  }
  return out.empty() ? out : "configs:\n" + out;
}

std::string sizes(const Facts& facts, const survey::Survey& survey) {
  std::string out;
  for (const auto& [name, folder] : sources(facts)) {
    const survey::Tables& tables = survey.of(name);
    out += "  - config_name: " + yaml_text(name) +
           "\n    splits:\n      - name: train\n        num_examples: " + std::to_string(tables.samples) +
           "\n        num_bytes: " + std::to_string(tables.bytes + tables.samples) + "\n";
  }
  return out.empty() ? out : "dataset_info:\n" + out;
}

}  // namespace

std::string folder_of(const Collector& one) {
  if (one.samples_collected == 0 || !one.folder) return {};
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
  const bool plain =
      !one.folder->empty() && one.folder->front() != '.' && one.folder->find_first_not_of(kPlain) == std::string::npos;
  return plain ? *one.folder : std::string();
}

std::string hub_license(const std::string& spdx) {
  constexpr std::pair<std::string_view, const char*> kWords[] = {
      {"0BSD", "0bsd"},
      {"AGPL-3.0-only", "agpl-3.0"},
      {"AGPL-3.0-or-later", "agpl-3.0"},
      {"Apache-2.0", "apache-2.0"},
      {"Artistic-2.0", "artistic-2.0"},
      {"BSD-2-Clause", "bsd-2-clause"},
      {"BSD-3-Clause", "bsd-3-clause"},
      {"BSL-1.0", "bsl-1.0"},
      {"CC-BY-3.0", "cc-by-3.0"},
      {"CC-BY-4.0", "cc-by-4.0"},
      {"CC-BY-SA-4.0", "cc-by-sa-4.0"},
      {"CC0-1.0", "cc0-1.0"},
      {"EPL-2.0", "epl-2.0"},
      {"GPL-2.0-only", "gpl-2.0"},
      {"GPL-2.0-or-later", "gpl-2.0"},
      {"GPL-3.0-only", "gpl-3.0"},
      {"GPL-3.0-or-later", "gpl-3.0"},
      {"ISC", "isc"},
      {"LGPL-2.1-only", "lgpl-2.1"},
      {"LGPL-2.1-or-later", "lgpl-2.1"},
      {"LGPL-3.0-only", "lgpl-3.0"},
      {"LGPL-3.0-or-later", "lgpl-3.0"},
      {"MIT", "mit"},
      {"MPL-2.0", "mpl-2.0"},
      {"Unlicense", "unlicense"},
      {"Zlib", "zlib"},
  };
  if (spdx == survey::kUnknown) return "unknown";
  const auto* at =
      std::find_if(std::begin(kWords), std::end(kWords), [&](const auto& one) { return one.first == spdx; });
  return at == std::end(kWords) ? "other" : at->second;
}

std::string front_matter(const Facts& facts, const survey::Survey& survey, const std::string& title) {
  std::string out = "---\n";
  out += "pretty_name: " + yaml_text(title) + "\n";
  out += list("license", licenses(survey.all));
  out += list("language", {"en", "code"});
  out += list("task_categories", {"text-classification", "text-generation"});
  out += list("tags", {"code", "security", "vulnerability", "vulnerability-detection", "program-repair", "cve", "cwe"});
  out += list("size_categories", {size_category(survey.all.samples)});
  out += list("annotations_creators", {"machine-generated"});
  out += list("source_datasets", {"original"});
  out += configurations(facts);
  out += sizes(facts, survey);
  return out + "---\n\n";
}

}  // namespace streamguard::dataset_card
