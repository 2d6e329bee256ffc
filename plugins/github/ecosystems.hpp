/// ecosystems.hpp: GitHub's ecosystems, by the names of its GraphQL interface, of OSV and of package URLs. Pure, any
/// thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace streamguard::github {

/// "PIP" to "PyPI"; a name that GitHub came up with later stays as it is.
std::string_view osv_name(std::string_view graphql_name);

/// What a configuration may call an ecosystem ("PIP", "pip", "PyPI", "pypi") to OSV's name. Throws Error(SG_E_CONFIG)
/// with the names that there are, or with RUST where somebody wrote CARGO.
std::string_view ecosystem_of(std::string_view configured);

/// The package URL, or nothing where the ecosystem has no type of its own. `osv_ecosystem` as above.
std::optional<std::string> purl_of(std::string_view osv_ecosystem, std::string_view name);

}  // namespace streamguard::github
