/// tables.hpp: counting one record into the tables of survey.hpp. Values only.
#pragma once

#include <cstddef>

#include "survey/survey.hpp"

namespace streamguard::survey {

/// Tables in which the words that are always shown stand already, with 0.
Tables empty_tables();
void count(const Record& record, std::size_t bytes, Tables& tables);

}  // namespace streamguard::survey
