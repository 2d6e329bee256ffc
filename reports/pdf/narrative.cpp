#include "narrative.hpp"

#include <algorithm>

#include "survey/text.hpp"
#include "words.hpp"

namespace streamguard::pdf_report {
namespace {

using facts::Collector;
using facts::Facts;
using survey::Survey;
using survey::Tables;

constexpr std::size_t kFailuresMost = 8;    // told one by one
constexpr std::size_t kMessageBytes = 240;  // of an error's message
constexpr std::size_t kNameBytes = 80;      // of a collector's or an upstream's name

std::uint64_t count_status(const Facts& facts, std::string_view status) {
  return static_cast<std::uint64_t>(std::count_if(facts.collectors.begin(), facts.collectors.end(),
                                                  [&](const Collector& c) { return c.status == status; }));
}

std::uint64_t of(const survey::Counts& counts, std::string_view word) {
  const auto found = counts.find(word);
  return found == counts.end() ? 0 : found->second;
}

/// "1,234 (12%)"
std::string part_of(std::uint64_t part, std::uint64_t whole) {
  return count_words(part) + " (" + share_words(part, whole) + ")";
}

std::string headline(const Facts& facts) {
  const std::uint64_t all = facts.collectors.size(), good = facts.summary.successful_collectors;
  const std::uint64_t pending = count_status(facts, "pending"), running = count_status(facts, "running");
  if (all == 0) return "This run had no collectors.";
  std::string out;
  if (good == all) {
    out = all == 1 ? "The collector did its work." : "All " + count_words(all) + " collectors did their work.";
  } else if (good == 0) {
    out = all == 1 ? "The collector did not finish its work."
                   : "None of the " + count_words(all) + " collectors finished its work.";
  } else {
    out = count_words(good) + " of " + count_words(all) + " collectors did their work.";
  }
  std::vector<std::string> others;
  if (const auto failed = count_status(facts, "failed"); failed > 0) others.push_back(count_words(failed) + " failed");
  if (const auto stopped = count_status(facts, "interrupted"); stopped > 0) {
    others.push_back(count_words(stopped) + (stopped == 1 ? " was" : " were") + " interrupted");
  }
  if (running > 0) others.push_back(count_words(running) + (running == 1 ? " is" : " are") + " still at work");
  if (pending > 0) others.push_back(count_words(pending) + (pending == 1 ? " was" : " were") + " never started");
  if (!others.empty()) out += " " + list_words(others) + ".";
  if (facts.interrupted.value_or(false)) out += " The run was interrupted and can be continued.";
  return out;
}

Outcome outcome_of(const Facts& facts) {
  const std::uint64_t good = facts.summary.successful_collectors;
  if (good == facts.collectors.size() && !facts.collectors.empty()) return Outcome::kSuccess;
  return good == 0 ? Outcome::kFailure : Outcome::kMixed;
}

facts::Count data_bytes(const Facts& facts) {
  return facts::sum(facts.collectors, [](const Collector& collector) -> facts::Count {
    if (!collector.parts) return std::nullopt;
    std::uint64_t total = 0;
    for (const facts::Part& part : *collector.parts) {
      if (!part.bytes) return std::nullopt;
      total += *part.bytes;
    }
    return total;
  });
}

std::string amount(const Facts& facts) {
  const std::uint64_t total = facts.summary.total_samples_collected;
  std::string out = "The dataset holds " + counted(total, "sample");
  if (const facts::Count bytes = data_bytes(facts); bytes && *bytes > 0)
    out += ", " + survey::bytes_text(*bytes) + " of data,";
  out += " from " + counted(facts.collectors.size(), "collector") + ".";
  const facts::Count added = facts::sum(facts.collectors, [](const Collector& c) { return c.samples_this_run; });
  if (added && *added < total) {
    out += *added == 0 ? " All of them were committed by earlier runs with the same settings; this run added none."
                       : " This run added " + count_words(*added) +
                             " of them; the others were committed by earlier runs with the same settings.";
  }
  out += " The run took " + duration_words(facts.total_duration) + ", with its collectors " +
         (facts.mode == "parallel" ? "side by side" : "one after another") + ".";
  return out;
}

std::string targets(const Facts& facts) {
  const auto with =
      static_cast<std::uint64_t>(std::count_if(facts.collectors.begin(), facts.collectors.end(),
                                               [](const Collector& c) { return c.target_samples.has_value(); }));
  const std::uint64_t without = facts.collectors.size() - with;
  std::string out;
  if (const Goal goal = goal_of(facts); goal.samples) {
    out = counted(with, "collector") + " had a target, " + counted(*goal.samples, "sample") +
          (with > 1 ? " together" : "") + ", and " + percent_words(*goal.reached) + " of that was reached.";
    if (const std::uint64_t exhausted = static_cast<std::uint64_t>(
            std::count_if(facts.collectors.begin(), facts.collectors.end(),
                          [](const Collector& c) {
                            return c.status == "exhausted" && c.samples_collected < c.target_samples.value_or(0);
                          }));
        exhausted > 0) {
      out += " " + (exhausted == 1 ? std::string("One collector") : counted(exhausted, "collector")) +
             " stayed below the target because the source holds no more.";
    }
  }
  if (without > 0) {
    out += out.empty() ? "" : " ";
    out += with == 0 ? "No collector had a target: each was to take everything that its source holds."
                     : counted(without, "collector") + " had no target: " + (without == 1 ? "it was" : "they were") +
                           " to take everything that the source holds.";
  }
  return out;
}

std::string holdings(const Tables& all) {
  const std::uint64_t bare = all.samples - std::min(all.samples, all.with_code);
  std::string out = part_of(all.with_code, all.samples) + " of the samples hold code. ";
  out += counted(all.pairs, "is a pair", "are pairs") + " of code before and after a fix";
  if (const std::uint64_t made = all.pairs - std::min(all.pairs, all.real_pairs); made > 0) {
    out += ": " + count_words(all.real_pairs) + " of them real, " + count_words(made) + " made from templates";
  }
  out += ". " + counted(bare, "sample is", "samples are") + (bare == 1 ? " an advisory" : " advisories") +
         " without code.";
  return out;
}

std::string trust(const Tables& all) {
  const std::uint64_t gold = of(all.pair_tiers, "gold"), silver = of(all.pair_tiers, "silver");
  const std::uint64_t bronze = of(all.pair_tiers, "bronze"), tiers = gold + silver + bronze;
  if (all.pairs == 0) return {};
  std::string out;
  if (tiers > 0) {
    out = counted(tiers, "pair carries", "pairs carry") + " a label with a tier: " + part_of(gold, tiers) + " gold, " +
          part_of(silver, tiers) + " silver and " + part_of(bronze, tiers) +
          " bronze. The tier says how the label was made and how far it may be trusted; the section on labels explains "
          "it.";
  }
  if (const std::uint64_t none = all.pairs - std::min(all.pairs, tiers); none > 0) {
    out += (out.empty() ? "" : " ") + counted(none, "pair has", "pairs have") +
           " no tier, because nothing is claimed about real code.";
  }
  return out;
}

std::string subjects(const Tables& all) {
  std::string out;
  if (const survey::Ranking cwes = survey::ranked(all.cwes, 1); !cwes.first.empty()) {
    const auto& [cwe, count] = cwes.first.front();
    const std::string_view name = survey::cwe_name(cwe);
    out += "The most frequent weakness is " + cwe + (name.empty() ? "" : " (" + std::string(name) + ")") +
           ", named by " + counted(count, "sample") + "; " +
           counted(all.cwes.size(), "different weakness is", "different weaknesses are") + " named in all. ";
  }
  if (const survey::Ranking languages = survey::ranked(all.languages, 3); !languages.first.empty()) {
    std::vector<std::string> names;
    for (const auto& [name, count] : languages.first) names.push_back(name + " (" + count_words(count) + ")");
    out += std::string(names.size() == 1 ? "All code is " : "The code is most often ") + list_words(names) + ". ";
  }
  const std::uint64_t rated = of(all.severities, "critical") + of(all.severities, "high");
  if (rated > 0) out += part_of(rated, all.samples) + " of the samples are rated critical or high.";
  return out;
}

std::string traffic(const Facts& facts) {
  const auto& all = facts.collectors;
  const facts::Count made = facts::sum(all, [](const Collector& c) { return c.requests.made; });
  const facts::Count cached = facts::sum(all, [](const Collector& c) { return c.requests.from_cache; });
  const facts::Count local = facts::sum(all, [](const Collector& c) { return c.requests.local; });
  if (!made) return {};
  std::string out = *made == 0 ? "No request was sent to an upstream"
                               : counted(*made, "request was", "requests were") + " sent to upstreams";
  std::vector<std::string> others;
  if (cached && *cached > 0) others.push_back(count_words(*cached) + " from the cache");
  if (local && *local > 0) others.push_back(count_words(*local) + " from local mirrors or recordings");
  if (!others.empty()) out += ". Answered without one: " + list_words(others);
  return out + ".";
}

std::string failure(const Collector& collector) {
  if (collector.status == "pending") return survey::cut(collector.name, kNameBytes) + " was never started.";
  std::string out = survey::cut(collector.name, kNameBytes) + " " + std::string(status_words(collector.status)) +
                    " with " + counted(collector.samples_collected, "sample");
  if (collector.target_samples) out += " of " + count_words(*collector.target_samples);
  if (!collector.error) return out + "; no cause is known.";
  return out + ": " + survey::cut(collector.error->message, kMessageBytes) + " (" +
         survey::cut(collector.error->error_class, kNameBytes) + ")";
}

void note_failures(const Facts& facts, std::vector<std::string>& out) {
  std::uint64_t more = 0;
  for (const Collector& collector : facts.collectors) {
    if (collector.success || collector.status == "running") continue;
    if (out.size() < kFailuresMost) {
      out.push_back(failure(collector));
    } else {
      ++more;
    }
  }
  if (more > 0)
    out.push_back(counted(more, "other collector") + " did not finish; the section on collectors has each of them.");
}

void note_losses(const Facts& facts, std::vector<std::string>& out) {
  const auto& all = facts.collectors;
  if (const auto rejected = facts::sum(all, [](const Collector& c) { return c.rejected.total; });
      rejected && *rejected > 0) {
    out.push_back(counted(*rejected, "record") + " failed the checks and " + (*rejected == 1 ? "is" : "are") +
                  " not part of the data; the section on what was left out has the reasons.");
  }
  std::uint64_t units = 0, restarts = 0;
  for (const Collector& collector : all) {
    units += collector.quarantined ? collector.quarantined->size() : 0;
    restarts += collector.restarts.value_or(0);
  }
  if (units > 0)
    out.push_back(counted(units, "input unit") + " could not be worked on and " + (units == 1 ? "was" : "were") +
                  " put aside.");
  if (restarts > 0)
    out.push_back("Collectors were restarted " + counted(restarts, "time") +
                  " after a crash, a hang or an upstream's error.");
}

/// What may be said where nothing needs attention: only what is known.
std::string calm(const Facts& facts) {
  std::string out;
  const auto all_known_zero = [&](facts::Count (*count_of)(const Collector&)) {
    return facts::sum(facts.collectors, count_of) == facts::Count(0);
  };
  if (facts.summary.successful_collectors == facts.collectors.size()) out = "No collector failed. ";
  if (all_known_zero([](const Collector& c) { return c.rejected.total; })) out += "No record was rejected. ";
  if (all_known_zero([](const Collector& c) { return c.restarts; })) out += "No collector had to be restarted. ";
  return out.empty() ? "Nothing that is known." : out;
}

void note_unread(const Facts& facts, const Tables& all, std::vector<std::string>& out) {
  const std::uint64_t total = facts.summary.total_samples_collected;
  if (all.samples == total) return;
  out.push_back("Of the " + counted(total, "sample") + ", " + count_words(all.samples) +
                " could be read when this report was made; all that is said of their content is of these.");
}

void note_open_counts(const Tables& all, std::vector<std::string>& out) {
  const auto say = [&](std::uint64_t count, const std::string& what) {
    if (count > 0) out.push_back(part_of(count, all.samples) + " of the samples " + what);
  };
  say(of(all.severities, survey::kUnknown), "come without a severity.");
  say(all.samples - std::min(all.samples, all.with_cwe), "name no weakness (CWE).");
  say(all.without_year, "have no date of publication.");
  say(of(all.record_licenses, survey::kUnknown), "come under terms that are not known. Unknown does not mean free.");
  if (const std::uint64_t code = of(all.code_licenses, survey::kUnknown); code > 0) {
    out.push_back("The licence of the code is not known for " + part_of(code, all.with_code) +
                  " of the samples that hold code.");
  }
}

void note_open_numbers(const Facts& facts, std::vector<std::string>& out) {
  constexpr std::size_t kNamed = 5;
  std::vector<std::string> silent;
  for (const Collector& c : facts.collectors) {
    const bool all = c.requests.made && c.rejected.total && c.duplicates && c.restarts;
    if (!all) silent.push_back(survey::cut(c.name, kNameBytes));
  }
  if (silent.empty()) return;
  if (silent.size() > kNamed + 1) {
    const std::size_t more = silent.size() - kNamed;
    silent.resize(kNamed);
    silent.push_back(counted(more, "other"));
  }
  out.push_back("Not all counts of requests, rejected records, duplicates and restarts are known for " +
                list_words(silent) + ".");
}

}  // namespace

Goal goal_of(const Facts& facts) {
  std::uint64_t wanted = 0;
  double reached = 0;
  for (const Collector& collector : facts.collectors) {
    const std::uint64_t target = collector.target_samples.value_or(0);
    wanted += target;
    reached += static_cast<double>(std::min(target, collector.samples_collected));
  }
  if (wanted == 0) return {};
  return {wanted, std::min(100.0, 100 * reached / static_cast<double>(wanted))};
}

std::string_view status_words(std::string_view status) {
  constexpr std::pair<std::string_view, std::string_view> kWords[] = {
      {"completed", "completed"},         {"exhausted", "exhausted its source"}, {"failed", "failed"},
      {"interrupted", "was interrupted"}, {"pending", "never started"},          {"running", "still runs"}};
  for (const auto& [word, words] : kWords) {
    if (word == status) return words;
  }
  return status;
}

Narrative narrate(const Facts& facts, const Survey& survey) {
  Narrative out;
  out.outcome = outcome_of(facts);
  out.headline = headline(facts);
  out.paragraphs.push_back(amount(facts));
  if (!facts.collectors.empty()) out.paragraphs.push_back(targets(facts));
  if (survey.all.samples > 0) {
    out.paragraphs.push_back(holdings(survey.all));
    out.paragraphs.push_back(trust(survey.all));
    out.paragraphs.push_back(subjects(survey.all));
  }
  out.paragraphs.push_back(traffic(facts));
  out.paragraphs.erase(std::remove_if(out.paragraphs.begin(), out.paragraphs.end(),
                                      [](const std::string& text) { return text.empty(); }),
                       out.paragraphs.end());
  note_failures(facts, out.attention);
  note_losses(facts, out.attention);
  if (out.attention.empty()) out.calm = calm(facts);
  note_unread(facts, survey.all, out.unknown);
  note_open_counts(survey.all, out.unknown);
  note_open_numbers(facts, out.unknown);
  return out;
}

}  // namespace streamguard::pdf_report
