// How the run was set up and which files hold the data.
#include "numbers.hpp"
#include "sections.hpp"
#include "table.hpp"

namespace streamguard::html_report {
namespace {

using facts::Collector;
using facts::Facts;

void fact(Markup& out, Literal name, const std::string& value) {
  if (value.empty()) return;
  out.raw("<div><dt>").raw(name).raw("</dt><dd><bdi>").text(value).raw("</bdi></dd></div>");
}

Markup fact_list(const Facts& facts) {
  Markup out;
  out.raw("<dl class=\"facts\">");
  fact(out, "Began", moment(facts.start_time));
  fact(out, "Ended", moment(facts.end_time));
  fact(out, "Report made", moment(facts.report_generated));
  fact(out, "Mode", facts.mode);
  fact(out, "Seed", facts.seed ? std::to_string(*facts.seed) : "");
  fact(out, "Manifest", facts.manifest_name.value_or(""));
  fact(out, "Manifest's SHA-256", facts.manifest_sha256.value_or(""));
  fact(out, "Output folder", facts.output.value_or(""));
  fact(out, "Sandbox of the plugins", facts.sandbox.value_or(""));
  fact(out, "StreamGuard", facts.streamguard_version.value_or(""));
  return out.raw("</dl>");
}

Markup part_table(const Facts& facts) {
  Table table("Files that hold the data", {"File", "Collector", "Samples", "Size", "Commits"});
  bool any = false;
  for (const Collector& collector : facts.collectors) {
    if (!collector.parts) continue;
    for (const facts::Part& part : *collector.parts) {
      table.row({text_cell(part.path), text_cell(collector.name), count_cell(part.records), size_cell(part.bytes),
                 count_cell(part.commits)});
      any = true;
    }
  }
  Markup out;
  if (any) out.raw("<h3 class=\"sub\">Files</h3>").add(table.markup());
  return out;
}

}  // namespace

Markup run_section(const Facts& facts) {
  Markup out;
  out.raw("<div class=\"chart\">").add(fact_list(facts)).raw("</div>");
  return out.add(part_table(facts));
}

}  // namespace streamguard::html_report
