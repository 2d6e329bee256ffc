/// start.hpp: what collectors of advisories read of sg_collector_args in the same way. Pure, any thread.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_set>

namespace streamguard::advisory {

/// The strings of a JSON array, as skip_json and upstreams_json are. Throws Error(SG_E_BUG) for anything else; `what`
/// names it.
std::unordered_set<std::string> read_names(std::string_view json, std::string_view what);

/// Whether an upstream was granted that is none of `documents`, those that the collector asks for documents: all others
/// are there for code.
bool grants_code(const std::unordered_set<std::string>& granted, std::initializer_list<std::string_view> documents);

}  // namespace streamguard::advisory
