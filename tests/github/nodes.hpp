/// nodes.hpp: GraphQL nodes for the tests.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace streamguard::github {

/// A valid id for each number below 20 * 20 * 20 * 20.
inline std::string ghsa(unsigned number) {
  constexpr char kLetters[] = "23456789cfghjmpqrvwx";
  std::string last;
  for (int i = 0; i < 4; ++i, number /= 20) last += kLetters[number % 20];
  return "GHSA-2222-3333-" + last;
}

inline nlohmann::json node(unsigned number, const std::string& published = "2024-05-01T00:00:00Z") {
  return {{"ghsaId", ghsa(number)},
          {"summary", "Advisory " + std::to_string(number)},
          {"description", "What it is."},
          {"severity", "MODERATE"},
          {"classification", "GENERAL"},
          {"origin", "UNSPECIFIED"},
          {"permalink", "https://github.com/advisories/" + ghsa(number)},
          {"publishedAt", published},
          {"updatedAt", "2024-06-01T00:00:00Z"},
          {"withdrawnAt", nullptr},
          {"identifiers", {{{"type", "GHSA"}, {"value", ghsa(number)}}, {{"type", "CVE"}, {"value", "CVE-2024-1"}}}},
          {"references", {{{"url", "https://example.org/notes"}}}},
          {"cvss", {{"score", 0.0}, {"vectorString", nullptr}}},
          {"cvssSeverities", {{"cvssV3", nullptr}, {"cvssV4", nullptr}}},
          {"cwes", {{"nodes", nlohmann::json::array()}}},
          {"vulnerabilities",
           {{"nodes",
             {{{"package", {{"ecosystem", "PIP"}, {"name", "parser"}}},
               {"vulnerableVersionRange", "< 1.2"},
               {"firstPatchedVersion", {{"identifier", "1.2"}}}}}}}}};
}

}  // namespace streamguard::github
