/// pdf_report.hpp: the bytes of collection_report.pdf. Pure: equal facts, survey and options give equal bytes.
#pragma once

#include <string>

#include "document.hpp"
#include "facts/facts.hpp"
#include "survey/survey.hpp"

namespace streamguard::pdf_report {

struct Options {
  Paper paper = Paper::kA4;
  std::string title = "Data collection report";
};

/// Throws streamguard::Error when libharu fails.
std::string render(const facts::Facts& facts, const survey::Survey& survey, const Options& options);

}  // namespace streamguard::pdf_report
