// All formats tell the same numbers: one run of the quickstart by the real program, every installed reporter over it,
// and what a reader of each format finds there set beside the records themselves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <array>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>

#include "csv_reader.hpp"
#include "folder.hpp"
#include "host.hpp"
#include "read_back.hpp"

namespace streamguard::tests {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using ::testing::HasSubstr;

/// What an upstream was asked for: sent, from the cache, from a folder, sent again.
using Use = std::array<std::uint64_t, 4>;

/// What a format may tell of a run. What it does not tell is left empty, and is not compared.
struct Told {
  std::optional<std::uint64_t> total, pairs;
  std::map<std::string, std::uint64_t> samples, severities, tiers, languages, cwes, years;
  std::map<std::string, std::string> statuses;
  std::map<std::string, Use> budgets;
};

struct Found {
  fs::path output;
  Told truth;
};

/// The number in "1,234", as people read it.
std::uint64_t number(std::string text) {
  std::erase(text, ',');
  std::erase(text, '*');
  return text.empty() || text.find_first_not_of("0123456789") != std::string::npos ? ~0ULL : std::stoull(text);
}

std::string small(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  return text;
}

/// Languages by a key that does not depend on how they are written.
std::string language_key(const std::string& word) {
  const std::string key = small(word);
  return key == "c++" ? "cpp" : key == "c#" ? "csharp" : key;
}

Use use_of(const Json& requests) {
  const auto count = [&](const char* key) { return requests[key].get<std::uint64_t>(); };
  return {count("made"), count("from_cache"), count("local"), count("retries")};
}

void count_record(const Json& record, Told& told) {
  const auto text = [](const Json& value) { return value.is_string() ? value.get<std::string>() : std::string(); };
  const Json none = Json::object();
  const Json& code = record["code"].is_null() ? none : record["code"];
  const Json& weakness = record["weakness"].is_null() ? none : record["weakness"];
  ++*told.total;
  const std::string severity = small(text(weakness.value("severity", Json())));
  ++told.severities[severity.empty() ? "unknown" : severity];
  ++told.tiers[text(record["label"]["tier"])];
  if (!code.empty()) ++told.languages[language_key(text(code["language"]))];
  if (!code.value("before", Json()).is_null() && !code.value("after", Json()).is_null()) ++*told.pairs;
  for (const Json& cwe : weakness.value("cwe", Json::array())) ++told.cwes[text(cwe)];
  const std::string published = text(record["dates"].value("published", Json()));
  ++told.years[published.empty() ? "unknown" : published.substr(0, 4)];
}

/// The run, once for all tests.
const Found& found() {
  static const scenario::Folder folder;
  static const Found found = [] {
    Found out;
    out.output = folder.path() / "out";
    scenario::Host host(
        {"run", "quickstart", "--no-dashboard", "--output-dir", out.output.string(), "--report-formats", "all"});
    const scenario::Ended ended = host.wait();
    EXPECT_EQ(ended.code, 0) << host.output() << host.errors();
    const Json results = Json::parse(scenario::text_of(out.output / "collection_results.json"));
    out.truth.total = out.truth.pairs = 0;
    for (const char* severity : {"critical", "high", "medium", "low", "none", "unknown"}) {
      out.truth.severities[severity] = 0;
    }
    for (const char* tier : {"gold", "silver", "bronze", "none"}) out.truth.tiers[tier] = 0;
    for (const auto& [name, one] : results["collectors"].items()) {
      out.truth.statuses[name] = one["status"].get<std::string>();
      const std::uint64_t before = *out.truth.total;
      for (const Json& part : one["parts"]) {
        std::ifstream in(out.output / part["path"].get<std::string>());
        for (std::string line; std::getline(in, line);) count_record(Json::parse(line), out.truth);
      }
      out.truth.samples[name] = *out.truth.total - before;
    }
    for (const Json& one : results["budgets"]) {
      out.truth.budgets[one["upstream"].get<std::string>()] = use_of(one["requests"]);
    }
    EXPECT_GT(*out.truth.total, 300U);
    EXPECT_GT(*out.truth.pairs, 300U);
    return out;
  }();
  return found;
}

/// False, and the test is skipped, where this format is not built here.
bool written(const char* file) { return fs::exists(found().output / file); }

std::string text_of(const char* file) { return scenario::text_of(found().output / file); }

/// A table that a format does not tell is empty.
template <class Table>
void expect_same_where_told(const Table& told, const Table& truth) {
  if (!told.empty()) {
    EXPECT_EQ(told, truth);
  }
}

void expect_same(const Told& told) {
  const Told& truth = found().truth;
  EXPECT_EQ(told.total, truth.total);
  EXPECT_EQ(told.pairs.value_or(*truth.pairs), truth.pairs);
  EXPECT_EQ(told.samples, truth.samples);
  expect_same_where_told(told.statuses, truth.statuses);
  expect_same_where_told(told.severities, truth.severities);
  expect_same_where_told(told.tiers, truth.tiers);
  expect_same_where_told(told.languages, truth.languages);
  expect_same_where_told(told.cwes, truth.cwes);
  expect_same_where_told(told.years, truth.years);
  expect_same_where_told(told.budgets, truth.budgets);
}

std::map<std::string, std::uint64_t> counts_of(const Json& object) {
  std::map<std::string, std::uint64_t> out;
  for (const auto& [word, count] : object.items()) {
    if (word != "unknown" || count != 0) out[word] = count.get<std::uint64_t>();
  }
  return out;
}

void read_collectors(const Json& collectors, Told& told) {
  for (const auto& [name, one] : collectors.items()) {
    told.samples[name] = one["samples_collected"].get<std::uint64_t>();
    told.statuses[name] = one["status"].get<std::string>();
  }
}

TEST(Agreement, Json) {
  const Json report = Json::parse(text_of("collection_report.json"));
  Told told;
  told.total = report["collection_results"]["summary"]["total_samples_collected"].get<std::uint64_t>();
  read_collectors(report["collection_results"]["collectors"], told);
  const Json& statistics = report["detailed_statistics"];
  told.pairs = statistics["code_pairs"].get<std::uint64_t>();
  told.severities = counts_of(statistics["severities"]);
  told.tiers = counts_of(statistics["tiers"]);
  told.cwes = counts_of(statistics["cwes"]);
  told.years = counts_of(statistics["years"]);
  for (const auto& [word, count] : counts_of(statistics["languages"])) told.languages[language_key(word)] += count;
  for (const Json& one : report["budgets"]) told.budgets[one["upstream"].get<std::string>()] = use_of(one["requests"]);
  expect_same(told);
  EXPECT_EQ(told.budgets.size(), found().truth.budgets.size());
  const Json results = Json::parse(text_of("collection_results.json"));
  EXPECT_EQ(results["summary"], report["collection_results"]["summary"]) << "what the host writes itself";
}

TEST(Agreement, HostsFactsAreWhatReportersShow) {
  const Json results = Json::parse(text_of("collection_results.json"));
  const Json report = Json::parse(text_of("collection_report.json"));
  EXPECT_EQ(results["budgets"], report["budgets"]);
  EXPECT_FALSE(results["budgets"].empty());
  for (const auto& [name, one] : results["collectors"].items()) {
    const Json& progress = one["progress"];
    ASSERT_FALSE(progress.empty()) << name;
    EXPECT_EQ(progress.front()["samples"], 0) << "nothing was there before";
    EXPECT_EQ(progress.back()["samples"], one["samples_collected"]) << name;
    EXPECT_LE(progress.back()["seconds"].get<double>(), results["total_duration"].get<double>());
    EXPECT_GT(one["manifest_line"].get<int>(), 10) << name;
  }
  EXPECT_EQ(results["manifest"]["sha256"].get<std::string>().size(), 64U);
}

TEST(Agreement, UpstreamsWereAskedForWhatCollectorsAsked) {
  const Json results = Json::parse(text_of("collection_results.json"));
  Use by_collector{}, by_upstream{};
  const auto add = [](Use& sum, const Use& one) {
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += one[i];
  };
  for (const auto& [name, one] : results["collectors"].items()) add(by_collector, use_of(one["requests"]));
  for (const auto& [name, one] : found().truth.budgets) add(by_upstream, one);
  EXPECT_EQ(by_upstream, by_collector);
  EXPECT_GT(by_upstream[2], 5U) << "the quickstart's upstreams are folders";
}

TEST(Agreement, OtherReadersFindTheSame) {
  const ReadBack read = read_back(found().output);
  if (read.skipped) GTEST_SKIP() << read.said;
  EXPECT_TRUE(read.agrees) << read.said;
  for (const char* file : {"collection_report.csv", "README.md", "collection_report.md"}) {
    EXPECT_THAT(read.said, HasSubstr(file));
  }
}

TEST(Agreement, Csv) {
  std::string text = text_of("collection_report.csv");
  ASSERT_EQ(text.substr(0, 3), "\xEF\xBB\xBF");
  Told told;
  std::string block;
  for (const Row& row : read_csv(text.substr(3))) {
    if (row.size() == 1) {
      block = row[0].empty() ? block : row[0];
    } else if (row[0] == "Total Samples Collected") {
      told.total = number(row[1]);
    } else if (row[0] == "Code Pairs") {
      told.pairs = number(row[1]);
    } else if (block == "COLLECTOR DETAILS" && row[0] != "Collector") {
      told.statuses[row[0]] = row[1];
      told.samples[row[0]] = number(row[2]);
    } else if (block == "REQUEST BUDGETS" && row[0] != "Upstream") {
      told.budgets[row[0]] = {number(row[3]), number(row[5]), number(row[6]), number(row[8])};
    } else if (row[1] == "Samples" || row[1] == "0") {
      if (block == "SEVERITIES" && row[1] == "0") told.severities[row[0]] = 0;
      if (block == "LABEL TIERS" && row[1] == "0") told.tiers[row[0]] = 0;
    } else if (block == "SEVERITIES") {
      told.severities[row[0]] = number(row[1]);
    } else if (block == "LABEL TIERS") {
      told.tiers[row[0]] = number(row[1]);
    } else if (block == "YEARS OF PUBLICATION") {
      told.years[row[0]] = number(row[1]);
    } else if (block == "LANGUAGES") {
      told.languages[language_key(row[0])] += number(row[1]);
    } else if (block == "WEAKNESSES") {
      told.cwes[row[0]] = number(row[1]);
    }
  }
  expect_same(told);
}

TEST(Agreement, Sarif) {
  const Json run = Json::parse(text_of("collection_report.sarif"))["runs"][0];
  Told told;
  told.total = run["properties"]["collection_summary"]["total_samples_collected"].get<std::uint64_t>();
  read_collectors(run["properties"]["collectors"], told);
  expect_same(told);
  for (const Json& result : run["results"]) {
    EXPECT_EQ(result["properties"]["samples_collected"],
              found().truth.samples.at(result["properties"]["collector"].get<std::string>()));
  }
  EXPECT_EQ(run["results"].size(), found().truth.samples.size());
}

/// The cells of a markdown table's line, without their spaces.
std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::string cell;
  for (const char c : line.substr(1)) {
    if (c != '|') {
      cell += c;
      continue;
    }
    const std::size_t first = cell.find_first_not_of(' ');
    cells.push_back(first == std::string::npos ? "" : cell.substr(first, cell.find_last_not_of(' ') - first + 1));
    cell.clear();
  }
  return cells;
}

