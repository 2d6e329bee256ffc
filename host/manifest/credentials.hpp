/// credentials.hpp: secrets that a service manager hands over as files, as systemd's LoadCredential= does: in one
/// folder, which only this service may read, a file for each secret, named like the secret's variable. Values never
/// reach a message.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "manifest/faults.hpp"

namespace streamguard::manifest {

/// What the file `variable` in `folder` holds, without the line end that editors leave behind it. Nothing where
/// `folder` is empty or the file is absent or empty; a fault where the file is there and cannot be read.
std::optional<std::string> read_credential(const std::filesystem::path& folder, const std::string& variable,
                                           Faults& faults);

}  // namespace streamguard::manifest
