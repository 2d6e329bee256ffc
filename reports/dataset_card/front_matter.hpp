/// front_matter.hpp: the YAML that dataset hubs read from the head of a card: licences, tasks, languages, sizes, and
/// which files belong to which configuration. Pure. Every text is written in double quotes, as JSON writes it.
#pragma once

#include <set>
#include <string>

#include "facts/facts.hpp"
#include "survey/survey.hpp"

namespace streamguard::dataset_card {

/// With its lines of dashes and a blank line after it.
std::string front_matter(const facts::Facts& facts, const survey::Survey& survey, const std::string& title);

/// The folder below the output that holds a collector's part files; empty where it holds nothing or is not known.
std::string folder_of(const facts::Collector& one);

/// The hub's word for an SPDX expression ("CC-BY-4.0": cc-by-4.0); "other" for what it has no word for, "unknown" for
/// none.
std::string hub_license(const std::string& spdx);

}  // namespace streamguard::dataset_card
