/// fake_api.hpp: a host with GitHub's GraphQL interface behind it, for one collector at a time on the calling thread.
/// It answers the three queries of query.cpp over the nodes that a test gives it.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <streamguard/cpp/plugin.hpp>
#include <string>
#include <utility>
#include <vector>

namespace streamguard::github {

struct Outcome {
  sg_rc rc = SG_OK;
  std::string error;
  std::uint64_t retry_after_ms = 0;
  std::vector<std::string> records;  ///< committed
  std::vector<std::string> tokens;   ///< one of each checkpoint
  std::vector<std::string> logs, units;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> progress;

  bool logged(const std::string& words) const;
  std::vector<std::string> ids() const;
};

class FakeApi {
 public:
  std::vector<nlohmann::json> nodes;
  std::size_t vulnerabilities_in_page = 100;
  std::string config_json = "{}";
  std::string skip_json = "[]";
  std::string upstreams_json = R"(["github_api"])";
  std::uint32_t shard_index = 0, shard_count = 1;
  std::uint64_t target = 0;
  unsigned cursor_epoch = 0;  ///< a cursor of another epoch is stale
  std::size_t stop_after_checkpoints = 0;

  /// Sees each request first: a body to answer with, or nothing. May throw Error to fail the fetch.
  std::function<std::optional<nlohmann::json>(std::size_t number, const nlohmann::json& body)> meddle;

  std::vector<nlohmann::json> requests;  ///< bodies, of all runs
  std::size_t pages() const;             ///< of advisories, among them

  Outcome run(const std::string& token = {}, std::uint64_t committed = 0);

 private:
  nlohmann::json answer(const nlohmann::json& body);
  nlohmann::json page(const nlohmann::json& variables);
  nlohmann::json newest() const;
  nlohmann::json further(const nlohmann::json& variables) const;
  nlohmann::json connection(const nlohmann::json& all, std::size_t from) const;

  static FakeApi& of(const sg_host* host) { return *static_cast<FakeApi*>(host->impl); }
  static const void* SG_CALL extension(const sg_host* host, const char* id);
  static sg_rc SG_CALL emit(const sg_host* host, const sg_record* const* records, std::uint32_t count);
  static sg_rc SG_CALL checkpoint(const sg_host* host, sg_str token);
  static sg_rc SG_CALL fetch(const sg_host* host, const sg_http_request* request, const sg_http_sink* sink,
                             sg_err* err);

  Outcome outcome_;
  std::vector<std::string> pending_;
};

}  // namespace streamguard::github
