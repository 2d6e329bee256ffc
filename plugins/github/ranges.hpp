/// ranges.hpp: GitHub's vulnerableVersionRange ("< 1.2", ">= 1.0, <= 1.4", "= 3.1") as the events of an OSV range. Only
/// what says exactly the same is written; for the rest there are no events. Pure, any thread.
#pragma once

#include <string>
#include <string_view>

namespace streamguard::github {

/// Appends `[{"introduced":"0"},{"fixed":"1.2"}]` to `out`. False, with nothing appended, for a text that is not
/// `[>= V,] [< V | <= V]` or `= V`: an open lower end (`> V`) has no events in OSV, and alternatives neither.
/// `fixed` becomes the version that the range itself calls fixed, borrowed from `range`, else empty.
bool append_events(std::string_view range, std::string& out, std::string_view& fixed);

}  // namespace streamguard::github
