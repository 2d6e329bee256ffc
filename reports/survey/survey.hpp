/// survey.hpp: what the committed records of a run hold, counted in one walk, with a few of them as examples. All
/// formats show these numbers, so they are made here once:
///
///     survey::Surveyor surveyor(options);
///     read("", [&](std::string_view collector, std::string_view record) { surveyor.add(collector, record); });
///     const survey::Survey survey = surveyor.finish();
///
/// Equal records and options give an equal survey; the examples do not depend on the order in which records come.
/// Memory is bounded by the constants below, not by the number of records. One thread. Words and texts come from
/// records: they are valid UTF-8 and may be hostile; words are cut at kWordBytes.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "survey/record.hpp"

namespace streamguard::survey {

constexpr std::size_t kWordBytes = 200;        ///< of a word that is counted
constexpr std::size_t kWordsMost = 20'000;     ///< different words of one table; the rest count as kOthers
constexpr std::size_t kCodeBytes = 16 * 1024;  ///< of one half of an example; samples with longer code are not chosen
constexpr std::size_t kTextBytes = 2'000;      ///< of an example's title, description and other texts
constexpr std::size_t kListMost = 20;          ///< identifiers, urls and reasons of an example

constexpr std::string_view kOthers = "(others)";
constexpr std::string_view kUnknown = "unknown";

/// How many samples there are of each word.
using Counts = std::map<std::string, std::uint64_t, std::less<>>;

/// What is counted, of all collectors or of one. In every table but `cwes` each sample counts once or not at all.
struct Tables {
  std::uint64_t samples = 0, bytes = 0;
  std::uint64_t with_code = 0;   ///< that hold any code
  std::uint64_t pairs = 0;       ///< that hold code before and after a fix
  std::uint64_t functions = 0;   ///< pairs of one function each: the symbol is known
  std::uint64_t real_pairs = 0;  ///< pairs that are not of kind synthetic_pair
  Counts kinds;
  Counts languages;  ///< of samples with code
  Counts cwes;       ///< by "CWE-79"; a sample with two counts under both
  std::uint64_t with_cwe = 0;
  Counts severities;                        ///< all of kSeverities, also those that are 0
  std::map<unsigned, std::uint64_t> years;  ///< of publication
  std::uint64_t without_year = 0;
  Counts tiers;            ///< all of kTiers, also those that are 0
  Counts pair_tiers;       ///< the same, of pairs only
  Counts methods;          ///< by "gold: one_function"
  Counts record_licenses;  ///< SPDX; kUnknown where null
  Counts code_licenses;    ///< of samples with code
  Counts repositories;     ///< of samples with a fix
};

constexpr std::string_view kSeverities[] = {"critical", "high", "medium", "low", "none", kUnknown};
constexpr std::string_view kTiers[] = {"gold", "silver", "bronze", "none"};

/// A record that was chosen, cut to the bounds above.
struct Example {
  std::string collector, sample_id, kind, source;
  std::vector<std::string> ids;  ///< CVE, GHSA, OSV, EDB; none twice
  std::string title, description;
  std::string before, after;  ///< whole; of an exploit `after` is empty
  bool has_before = false, has_after = false;
  std::string language, symbol;
  std::optional<Lines> before_lines, after_lines;
  std::string tier, method;
  std::vector<std::string> cwes;
  std::string severity, cvss_vector;
  std::optional<double> cvss_score;
  std::string repo, commit, path;
  unsigned year = 0;
  std::string published, record_license, code_license;
  std::vector<std::string> urls, reasons;

  bool is_pair() const { return has_before && has_after; }
};

struct Survey {
  Tables all;
  std::vector<std::pair<std::string, Tables>> collectors;  ///< in the order in which their first record came
  std::vector<Example> examples;  ///< pairs first; then by collector, language, tier and sample_id
  std::uint64_t pairs_to_choose_from = 0, others_to_choose_from = 0;
  std::uint64_t too_long = 0;  ///< samples with code that no example may hold

  /// The tables of one collector; empty ones where no record of it came.
  const Tables& of(std::string_view collector) const;
};

struct Options {
  std::uint64_t seed = 42;
  /// At most so many examples, spread evenly over collectors, languages and tiers as far as there are any.
  std::size_t pairs = 0;   ///< with code before and after
  std::size_t others = 0;  ///< exploits and advisories
};

class Surveyor {
 public:
  explicit Surveyor(const Options& options);
  ~Surveyor();
  Surveyor(Surveyor&&) noexcept;
  Surveyor& operator=(Surveyor&&) noexcept;

  void add(std::string_view collector, std::string_view record);
  void add(std::string_view collector, const Record& record, std::size_t bytes);
  Survey finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The words of a table, most frequent first and equal ones by name, at most `most` of them; what is left out is added
/// up.
struct Ranking {
  std::vector<std::pair<std::string, std::uint64_t>> first;
  std::uint64_t left_out = 0;  ///< words
  std::uint64_t rest = 0;      ///< the sum of their counts
};
Ranking ranked(const Counts& counts, std::size_t most);

/// The short name of a weakness ("CWE-79": "Cross-site scripting"); empty where it is not known here.
std::string_view cwe_name(std::string_view cwe);
/// One or two sentences on it, for help texts; empty where not known here.
std::string_view cwe_help(std::string_view cwe);
/// How a label was made, as a sentence for people ("one_function": "The fix changes this function alone …").
std::string_view method_words(std::string_view method);
/// What a tier promises, as a sentence for people.
std::string_view tier_words(std::string_view tier);

/// `text` cut to at most `bytes` at the edge of a character; an ellipsis marks a cut.
std::string cut(std::string_view text, std::size_t bytes);

}  // namespace streamguard::survey