TEST(Agreement, Markdown) {
  std::istringstream in(text_of("collection_report.md"));
  Told told;
  std::string heading;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with('#')) heading = line;
    if (!line.starts_with('|') || line.find("---") != std::string::npos) continue;
    const std::vector<std::string> cells = cells_of(line);
    std::smatch name;
    if (cells[0] == "**Total**") {
      told.total = number(cells[2]);
      told.pairs = number(cells[5]);
    } else if (heading == "## Collectors" && std::regex_match(cells[0], name, std::regex("<code>(.*)</code>"))) {
      told.samples[name[1]] = number(cells[2]);
      told.statuses[name[1]] = cells[1].substr(cells[1].rfind(' ') + 1);
    } else if (heading == "## Requests" && std::regex_match(cells[0], name, std::regex("<code>(.*)</code>"))) {
      const std::string upstream = std::regex_replace(name[1].str(), std::regex("&#95;"), "_");
      told.budgets[upstream] = {number(cells[2]), number(cells[4]), number(cells[5]), number(cells[6])};
    } else if (heading == "### Severity" && cells[0] != "Severity") {
      told.severities[cells[0]] = number(cells[1]);
    }
  }
  expect_same(told);
}

TEST(Agreement, DatasetCard) {
  const std::string text = text_of("README.md");
  const std::size_t end = text.find("\n---\n");
  ASSERT_EQ(text.rfind("---\n", 0), 0U);
  ASSERT_NE(end, std::string::npos);
  const YAML::Node front = YAML::Load(text.substr(4, end - 3));
  Told told;
  told.total = 0;
  for (const YAML::Node& one : front["dataset_info"]) {
    const auto count = one["splits"][0]["num_examples"].as<std::uint64_t>();
    told.samples[one["config_name"].as<std::string>()] = count;
    *told.total += count;
  }
  expect_same(told);
  for (const YAML::Node& one : front["configs"]) {
    const auto files = one["data_files"][0]["path"].as<std::string>();
    EXPECT_TRUE(fs::is_directory(found().output / fs::path(files).parent_path())) << files;
  }
}

