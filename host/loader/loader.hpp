/// loader.hpp: brings one plugin into this process and checks that it and we speak the same contract. Only the worker
/// links it, and only inside the sandbox, because loading already runs the plugin's code (constructors).
///
/// A loaded plugin stays until the process ends: unloading would pull code away from under threads, thread-local
/// destructors and exit functions that it may have left behind, and the process ends right after the run anyway. [one
/// thread, once]
#pragma once

#include <streamguard/plugin.h>

#include <filesystem>
#include <string>

#include "core/result.hpp"

namespace streamguard::loader {

struct Loaded {
  const sg_entry* entry = nullptr;  ///< valid as long as the process; read newer fields only when SG_HAS
  std::string manifest_json;        ///< UTF-8, not parsed
};

/// Code::unavailable where there is no such file; Code::config for what is no plugin, or one for another version;
/// Code::bug for one that breaks the contract. Every message names the file, what was found, what was wanted and the
/// cure.
Result<Loaded> load(const std::filesystem::path& library);

}  // namespace streamguard::loader
