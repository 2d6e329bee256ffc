/// query.hpp: the bodies of our requests to GitHub's GraphQL interface. Pure, any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "github/config.hpp"

namespace streamguard::github {

inline constexpr std::uint64_t kVulnerabilitiesInPage = 100;  ///< of one advisory; GitHub gives no more at once

/// How many advisories there are, and when the newest of them was published.
std::string newest_query(const Config& config);

/// `first` advisories published at `since` or later (empty: from the beginning), oldest first, behind `cursor`.
std::string page_query(const Config& config, std::uint64_t first, std::string_view since, std::string_view cursor);

/// The vulnerabilities of one advisory behind `cursor`.
std::string vulnerabilities_query(std::string_view ghsa, std::string_view cursor);

}  // namespace streamguard::github
