/// One advisory of the feed as a record of the sample schema. Pure functions: equal input gives equal bytes.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace example {

/// The record, one line of JSON. Throws streamguard::Error(SG_E_DATA) where the advisory lacks its id.
/// What the feed does not say stays null: a collector never guesses.
std::string sample_from(const nlohmann::json& advisory, const std::string& page);

}  // namespace example
