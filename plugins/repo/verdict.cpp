#include "repo/verdict.hpp"

#include <algorithm>
#include <cmath>

namespace streamguard::repo {
namespace {

constexpr double kRounding = 1e-9;              ///< sums of tenths that ought to be 0
constexpr std::uint32_t kMostSourceFiles = 20;  ///< a change of more is a reorganisation, whatever it says

using enum Feature;

// Fitted on commits read by hand, held near what is generally known of how fixes are written, and rounded; the first
// one is lower than fitted, since precision matters more than volume. `label_rule` of the tests shows how they do.
constexpr std::array<Weight, kFeatures> kWeights = {{
    {always, "always", -2.6, "how rare a fix is among commits that claim anything"},
    {id_in_subject, "id in subject", 4.0, "a CVE, GHSA or the like, in the subject"},
    {id_in_body, "id in body", 3.6, "or in the body only"},
    {memory, "memory", 2.4, "a fault of memory safety is named"},
    {arithmetic, "arithmetic", 2.1, "an integer overflow is named"},
    {injection, "injection", 2.7, "an injection, a traversal or the like is named"},
    {access, "access", 2.0, "a bypass, a leak of secrets or the like is named"},
    {exhaustion, "exhaustion", 2.2, "a denial of service is named"},
    {weakness_in_subject, "weakness in subject", 1.2,
     "one of these five, or \"security\" below, stands in the subject"},
    {weaknesses, "more weaknesses", 0.5, "more than one is named"},
    {crash, "crash", 0.6, "a crash, a leak, a null pointer"},
    {security, "security", 1.7, "\"security fix\", \"vulnerability\", \"attacker\""},
    {caution, "caution", 0.2, "words that often go with it"},
    {fuzzing, "fuzzing", 1.2, "found by a fuzzer or a sanitizer"},
    {credit, "credit", 0.5, "somebody is thanked for the report"},
    {hostile, "hostile", 1.0, "malformed or crafted input"},
    {guard, "guard", 0.7, "a check, a limit or an escape is spoken of"},
    {repair_in_subject, "repair in subject", 0.5, "the subject speaks of a repair"},
    {repair_in_body, "repair in body", 0.2, "the body does"},
    {papers, "papers", -1.0, "the subject speaks of documents"},
    {tests, "tests", -1.2, "the subject speaks of tests"},
    {release, "release", -0.7, "the subject speaks of a version, an upgrade, a revert"},
    {upkeep, "upkeep", -1.2, "the subject speaks of warnings, style, builds"},
    {feature, "feature", -0.9, "the subject speaks of something new"},
    {length, "length", -0.1, "words of the message, as a power of two beyond 16"},
    {files, "files", -0.1, "source files changed, as a power of two"},
    {with_tests, "with tests", 0.2, "tests changed with the source"},
    {with_papers, "with papers", 0.0, "a changelog or document changed with it"},
    {diff_known, "diff known", 0.0, "the diff was read"},
    {diff_size, "diff size", -0.2, "lines of code changed, as a power of two beyond 8"},
    {diff_check, "diff check", 0.2, "a condition is added"},
    {diff_size_check, "diff size check", 0.9, "a condition on a size, a length or a limit is added"},
    {diff_exit, "diff exit", 0.1, "an early way out is added"},
    {diff_escape, "diff escape", 0.1, "an escape, an encoding or a filter is added"},
    {diff_no_code, "diff without code", -2.2, "only comments and blank lines changed"},
}};

constexpr std::array<std::string_view, kTopics> kTopicNames = {
    "memory",  "arithmetic", "injection", "access", "exhaustion", "crash",   "security", "caution", "fuzzing", "credit",
    "hostile", "guard",      "repair",    "papers", "tests",      "release", "upkeep",   "feature", "nothing"};

constexpr std::array<Topic, 5> kWeaknesses = {Topic::memory, Topic::arithmetic, Topic::injection, Topic::access,
                                              Topic::exhaustion};

double powers_beyond(double count, double start) { return count <= start ? 0.0 : std::log2(count / start); }

void take_diff(const DiffFacts& diff, Values& values) {
  const auto set = [&values](Feature feature, double value) { values[static_cast<std::size_t>(feature)] = value; };
  set(diff_known, 1);
  set(diff_size, powers_beyond(diff.changed(), 8));
  set(diff_check, diff.checks > 0 ? 1 : 0);
  set(diff_size_check, diff.size_checks > 0 ? 1 : 0);
  set(diff_exit, diff.exits > 0 ? 1 : 0);
  set(diff_escape, diff.escapes > 0 ? 1 : 0);
  set(diff_no_code, diff.changed() == 0 ? 1 : 0);
}

std::vector<std::string> evidence_of(const Message& message, const Values& values) {
  std::vector<std::string> list;
  for (const auto* ids : {&message.cve, &message.ghsa, &message.osv}) {
    for (const std::string& id : *ids) list.push_back("id: " + id);
  }
  for (const Evidence& each : message.evidence) {
    list.push_back(std::string(name_of(each.topic)) + ": " + each.words + (each.in_subject ? " (subject)" : ""));
  }
  for (const Feature feature : {diff_size_check, diff_exit, diff_escape}) {
    const auto at = static_cast<std::size_t>(feature);
    if (values[at] > 0) list.push_back("diff: " + std::string(kWeights[at].meaning));
  }
  return list;
}

}  // namespace

const std::array<Weight, kFeatures>& weights() noexcept { return kWeights; }

std::string_view name_of(Topic topic) noexcept { return kTopicNames[static_cast<std::size_t>(topic)]; }

bool claims(const Message& message) noexcept {
  if (message.has_id()) return true;
  for (const Topic topic : kWeaknesses) {
    if (message.of(topic).all() != 0) return true;
  }
  return message.of(Topic::crash).all() + message.of(Topic::security).all() + message.of(Topic::caution).all() +
             message.of(Topic::fuzzing).all() + message.of(Topic::hostile).all() !=
         0;
}

bool possible(const PathCounts& paths, std::uint32_t parents) noexcept {
  return parents == 1 && paths.source > 0 && paths.source <= kMostSourceFiles;
}

Values values_of(const Message& message, const PathCounts& paths, const DiffFacts* diff) {
  Values values{};
  const auto set = [&values](Feature feature, bool value) {
    values[static_cast<std::size_t>(feature)] = value ? 1 : 0;
  };
  const auto any = [&message](Topic topic) { return message.of(topic).all() > 0; };
  const auto leads = [&message](Topic topic) { return message.of(topic).subject > 0; };
  set(always, true);
  set(id_in_subject, message.subject_ids > 0);
  set(id_in_body, message.has_id() && message.subject_ids == 0);
  set(memory, any(Topic::memory));
  set(arithmetic, any(Topic::arithmetic));
  set(injection, any(Topic::injection));
  set(access, any(Topic::access));
  set(exhaustion, any(Topic::exhaustion));
  set(weakness_in_subject, leads(Topic::security) || std::any_of(kWeaknesses.begin(), kWeaknesses.end(), leads));
  set(weaknesses, std::count_if(kWeaknesses.begin(), kWeaknesses.end(), any) > 1);
  set(crash, any(Topic::crash));
  set(security, any(Topic::security));
  set(caution, any(Topic::caution));
  set(fuzzing, any(Topic::fuzzing));
  set(credit, any(Topic::credit));
  set(hostile, any(Topic::hostile));
  set(guard, any(Topic::guard));
  set(repair_in_subject, leads(Topic::repair));
  set(repair_in_body, message.of(Topic::repair).body > 0);
  set(papers, leads(Topic::papers));
  set(tests, leads(Topic::tests));
  set(release, leads(Topic::release));
  set(upkeep, leads(Topic::upkeep));
  set(Feature::feature, leads(Topic::feature));
  values[static_cast<std::size_t>(length)] = powers_beyond(message.words, 16);
  values[static_cast<std::size_t>(files)] = powers_beyond(paths.source, 1);
  set(with_tests, paths.test > 0);
  set(with_papers, paths.papers > 0);
  if (diff != nullptr) take_diff(*diff, values);
  return values;
}

Verdict judge(const Message& message, const PathCounts& paths, std::uint32_t parents, const DiffFacts* diff) {
  Verdict verdict;
  const Values values = values_of(message, paths, diff);
  for (std::size_t i = 0; i < kFeatures; ++i) verdict.score += kWeights[i].weight * values[i];
  verdict.fix = claims(message) && possible(paths, parents) && verdict.score >= -kRounding;
  if (verdict.fix) verdict.evidence = evidence_of(message, values);
  return verdict;
}

}  // namespace streamguard::repo
