/// dotenv.hpp: the .env file beside a manifest: KEY=VALUE lines, `export` before them, quotes, comments. 'single'
/// quotes keep everything; "double" ones know \n \t \" \\ \$. Values never reach a message.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "manifest/faults.hpp"

namespace streamguard::manifest {

using Variables = std::map<std::string, std::string>;

Variables parse_dotenv(std::string_view text, const std::shared_ptr<const std::string>& file, Faults& faults);

/// [A-Za-z_][A-Za-z0-9_]*
bool is_variable_name(std::string_view name) noexcept;

}  // namespace streamguard::manifest
