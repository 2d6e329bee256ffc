/// sections.hpp: the parts of the page, each from the facts of the run and the survey of its records. What is unknown
/// is a dash, never 0. Pure; any thread.
#pragma once

#include <string>

#include "facts/facts.hpp"
#include "markup.hpp"
#include "survey/survey.hpp"

namespace streamguard::html_report {

struct Lead {
  Markup eyebrow, headline, text, alerts, tiles;
};
Lead lead_section(const facts::Facts& facts, const survey::Survey& survey);

Markup collectors_section(const facts::Facts& facts, const survey::Survey& survey);
Markup contents_words(const survey::Survey& survey);
Markup contents_charts(const facts::Facts& facts, const survey::Survey& survey);
Markup progress_section(const facts::Facts& facts);
Markup requests_section(const facts::Facts& facts);
/// What the browser of samples shows and what it does not.
Markup samples_words(const survey::Survey& survey);
Markup run_section(const facts::Facts& facts);

/// The data blocks of the page, as JSON that holds no character of HTML.
std::string facts_block(const facts::Facts& facts, const survey::Survey& survey);
std::string examples_block(const survey::Survey& survey);

}  // namespace streamguard::html_report
