/// html_report.hpp: the text of collection_report.html, one file that asks for nothing. Pure: equal facts and equal
/// surveys give equal bytes. The page itself, its style and its scripts are files of page/, put in while building.
#pragma once

#include <string>

#include "facts/facts.hpp"
#include "survey/survey.hpp"

namespace streamguard::html_report {

std::string render(const facts::Facts& facts, const survey::Survey& survey);

}  // namespace streamguard::html_report
