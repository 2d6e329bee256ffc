/// csv_report.hpp: the text of collection_report.csv. Pure: equal facts give equal bytes.
///
/// RFC 4180: commas, CRLF, UTF-8. It begins with a byte order mark unless told otherwise, because spreadsheets take a
/// file without one for the local code page. Three blocks with a blank line between: title, SUMMARY, COLLECTOR DETAILS;
/// the columns and rows of the first StreamGuard come first, in their order. What is unknown is an empty cell.
#pragma once

#include <string>

#include "facts/facts.hpp"

namespace streamguard::csv_report {

std::string render(const facts::Facts& facts, bool with_bom);

}  // namespace streamguard::csv_report
