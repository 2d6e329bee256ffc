/// header_json.hpp: HTTP headers between the contract's form (a flat JSON object) and the protocol's (names and values
/// in turn). Done here and not in the host: what a plugin writes is parsed where it can do no harm. Any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace streamguard::worker {

/// Empty text gives no headers. Code::bug for anything but an object of strings.
Result<std::vector<std::string>> parse_header_json(std::string_view text);
std::string header_json(const std::vector<std::string>& names_and_values);

}  // namespace streamguard::worker
