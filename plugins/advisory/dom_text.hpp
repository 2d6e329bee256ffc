/// dom_text.hpp: texts of a parsed advisory, borrowed from its parser. Pure, any thread.
#pragma once

#include <simdjson.h>

#include <string_view>

#include "record/record.hpp"

namespace streamguard::advisory {

/// The text that `value` is, an element or the result of looking one up; empty where it is none.
template <class Value>
std::string_view text_of(Value value) {
  std::string_view text;
  return value.get(text) == simdjson::SUCCESS ? text : std::string_view();
}

/// Nothing for an empty text: what an upstream leaves empty is unknown.
inline record::OptionalText known(std::string_view text) {
  if (text.empty()) return {};
  return text;
}

}  // namespace streamguard::advisory
