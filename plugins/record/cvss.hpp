/// cvss.hpp: scores of CVSS vectors by the formulas that FIRST publishes. Pure functions, any thread.
///
/// Versions 2.0, 3.0 and 3.1 give the base score; temporal and environmental metrics are checked for sense and
/// otherwise left alone. Version 4.0 has one formula for all metrics, and the score is of the vector as it is written,
/// with its threat and environmental metrics where it has any: so do NVD and GitHub publish their `baseScore` and
/// severity.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace streamguard::record {

struct CvssScore {
  std::string_view version;     ///< "2.0", "3.0", "3.1", "4.0"; empty where the prefix names none of them
  std::optional<double> score;  ///< in tenths; empty for a malformed vector
  std::string error;            ///< what is wrong with it, naming the metric
};

/// "CVSS:3.1/AV:N/…", "CVSS:4.0/…", and "AV:N/AC:L/Au:N/…" (in brackets or not) for version 2. Metrics may stand in any
/// order; each at most once, those of the base group all.
CvssScore cvss_score(std::string_view vector);

}  // namespace streamguard::record
