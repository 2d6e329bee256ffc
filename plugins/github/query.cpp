#include "github/query.hpp"

#include <utility>

#include "record/json_writer.hpp"

namespace streamguard::github {
namespace {

constexpr std::string_view kNewest =
    R"(query ($classifications: [SecurityAdvisoryClassification!], $updatedSince: DateTime) {
  rateLimit { cost remaining resetAt }
  securityAdvisories(first: 1, classifications: $classifications, updatedSince: $updatedSince,
                     orderBy: {field: PUBLISHED_AT, direction: DESC}) {
    totalCount
    nodes { publishedAt }
  }
})";

constexpr std::string_view kPage = R"(query ($first: Int!, $after: String, $publishedSince: DateTime,
       $classifications: [SecurityAdvisoryClassification!], $updatedSince: DateTime) {
  rateLimit { cost remaining resetAt }
  securityAdvisories(first: $first, after: $after, publishedSince: $publishedSince, classifications: $classifications,
                     updatedSince: $updatedSince, orderBy: {field: PUBLISHED_AT, direction: ASC}) {
    pageInfo { hasNextPage endCursor }
    nodes {
      ghsaId summary description severity classification origin permalink publishedAt updatedAt withdrawnAt
      identifiers { type value }
      references { url }
      cvss { score vectorString }
      cvssSeverities { cvssV3 { score vectorString } cvssV4 { score vectorString } }
      cwes(first: 100) { nodes { cweId name } }
      vulnerabilities(first: 100) {
        pageInfo { hasNextPage endCursor }
        nodes { package { ecosystem name } vulnerableVersionRange firstPatchedVersion { identifier } }
      }
    }
  }
})";

constexpr std::string_view kVulnerabilities = R"(query ($ghsaId: String!, $after: String) {
  rateLimit { cost remaining resetAt }
  securityAdvisory(ghsaId: $ghsaId) {
    vulnerabilities(first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { package { ecosystem name } vulnerableVersionRange firstPatchedVersion { identifier } }
    }
  }
})";

/// {"query":…,"variables":{…}}; variables that are empty are left out, which GraphQL takes for null.
class Body {
 public:
  explicit Body(std::string_view query) {
    record::JsonWriter json(text_);
    json.raw("{\"query\":");
    json.string(query);
    json.raw(",\"variables\":{");
  }
  Body& text(std::string_view name, std::string_view value) {
    if (!value.empty()) set(name, [value](record::JsonWriter& json) { json.string(value); });
    return *this;
  }
  Body& number(std::string_view name, std::uint64_t value) {
    set(name, [value](record::JsonWriter& json) { json.unsigned_integer(value); });
    return *this;
  }
  Body& words(std::string_view name, const std::vector<std::string>& values) {
    set(name, [&values](record::JsonWriter& json) {
      json.raw("[");
      for (std::size_t i = 0; i < values.size(); ++i) {
        if (i != 0) json.raw(",");
        json.string(std::string_view(values[i]));
      }
      json.raw("]");
    });
    return *this;
  }
  std::string take() { return std::move(text_) + "}}"; }

 private:
  template <class Write>
  void set(std::string_view name, Write write) {
    record::JsonWriter json(text_);
    if (!first_) json.raw(",");
    first_ = false;
    json.string(name);
    json.raw(":");
    write(json);
  }

  std::string text_;
  bool first_ = true;
};

}  // namespace

std::string newest_query(const Config& config) {
  return Body(kNewest)
      .words("classifications", config.classifications)
      .text("updatedSince", config.updated_since)
      .take();
}

std::string page_query(const Config& config, std::uint64_t first, std::string_view since, std::string_view cursor) {
  return Body(kPage)
      .number("first", first)
      .text("after", cursor)
      .text("publishedSince", since)
      .words("classifications", config.classifications)
      .text("updatedSince", config.updated_since)
      .take();
}

std::string vulnerabilities_query(std::string_view ghsa, std::string_view cursor) {
  return Body(kVulnerabilities).text("ghsaId", ghsa).text("after", cursor).take();
}

}  // namespace streamguard::github
