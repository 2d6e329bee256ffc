/// What a host checks of a plugin before and after each call: the entry, the objects it makes, the errors it reports.
#pragma once

#include <string>
#include <vector>

#include "host_core.hpp"

namespace streamguard::testing::internal {

/// The outcome of a call into the plugin, with the words that go with it.
struct Outcome {
  sg_rc rc = SG_OK;
  std::string error;
  std::uint64_t retry_after_ms = 0;
};

/// What the tests need of the plugin's own manifest.
struct PluginFacts {
  std::vector<std::string> upstreams;  ///< asked for
  std::string output_file;             ///< reporters
};

/// Checks magic, versions, kind and manifest; fills `facts` on success.
Outcome check_entry(const sg_entry& entry, std::uint32_t kind, PluginFacts& facts);

/// An sg_err ready to be handed to the plugin.
sg_err empty_error();
/// Reads what the plugin returned from `call`; an unknown class is a violation.
Outcome outcome_of(HostCore& host, const char* call, sg_rc rc, sg_err& err);

const char* rc_name(sg_rc rc);

/// True where `text` parses as a JSON object (or array when `array`).
bool is_json(const std::string& text, bool array);

}  // namespace streamguard::testing::internal
