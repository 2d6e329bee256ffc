/// entry_check.hpp: is what a library exports an entry that this host can work with? Pure: no loading, no files.
#pragma once

#include <streamguard/plugin.h>

#include "core/result.hpp"

namespace streamguard::loader {

/// Reads no field before those that say whether it is there. The message has no file name: the caller puts it in front.
Status check_entry(const sg_entry& entry);

}  // namespace streamguard::loader
