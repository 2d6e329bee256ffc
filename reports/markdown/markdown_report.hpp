/// markdown_report.hpp: the text of collection_report.md. Pure: equal facts and records give equal bytes.
///
/// GitHub takes 1 MiB as the summary of a job's step. Everything that could grow is a table of at most a few rows, so
/// the report stays at a screen or two; kCollectorsMost bounds the one that the run decides.
#pragma once

#include <string>

#include "facts/facts.hpp"
#include "survey/survey.hpp"

namespace streamguard::markdown_report {

constexpr std::size_t kCollectorsMost = 200;
constexpr std::size_t kRowsMost = 10;  ///< of languages, weaknesses and the like

std::string render(const facts::Facts& facts, const survey::Survey& survey);

}  // namespace streamguard::markdown_report
