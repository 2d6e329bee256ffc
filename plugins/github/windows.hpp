/// windows.hpp: the parts that the api is read in: quarters of years by the day of publication, the newest first.
/// Within a quarter advisories come oldest first, so that a place in it is a moment, and reading can go on there
/// whatever became of the server's cursors. Shards share the quarters out. Pure, any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace streamguard::github {

struct Window {
  std::string name;   ///< "2024-Q3"
  std::string begin;  ///< the first moment of it; empty: no lower bound
  std::string end;    ///< the first moment after it; empty: no upper bound
};

/// From the quarter of `newest` (a moment, RFC 3339) down to that of `since`, or where that is empty to the first
/// quarter that GitHub published advisories in. The newest one is open towards the future, the oldest (without `since`)
/// towards the past. Nothing where `newest` is not a moment or lies before `since`.
std::vector<Window> windows_of(std::string_view newest, std::string_view since);

}  // namespace streamguard::github
