/// json_copy.hpp: writes a parsed JSON value again, compactly. Pure, any thread.
#pragma once

#include <simdjson.h>

#include "record/json_writer.hpp"

namespace streamguard::advisory {

/// Depth is bounded by simdjson's own bound on nesting.
void copy_json(simdjson::dom::element value, record::JsonWriter& json);

}  // namespace streamguard::advisory
