/// identifiers.hpp: identifiers of vulnerabilities in text: CVE-2021-44228, GHSA-jfh8-c2jp-5v3q, PYSEC-2021-1,
/// RUSTSEC-2020-0071, GO-2021-0113, OSV-2020-744. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace streamguard::repo {

enum class IdKind { none, cve, ghsa, osv };

struct Id {
  IdKind kind = IdKind::none;
  std::size_t length = 0;  ///< of text
  std::string name;        ///< in its usual spelling: "CVE-…" in capitals, the rest of a GHSA in small letters
};

/// The identifier that begins at `at`, where a word begins; kind none where there is none.
Id id_at(std::string_view text, std::size_t at);

}  // namespace streamguard::repo
