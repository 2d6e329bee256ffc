/// schema_text.hpp: the JSON Schema of a plugin's configuration as a list that a person reads. Foreign text in it is
/// made safe; what the words cannot say is left to `--json`.
#pragma once

#include <string>

namespace streamguard::cli {

std::string schema_text(const std::string& schema_json);

}  // namespace streamguard::cli
