/// json_report.hpp: the text of collection_report.json. Pure: equal facts and records give equal bytes.
///
/// report_version 1.0 keeps the field names of the first StreamGuard: report_generated, report_version,
/// collection_results and detailed_statistics; what was added stands beside them and in `run`. What is unknown is null.
#pragma once

#include <string>

#include "facts/facts.hpp"
#include "survey/survey.hpp"

namespace streamguard::json_report {

/// Pretty-printed with two spaces, ends with a newline.
std::string render(const facts::Facts& facts, const survey::Survey& survey);

}  // namespace streamguard::json_report