/// The texts of the cells of the table with this caption, row by row.
std::vector<std::vector<std::string>> html_table(const std::string& page, const std::string& caption) {
  const std::size_t start = page.find(caption), end = page.find("</table>", start);
  const std::string table = start == std::string::npos ? "" : page.substr(start, end - start);
  std::vector<std::vector<std::string>> rows;
  const std::regex row("<tr>(.*?)</tr>"), cell("<t[hd][^>]*>(.*?)</t[hd]>"), tag("<[^>]*>");
  for (std::sregex_iterator at(table.begin(), table.end(), row), none; at != none; ++at) {
    const std::string inner = (*at)[1];
    rows.emplace_back();
    for (std::sregex_iterator one(inner.begin(), inner.end(), cell); one != none; ++one) {
      rows.back().push_back(std::regex_replace((*one)[1].str(), tag, ""));
    }
  }
  return rows;
}

TEST(Agreement, Html) {
  if (!written("collection_report.html")) GTEST_SKIP() << "skipped: the html reporter is not built here";
  const std::string text = text_of("collection_report.html");
  const std::string begin = "<script type=\"application/json\" id=\"facts\">";
  const std::size_t at = text.find(begin);
  ASSERT_NE(at, std::string::npos);
  const std::size_t end = text.find("</script>", at);
  const Json facts = Json::parse(text.substr(at + begin.size(), end - at - begin.size()));
  Told told;
  told.total = facts["summary"]["total_samples_collected"].get<std::uint64_t>();
  read_collectors(facts["collectors"], told);
  for (const auto& row : html_table(text, "Upstreams: what each allows and was asked for")) {
    if (row.size() == 11 && row[0] != "Upstream") {
      told.budgets[row[0]] = {number(row[3]), number(row[5]), number(row[6]), number(row[8])};
    }
  }
  expect_same(told);
  EXPECT_EQ(told.budgets.size(), found().truth.budgets.size());
}

