#include "dataset_card.hpp"

#include <algorithm>
#include <iterator>

#include "front_matter.hpp"
#include "markdown/markdown_text.hpp"
#include "survey/text.hpp"

namespace streamguard::dataset_card {
namespace {

using facts::Collector;
using facts::Facts;
using markdown::code;
using markdown::Table;
using survey::grouped;
using survey::Survey;
using survey::Tables;

constexpr std::size_t kWordsShown = 20;
constexpr std::size_t kLicensesShown = 8;
constexpr std::size_t kCollectorsMost = 200;

/// What StreamGuard's own collectors gather; others are described by their numbers alone.
std::string_view source_words(std::string_view plugin) {
  constexpr std::pair<std::string_view, std::string_view> kWords[] = {
      {"cve", "CVE records of the National Vulnerability Database, and the functions that linked commits fixed"},
      {"exploitdb", "exploits of the Exploit Database: the text of the exploit, not the code that it attacks"},
      {"github", "reviewed security advisories of GitHub, and the functions that linked commits fixed"},
      {"osv", "advisories of OSV by ecosystem, and the functions that linked commits fixed"},
      {"repo", "functions changed by commits whose messages speak of a security fix"},
      {"synthetic", "pairs of functions generated from templates of a weakness and its cure"},
  };
  const auto* at =
      std::find_if(std::begin(kWords), std::end(kWords), [&](const auto& one) { return one.first == plugin; });
  return at == std::end(kWords) ? std::string_view("a third party's collector") : at->second;
}

std::string licenses_of(const survey::Counts& counts) {
  const survey::Ranking ranked = survey::ranked(counts, kLicensesShown);
  std::string out;
  for (const auto& [word, count] : ranked.first) {
    out += (out.empty() ? "" : ", ") + markdown::text(word) + " (" + grouped(count) + ")";
  }
  if (ranked.left_out > 0) out += ", " + grouped(ranked.left_out) + " others (" + grouped(ranked.rest) + ")";
  return out.empty() ? "–" : out;
}

std::string introduction(const Tables& all) {
  std::string out = grouped(all.samples) + " samples of vulnerability data: advisories, exploits, and code before and ";
  out += "after a fix. " + grouped(all.pairs) + " samples hold such a pair of code";
  if (all.pairs > 0) {
    out += ", " + grouped(all.real_pairs) + " of them from real fixes and " + grouped(all.pairs - all.real_pairs) +
           " generated";
  }
  out += ". " + grouped(all.samples - all.with_code) + " samples hold no code and are counted apart throughout.\n\n";
  return out + "The data is what the sources said. Nothing was filled in: what a source does not say is null.\n\n";
}

std::string sources(const Facts& facts, const Survey& survey) {
  Table table({"Configuration", "What", "Samples:", "Code pairs:", "Licences of records", "Licences of code"});
  std::size_t shown = 0;
  for (const Collector& one : facts.collectors) {
    const Tables& tables = survey.of(one.name);
    if (tables.samples == 0 || ++shown > kCollectorsMost) continue;
    table.row({code(one.name), std::string(source_words(one.plugin.value_or(""))), grouped(tables.samples),
               grouped(tables.pairs), licenses_of(tables.record_licenses), licenses_of(tables.code_licenses)});
  }
  std::string out = "## Sources and licences\n\n" + table.take();
  if (shown > kCollectorsMost) out += grouped(shown - kCollectorsMost) + " more sources are not listed here.\n\n";
  return out +
         "Each sample names its own licences: `provenance.record_license` for what the source wrote, and "
         "`provenance.code_license` for the code, which stays under the licence of its repository. Where either is "
         "*unknown*, no licence was found: look at the sample's `provenance.urls` before you pass it on.\n\n";
}

std::string labels(const Tables& all) {
  Table tiers({"Tier", "Samples:", "Code pairs:", "What it promises"});
  for (const std::string_view tier : survey::kTiers) {
    tiers.row({std::string(tier), grouped(all.tiers.find(tier)->second), grouped(all.pair_tiers.find(tier)->second),
               std::string(survey::tier_words(tier))});
  }
  Table methods({"Label", "Samples:", "How it was made"});
  for (const auto& [word, count] : survey::ranked(all.methods, kWordsShown).first) {
    const std::string method = word.substr(std::min(word.size(), word.find(": ") + 2));
    methods.row({markdown::text(word), grouped(count), std::string(survey::method_words(method))});
  }
  return "## Labels\n\n" + tiers.take() +
         "No label was made by searching text for names of weaknesses. Each has its reason in `label.method`:\n\n" +
         methods.take();
}

std::string counts(const std::string& title, const std::string& heading, const survey::Counts& from, bool weaknesses) {
  const survey::Ranking ranked = survey::ranked(from, kWordsShown);
  if (ranked.first.empty()) return {};
  Table table({heading, "Samples:"});
  for (const auto& [word, count] : ranked.first) {
    const std::string_view name = weaknesses ? survey::cwe_name(word) : std::string_view();
    table.row({markdown::text(word) + (name.empty() ? "" : " " + markdown::text(name)), grouped(count)});
  }
  if (ranked.left_out > 0) table.row({"*" + grouped(ranked.left_out) + " more*", grouped(ranked.rest)});
  return "### " + title + "\n\n" + table.take();
}

std::string composition(const Tables& all) {
  std::string out = "## Composition\n\n";
  Table severities({"Severity", "Samples:"});
  for (const std::string_view word : survey::kSeverities) {
    severities.row({std::string(word), grouped(all.severities.find(word)->second)});
  }
  out += counts("Kinds", "Kind", all.kinds, false);
  out += "### Severity\n\n" + severities.take();
  out += counts("Languages of code", "Language", all.languages, false);
  out += counts("Weaknesses", "CWE", all.cwes, true);
  if (!all.years.empty()) {
    out += "Published from " + std::to_string(all.years.begin()->first) + " to " +
           std::to_string(all.years.rbegin()->first) + "; of " + grouped(all.without_year) +
           " samples the year is not known.\n\n";
  }
  return out;
}

std::string limits(const Tables& all) {
  std::string out = "## Limits\n\n";
  const std::string synthetic = grouped(all.pairs - all.real_pairs);
  if (all.pairs > all.real_pairs) {
    out += "- " + synthetic + " pairs are synthetic. They show a weakness as it is taught, not as it occurs: do not " +
           "measure a model with them alone.\n";
  }
  out +=
      "- A *silver* or *bronze* pair is a function that a fix changed; it may be one that only had to follow the "
      "change. "
      "Train on *gold* where that matters.\n";
  out += "- The code after a fix is not proven to be free of weaknesses.\n";
  out += "- Severity is that of the advisory, by CVSS, and says nothing on how likely an attack is.\n";
  out +=
      "- Fixes that no advisory links to and whose message says nothing of security are missing, as are languages "
      "whose functions the collectors do not read.\n";
  return out + "- Exploits and vulnerable code are dangerous to run.\n\n";
}

std::string splits(const Facts& facts) {
  std::string out = "## Splits\n\nThere is one split, `train`: the data is as it was collected. ";
  out +=
      "When you cut it, keep samples of one repository, of one advisory (`ids`) and of one text "
      "(`hashes.normalised`) on the same side, and cut by `dates.published` to measure what a model does with later "
      "weaknesses.\n\n";
  out += "## Loading\n\n```python\nfrom datasets import load_dataset\n\n";
  std::string name = "osv";
  for (const Collector& one : facts.collectors) {
    if (folder_of(one).empty()) continue;
    const bool plain = one.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") == std::string::npos;
    if (plain && one.name.size() <= 64) name = one.name;
    if (plain) break;
  }
  out += "data = load_dataset(\"path/to/this/folder\", \"" + name + "\", split=\"train\")\n";
  out += "pairs = data.filter(lambda one: one[\"code\"] is not None and one[\"code\"][\"after\"] is not None)\n```\n\n";
  return out +
         "The files are plain JSON Lines, one sample a line, so anything that reads JSON reads them. Fields of "
         "`extra` are the collector's own and differ between configurations.\n\n";
}

std::string origin(const Facts& facts) {
  std::string out = "## Origin\n\nCollected by StreamGuard";
  if (facts.streamguard_version) out += " " + markdown::text(*facts.streamguard_version);
  out += " until " + markdown::text(facts.end_time);
  if (facts.manifest_name) out += " from the manifest " + code(*facts.manifest_name);
  if (facts.manifest_sha256) out += " (" + code(*facts.manifest_sha256) + ")";
  if (facts.seed) out += " with seed " + std::to_string(*facts.seed);
  return out + ".\n";
}

}  // namespace

std::string render(const Facts& facts, const Survey& survey, const std::string& title) {
  std::string out = front_matter(facts, survey, title) + "# " + markdown::text(title) + "\n\n";
  out += introduction(survey.all) + sources(facts, survey) + labels(survey.all) + composition(survey.all);
  return out + limits(survey.all) + splits(facts) + origin(facts);
}

}  // namespace streamguard::dataset_card
