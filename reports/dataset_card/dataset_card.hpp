/// dataset_card.hpp: the text of a dataset's card: what the data is, where each part comes from and under which
/// licence, how labels were made and how far they may be trusted, what it is not fit for, and how to load it. Pure:
/// equal facts and records give equal bytes.
#pragma once

#include <string>

#include "facts/facts.hpp"
#include "survey/survey.hpp"

namespace streamguard::dataset_card {

std::string render(const facts::Facts& facts, const survey::Survey& survey, const std::string& title);

}  // namespace streamguard::dataset_card
