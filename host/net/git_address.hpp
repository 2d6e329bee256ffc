/// git_address.hpp: what a git request means, checked: which upstream serves the repository, under which path, and
/// which objects are wanted. What passes here becomes part of paths and of another program's input. Pure functions.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/plan.hpp"
#include "core/result.hpp"
#include "net/git_store.hpp"

namespace streamguard::net {

struct GitAddress {
  const Upstream* upstream = nullptr;
  std::string path;          ///< below the upstream's url, without ".git"; empty: the url itself
  bool with_ending = false;  ///< it was named with ".git"
};

/// The granted upstream whose url, or one of whose `serves`, is the longest beginning of `repository`. Code::config
/// where there is none or the path may not be asked for.
Result<GitAddress> find_repository(const std::string& repository, const std::map<std::string, Upstream>& upstreams,
                                   const std::vector<std::string>& granted);

struct GitWants {
  GitWhat what = GitWhat::commits;
  std::vector<std::string> ids;   ///< 40 lower-case hex digits, each once
  std::vector<std::string> refs;  ///< "refs/…", each once
  std::vector<std::string> all;   ///< both, in the order of the request, each once
};

/// Code::bug, naming the object at fault.
Result<GitWants> read_wants(GitWhat what, std::string_view objects);

bool is_object_id(std::string_view text) noexcept;

}  // namespace streamguard::net
