/// csv_report.hpp: the text of collection_report.csv. Pure: equal facts and records give equal bytes.
///
/// RFC 4180: commas, CRLF, UTF-8. It begins with a byte order mark unless told otherwise, because spreadsheets take a
/// file without one for the local code page. Blocks with a blank line between: title, SUMMARY, COLLECTOR DETAILS, in
/// which the columns and rows of the first StreamGuard come first, in their order; then SAMPLES and a block for each
/// way to count them. What is unknown is an empty cell.
#pragma once

#include <string>

#include "facts/facts.hpp"
#include "survey/survey.hpp"

namespace streamguard::csv_report {

std::string render(const facts::Facts& facts, const survey::Survey& survey, bool with_bom);

}  // namespace streamguard::csv_report
