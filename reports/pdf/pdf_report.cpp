#include "pdf_report.hpp"

#include "flow.hpp"
#include "narrative.hpp"
#include "sections.hpp"
#include "words.hpp"

namespace streamguard::pdf_report {
namespace {

Properties properties(const Document& document, const Report& report) {
  const facts::Facts& facts = report.facts;
  Properties out;
  out.title = printable(document, report.title);
  out.author = "StreamGuard";
  if (facts.streamguard_version) out.author += " " + printable(document, *facts.streamguard_version);
  out.subject = printable(document, "A run of StreamGuard" +
                                        (facts.manifest_name ? " with the manifest " + *facts.manifest_name : "") +
                                        ": " + counted(facts.summary.total_samples_collected, "sample") + " of " +
                                        counted(facts.collectors.size(), "collector"));
  out.keywords = "vulnerability data, dataset, collection report";
  out.creator = out.author;
  out.created = parse_moment(facts.report_generated);
  return out;
}

}  // namespace

std::string render(const facts::Facts& facts, const survey::Survey& survey, const Options& options) {
  const Narrative narrative = narrate(facts, survey);
  const Report report{facts, survey, narrative, options.title};
  Document document(options.paper);
  Flow flow(document);
  document.add_page();
  const Tag contents = document.tag(kWhole, "Sect");
  const double contents_y = draw_title_page(flow, report, contents);
  flow.new_page();
  draw_summary(flow, report);
  draw_collectors(flow, report);
  draw_progress(flow, report);
  draw_holdings(flow, report);
  draw_labels(flow, report);
  draw_licences(flow, report);
  draw_losses(flow, report);
  draw_upstreams(flow, report);
  draw_provenance(flow, report);
  flow.frame("StreamGuard", report.title, "Generated " + moment_words(facts.report_generated));
  document.select(0);
  draw_contents(flow, contents, contents_y);
  return document.finish(properties(document, report));
}

}  // namespace streamguard::pdf_report
