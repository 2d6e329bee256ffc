#include "html_report.hpp"

#include <stdexcept>
#include <utility>
#include <vector>

#include "numbers.hpp"
#include "page_files.hpp"
#include "policy.hpp"
#include "sections.hpp"

namespace streamguard::html_report {
namespace {

using Pieces = std::vector<std::pair<std::string_view, std::string>>;

/// Puts each piece in the place of its {{name}}. The page is ours, so a name without a piece is a mistake of ours;
/// pieces are not looked into again.
std::string filled(std::string_view page, const Pieces& pieces) {
  std::string out;
  std::size_t at = 0;
  for (std::size_t open = page.find("{{"); open != std::string_view::npos; open = page.find("{{", at)) {
    const std::size_t close = page.find("}}", open);
    const std::string_view name = page.substr(open + 2, close - open - 2);
    out += page.substr(at, open - at);
    bool found = false;
    for (const auto& [piece, text] : pieces) {
      if (piece != name) continue;
      out += text;
      found = true;
    }
    if (!found) throw std::logic_error("page.html asks for {{" + std::string(name) + "}}, which nobody makes");
    at = close + 2;
  }
  return out.append(page.substr(at));
}

Markup text_markup(const std::string& text) {
  Markup out;
  return out.text(text);
}

Markup footer(const facts::Facts& facts) {
  Markup out;
  out.raw("Made by StreamGuard");
  if (facts.streamguard_version) out.raw(" ").text(*facts.streamguard_version, 100);
  out.raw(" on ").text(moment(facts.report_generated), 100);
  return out.raw(
      ". This page asks for nothing from any network. It shows vulnerable code and exploits: read them, run "
      "nothing.");
}

}  // namespace

std::string render(const facts::Facts& facts, const survey::Survey& survey) {
  const PageFiles& files = page_files();
  Lead lead = lead_section(facts, survey);
  const std::string title = "StreamGuard: " + counted(facts.summary.total_samples_collected, "sample", "samples") +
                            (facts.manifest_name ? ", " + *facts.manifest_name : std::string());
  const std::string script = "\n(() => {\n'use strict';\n" + std::string(files.script) + "})();\n";
  const Pieces pieces{
      {"policy", content_policy({files.theme, script}, files.style)},
      {"generator", text_markup("StreamGuard " + facts.streamguard_version.value_or("")).html()},
      {"title", text_markup(title).html()},
      {"style", std::string(files.style)},
      {"theme", std::string(files.theme)},
      {"script", script},
      {"eyebrow", lead.eyebrow.html()},
      {"headline", lead.headline.html()},
      {"lead", lead.text.html()},
      {"alerts", lead.alerts.html()},
      {"tiles", lead.tiles.html()},
      {"collectors", collectors_section(facts, survey).html()},
      {"contents_text", contents_words(survey).html()},
      {"charts", contents_charts(facts, survey).html()},
      {"progress", progress_section(facts).html()},
      {"requests", requests_section(facts).html()},
      {"samples_text", samples_words(survey).html()},
      {"run", run_section(facts).html()},
      {"footer", footer(facts).html()},
      {"facts_json", facts_block(facts, survey)},
      {"examples_json", examples_block(survey)},
  };
  return filled(files.page, pieces);
}

}  // namespace streamguard::html_report
