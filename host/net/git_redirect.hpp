/// git_redirect.hpp: where a server says that a repository has moved to. The git program is never let follow by itself:
/// it would take its credentials along, and any host would do.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/plan.hpp"
#include "net/git_program.hpp"

namespace streamguard::net {

/// The absolute url of the Location that `url` is answered with; nothing where there is none. One request. `part`: a
/// file that may be made and is removed.
std::optional<std::string> redirect_of(const std::string& url, const Upstream& upstream, const Secret* secret,
                                       const GitControl& control, const std::filesystem::path& part);

/// Whether two urls have the same scheme, host and port.
bool same_origin(const std::string& a, const std::string& b);

}  // namespace streamguard::net
