// The top of the page: what a reader wants to know who reads nothing else.
#include <algorithm>

#include "numbers.hpp"
#include "sections.hpp"

namespace streamguard::html_report {
namespace {

using facts::Collector;
using facts::Facts;
using survey::Survey;

constexpr std::size_t kAlertsMost = 8;

std::string done_words(const facts::Summary& summary) {
  const std::uint64_t all = summary.total_collectors;
  const std::uint64_t good = summary.successful_collectors;
  if (good == all) return all == 1 ? "It did its work." : "All of them did their work.";
  return grouped(good) + " of " + grouped(all) + " did their work.";
}

/// What was asked for besides, and answered without a request.
std::string not_sent(const Facts& facts) {
  const facts::Count cached = sum(facts.collectors, [](const Collector& c) { return c.requests.from_cache; });
  const facts::Count local = sum(facts.collectors, [](const Collector& c) { return c.requests.local; });
  std::string out = cached ? grouped(*cached) + " more answered from the cache" : "";
  if (local.value_or(0) > 0) out += (out.empty() ? "" : ", ") + grouped(*local) + " from local folders";
  return out;
}

Markup lead_words(const Facts& facts, const Survey& survey) {
  Markup out;
  out.text("StreamGuard" + (facts.streamguard_version ? " " + *facts.streamguard_version : std::string()) +
           " worked for " + lasted(facts.total_duration) + ", its collectors ");
  out.raw(facts.mode == "sequential" ? Literal("one after the other. ") : Literal("side by side. "))
      .text(done_words(facts.summary));
  const facts::Count this_run = sum(facts.collectors, [](const Collector& c) { return c.samples_this_run; });
  if (this_run && *this_run < facts.summary.total_samples_collected) {
    out.raw(" ").text(counted(*this_run, "sample", "samples")).raw(" came in this run, the others in earlier ones.");
  }
  if (survey.all.samples == 0) return out;
  const std::uint64_t synthetic = survey.all.pairs - std::min(survey.all.pairs, survey.all.real_pairs);
  out.raw(" ").text(counted(survey.all.pairs, "sample is a pair", "samples are pairs"));
  out.raw(" of code before and after a fix: ").text(grouped(survey.all.real_pairs)).raw(" from real repositories, ");
  return out.text(grouped(synthetic)).raw(" synthetic.");
}

Markup alerts(const Facts& facts) {
  Markup out;
  if (facts.interrupted.value_or(false)) {
    out.raw(
        "<div class=\"alert wait\" role=\"note\"><strong>Interrupted</strong><span>A signal ended this run. What was "
        "committed until then is whole and is what this report counts; the same command goes on from it.</span></div>");
  }
  std::size_t told = 0;
  std::size_t failed = 0;
  for (const Collector& collector : facts.collectors) {
    if (collector.status != "failed") continue;
    if (++failed > kAlertsMost) continue;
    ++told;
    out.raw("<div class=\"alert\" role=\"note\"><strong><bdi>")
        .text(collector.name)
        .raw("</bdi> failed</strong><span><bdi>");
    out.text(collector.error ? collector.error->error_class + ": " + collector.error->message : "no reason was given",
             600);
    out.raw("</bdi></span></div>");
  }
  if (failed > told) {
    out.raw("<p class=\"alert\">").text(counted(failed - told, "more collector", "more collectors"));
    out.raw(" failed; the table below names them.</p>");
  }
  return out;
}

void tile(Markup& out, Literal name, const std::string& value, const std::string& below) {
  out.raw("<div><dt>").raw(name).raw("</dt><dd>").text(value).raw("</dd>");
  if (!below.empty()) out.raw("<dd>").text(below).raw("</dd>");
  out.raw("</div>");
}

std::string target_words(const facts::Summary& summary) {
  if (!summary.total_target_samples || !summary.completion_rate) return "no target was set";
  return decimal(*summary.completion_rate, 1) + " % of the " + grouped(*summary.total_target_samples) + " aimed at";
}

Markup tiles(const Facts& facts, const Survey& survey) {
  const facts::Summary& summary = facts.summary;
  Markup out;
  tile(out, "Samples", grouped(summary.total_samples_collected), target_words(summary));
  tile(out, "Collectors", grouped(summary.successful_collectors) + " of " + grouped(summary.total_collectors),
       summary.failed_collectors == 0 ? "did their work" : grouped(summary.failed_collectors) + " did not");
  tile(out, "Real code pairs", grouped(survey.all.real_pairs),
       counted(survey.all.functions, "pair of any kind is", "pairs of any kind are") + " one function");
  const auto gold = survey.all.pair_tiers.find("gold");
  tile(out, "Gold labels", grouped(gold == survey.all.pair_tiers.end() ? 0 : gold->second), "of the pairs");
  tile(out, "Languages", grouped(survey.all.languages.size()),
       counted(survey.all.with_code, "sample holds", "samples hold") + " code");
  tile(out, "Weaknesses", grouped(survey.all.cwes.size()), "different CWE numbers");
  const facts::Count made = sum(facts.collectors, [](const Collector& c) { return c.requests.made; });
  tile(out, "Requests sent", made ? grouped(*made) : "–", not_sent(facts));
  tile(out, "Data", sized(survey.all.bytes), "as JSON Lines");
  return out;
}

}  // namespace

Lead lead_section(const Facts& facts, const Survey& survey) {
  Lead lead;
  lead.eyebrow.raw("Collection report");
  if (facts.manifest_name) lead.eyebrow.raw(" · manifest <bdi>").text(*facts.manifest_name, 200).raw("</bdi>");
  lead.eyebrow.raw(" · ").text(moment(facts.end_time), 100);
  lead.headline.text(counted(facts.summary.total_samples_collected, "sample", "samples") + " from " +
                     counted(facts.summary.total_collectors, "collector", "collectors"));
  lead.text = lead_words(facts, survey);
  lead.alerts = alerts(facts);
  lead.tiles = tiles(facts, survey);
  return lead;
}

}  // namespace streamguard::html_report