/// What pdftotext finds; nothing where there is no such program.
std::optional<std::string> text_of_pdf(const fs::path& file) {
  const std::string command = "pdftotext -layout '" + file.string() + "' - 2>&1";
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return std::nullopt;
  std::string text;
  std::array<char, 4096> buffer{};
  for (std::size_t got = 0; (got = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    text.append(buffer.data(), got);
  return pclose(pipe) == 0 ? std::optional(text) : std::nullopt;
}

TEST(Agreement, Pdf) {
  if (!written("collection_report.pdf")) GTEST_SKIP() << "skipped: the pdf reporter is not built here";
  const std::optional<std::string> text = text_of_pdf(found().output / "collection_report.pdf");
  if (!text) GTEST_SKIP() << "skipped: there is no pdftotext; packaging/dependencies test installs it";
  Told told;
  std::istringstream in(*text);
  static const std::regex use(
      "^\\s*(\\S+)\\s.*?([0-9,]+)\\s+([0-9,]+)\\s+([0-9,]+)\\s+[0-9.,]+ [KMG]?B\\s+([0-9,]+)\\s+[0-9.]+ ms");
  bool upstreams = false;
  for (std::string line; std::getline(in, line);) {
    std::smatch words;
    upstreams =
        (upstreams || line.find("By upstream") != std::string::npos) && line.find("By collector") == std::string::npos;
    if (upstreams && std::regex_search(line, words, use)) {
      told.budgets[words[1]] = {number(words[2]), number(words[3]), number(words[4]), number(words[5])};
    }
    if (!told.total && std::regex_search(line, words, std::regex("^\\s*Samples collected\\s+([0-9,]+)"))) {
      told.total = number(words[1]);
    }
    for (const auto& [name, status] : found().truth.statuses) {
      const std::regex row("^\\s*" + name +
                           "\\s+(completed|exhausted|failed|interrupted|pending|running)\\s+([0-9,]+)");
      if (!std::regex_search(line, words, row) || told.samples.count(name) > 0) continue;
      told.statuses[name] = words[1];
      told.samples[name] = number(words[2]);
    }
  }
  expect_same(told);
}

}  // namespace
}  // namespace streamguard::tests
