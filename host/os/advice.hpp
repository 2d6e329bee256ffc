/// advice.hpp: what a user of this system types to mend what we found. [any thread]
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace streamguard::os {

/// The command that keeps other users of this machine from reading a file; nothing where they cannot.
std::optional<std::string> close_to_others(const std::filesystem::path& file);

/// The command that installs the git program.
const char* install_git() noexcept;

}  // namespace streamguard::os
