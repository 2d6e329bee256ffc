#include "sections.hpp"
#include "survey/text.hpp"
#include "table.hpp"
#include "words.hpp"

namespace streamguard::pdf_report {
namespace {

constexpr std::size_t kParts = 60;

Table run(const facts::Facts& facts) {
  Table table;
  table.columns = {{"What", Align::kLeft}, {"Value", Align::kLeft, 3}};
  const auto row = [&](const char* name, const std::string& value) {
    table.rows.push_back({{name, kInk, Face::kStrong}, value});
  };
  const std::string none(kNotKnown);
  row("Manifest", facts.manifest_name.value_or(none));
  row("Manifest's file", facts.manifest_path.value_or(none));
  row("Manifest's SHA-256", facts.manifest_sha256.value_or(none));
  row("Seed", facts.seed ? std::to_string(*facts.seed) : none);
  row("Mode", facts.mode);
  row("Output folder", facts.output.value_or(none));
  row("Sandbox", facts.sandbox.value_or(none));
  row("StreamGuard", facts.streamguard_version.value_or(none));
  row("Interrupted", !facts.interrupted ? none : *facts.interrupted ? "yes" : "no");
  row("Started", facts.start_time);
  row("Ended", facts.end_time);
  row("Report made", facts.report_generated);
  return table;
}

void draw_files(Flow& flow, const facts::Facts& facts) {
  Table table;
  table.columns = {{"File below the output folder", Align::kLeft, kNameLines, true},
                   {"Plugin", Align::kLeft},
                   {"Samples"},
                   {"Size"},
                   {"Commits"}};
  std::uint64_t more = 0;
  for (const facts::Collector& collector : facts.collectors) {
    if (!collector.parts) continue;
    const std::string plugin = collector.plugin.value_or(std::string(kNotKnown)) +
                               (collector.version ? " " + *collector.version : std::string());
    for (const facts::Part& part : *collector.parts) {
      if (table.rows.size() == kParts) {
        ++more;
        continue;
      }
      table.rows.push_back({part.path,
                            {plugin, kMuted},
                            count_words(part.records),
                            part.bytes ? survey::bytes_text(*part.bytes) : std::string(kNotKnown),
                            count_words(part.commits)});
    }
  }
  if (table.rows.empty()) return;
  draw_table(flow, std::move(table), "Data files");
  if (more > 0) flow.note(counted(more, "more file is", "more files are") + " not listed.");
}

}  // namespace

void draw_provenance(Flow& flow, const Report& report) {
  flow.heading("How this was made", 300);
  flow.paragraph(
      "The numbers in this report come from the run's ledgers and from the samples themselves. With the same "
      "StreamGuard, manifest "
      "and seed, and the same answers of the upstreams, a run gives the same data files, byte for byte.");
  draw_table(flow, run(report.facts));
  draw_files(flow, report.facts);
}

}  // namespace streamguard::pdf_report
