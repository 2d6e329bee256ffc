#include "graphql_schema.hpp"

#include <algorithm>

namespace streamguard::upstreams {
namespace {

const std::vector<ArgumentType> kPages{{"first", "Int"}, {"last", "Int"}, {"after", "String"}, {"before", "String"}};

std::vector<ArgumentType> pages_and(std::vector<ArgumentType> more) {
  more.insert(more.begin(), kPages.begin(), kPages.end());
  return more;
}

const std::vector<FieldType>& fields() {
  static const std::vector<FieldType> all{
      {"Query", "rateLimit", "RateLimit", false, {{"dryRun", "Boolean"}}},
      {"Query", "securityAdvisory", "SecurityAdvisory", false, {{"ghsaId", "String!"}}},
      {"Query", "securityAdvisories", "SecurityAdvisoryConnection", true,
       pages_and({{"orderBy", "SecurityAdvisoryOrder"},
                  {"identifier", "SecurityAdvisoryIdentifierFilter"},
                  {"publishedSince", "DateTime"},
                  {"updatedSince", "DateTime"},
                  {"classifications", "[SecurityAdvisoryClassification!]"}})},
      {"RateLimit", "limit", "Int"},
      {"RateLimit", "cost", "Int"},
      {"RateLimit", "remaining", "Int"},
      {"RateLimit", "resetAt", "DateTime"},
      {"RateLimit", "used", "Int"},
      {"RateLimit", "nodeCount", "Int"},
      {"SecurityAdvisoryConnection", "nodes", "SecurityAdvisory"},
      {"SecurityAdvisoryConnection", "edges", "SecurityAdvisoryEdge"},
      {"SecurityAdvisoryConnection", "pageInfo", "PageInfo"},
      {"SecurityAdvisoryConnection", "totalCount", "Int"},
      {"SecurityAdvisoryEdge", "cursor", "String"},
      {"SecurityAdvisoryEdge", "node", "SecurityAdvisory"},
      {"PageInfo", "hasNextPage", "Boolean"},
      {"PageInfo", "hasPreviousPage", "Boolean"},
      {"PageInfo", "startCursor", "String"},
      {"PageInfo", "endCursor", "String"},
      {"SecurityAdvisory", "id", "ID"},
      {"SecurityAdvisory", "databaseId", "Int"},
      {"SecurityAdvisory", "ghsaId", "String"},
      {"SecurityAdvisory", "summary", "String"},
      {"SecurityAdvisory", "description", "String"},
      {"SecurityAdvisory", "severity", "SecurityAdvisorySeverity"},
      {"SecurityAdvisory", "classification", "SecurityAdvisoryClassification"},
      {"SecurityAdvisory", "origin", "String"},
      {"SecurityAdvisory", "permalink", "URI"},
      {"SecurityAdvisory", "notificationsPermalink", "URI"},
      {"SecurityAdvisory", "publishedAt", "DateTime"},
      {"SecurityAdvisory", "updatedAt", "DateTime"},
      {"SecurityAdvisory", "withdrawnAt", "DateTime"},
      {"SecurityAdvisory", "identifiers", "SecurityAdvisoryIdentifier"},
      {"SecurityAdvisory", "references", "SecurityAdvisoryReference"},
      {"SecurityAdvisory", "cvss", "CVSS"},
      {"SecurityAdvisory", "cvssSeverities", "CvssSeverities"},
      {"SecurityAdvisory", "cwes", "CWEConnection", true, kPages},
      {"SecurityAdvisory", "vulnerabilities", "SecurityVulnerabilityConnection", true,
       pages_and({{"ecosystem", "SecurityAdvisoryEcosystem"}, {"package", "String"}})},
      {"SecurityAdvisoryIdentifier", "type", "String"},
      {"SecurityAdvisoryIdentifier", "value", "String"},
      {"SecurityAdvisoryReference", "url", "URI"},
      {"CVSS", "score", "Float"},
      {"CVSS", "vectorString", "String"},
      {"CvssSeverities", "cvssV3", "CVSS"},
      {"CvssSeverities", "cvssV4", "CVSS"},
      {"CWEConnection", "nodes", "CWE"},
      {"CWEConnection", "edges", "CWEEdge"},
      {"CWEConnection", "pageInfo", "PageInfo"},
      {"CWEConnection", "totalCount", "Int"},
      {"CWEEdge", "cursor", "String"},
      {"CWEEdge", "node", "CWE"},
      {"CWE", "id", "ID"},
      {"CWE", "cweId", "String"},
      {"CWE", "name", "String"},
      {"CWE", "description", "String"},
      {"SecurityVulnerabilityConnection", "nodes", "SecurityVulnerability"},
      {"SecurityVulnerabilityConnection", "edges", "SecurityVulnerabilityEdge"},
      {"SecurityVulnerabilityConnection", "pageInfo", "PageInfo"},
      {"SecurityVulnerabilityConnection", "totalCount", "Int"},
      {"SecurityVulnerabilityEdge", "cursor", "String"},
      {"SecurityVulnerabilityEdge", "node", "SecurityVulnerability"},
      {"SecurityVulnerability", "package", "SecurityAdvisoryPackage"},
      {"SecurityVulnerability", "vulnerableVersionRange", "String"},
      {"SecurityVulnerability", "firstPatchedVersion", "SecurityAdvisoryPackageVersion"},
      {"SecurityVulnerability", "severity", "SecurityAdvisorySeverity"},
      {"SecurityVulnerability", "updatedAt", "DateTime"},
      {"SecurityAdvisoryPackage", "ecosystem", "SecurityAdvisoryEcosystem"},
      {"SecurityAdvisoryPackage", "name", "String"},
      {"SecurityAdvisoryPackageVersion", "identifier", "String"},
  };
  return all;
}

}  // namespace

const FieldType* field_type(std::string_view owner, std::string_view name) {
  const auto found = std::find_if(fields().begin(), fields().end(),
                                  [&](const FieldType& one) { return one.owner == owner && one.name == name; });
  return found != fields().end() ? &*found : nullptr;
}

bool is_object(std::string_view type) {
  return std::any_of(fields().begin(), fields().end(), [&](const FieldType& one) { return one.owner == type; });
}

std::vector<std::string_view> words_of(std::string_view type) {
  if (type == "SecurityAdvisoryOrderField") return {"PUBLISHED_AT", "UPDATED_AT"};
  if (type == "OrderDirection") return {"ASC", "DESC"};
  if (type == "SecurityAdvisoryClassification") return {"GENERAL", "MALWARE"};
  if (type == "SecurityAdvisoryIdentifierType") return {"CVE", "GHSA"};
  if (type == "SecurityAdvisoryEcosystem") {
    return {"ACTIONS", "COMPOSER", "ERLANG", "GO", "MAVEN", "NPM", "NUGET", "PIP", "PUB", "RUBYGEMS", "RUST", "SWIFT"};
  }
  return {};
}

std::vector<ArgumentType> input_fields(std::string_view type) {
  if (type == "SecurityAdvisoryOrder") {
    return {{"field", "SecurityAdvisoryOrderField!"}, {"direction", "OrderDirection!"}};
  }
  if (type == "SecurityAdvisoryIdentifierFilter") {
    return {{"type", "SecurityAdvisoryIdentifierType!"}, {"value", "String!"}};
  }
  return {};
}

std::string_view bare(std::string_view type, bool* list) {
  if (type.ends_with('!')) type.remove_suffix(1);
  if (list != nullptr) *list = type.starts_with('[');
  if (type.starts_with('[')) type = type.substr(1, type.size() - 2);
  if (type.ends_with('!')) type.remove_suffix(1);
  return type;
}

}  // namespace streamguard::upstreams
