/// advisories.hpp: GitHub's advisories, as a mirror holds them, and the answering of queries over them. Reads its file
/// at the first query; any thread afterwards.
#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "graphql_query.hpp"

namespace streamguard::upstreams {

struct RateNow {
  std::uint64_t limit = 0, used = 0, cost = 0;
  std::int64_t reset_at = 0;  ///< seconds since 1970
};

class Advisories {
 public:
  /// `file`: one SecurityAdvisory node a line, as JSON, gzip.
  explicit Advisories(std::filesystem::path file) : file_(std::move(file)) {}

  /// The value of "data". Throws GraphqlErrors where an argument's value cannot be served.
  nlohmann::ordered_json answer(const Query& query, const RateNow& rate);

 private:
  struct Advisory {
    std::string text, ghsa, published, updated, classification;
    std::vector<std::string> identifiers;  ///< "CVE:CVE-2024-0001"
    const std::string& key(bool by_published) const { return by_published ? published : updated; }
  };
  void load();
  std::vector<const Advisory*> chosen(const AskedField& field) const;
  nlohmann::ordered_json page(const AskedField& field) const;
  nlohmann::ordered_json one(const AskedField& field) const;

  const std::filesystem::path file_;
  std::once_flag loaded_;
  std::vector<Advisory> all_;
};

/// {"message": …, "locations": …} for each.
nlohmann::ordered_json errors_json(const std::vector<GraphqlError>& errors);

/// A variable's value. Throws GraphqlErrors for a number that no argument takes.
Value value_of(const nlohmann::ordered_json& json);

std::string base64(std::string_view bytes);
std::string from_base64(std::string_view text);

}  // namespace streamguard::upstreams
