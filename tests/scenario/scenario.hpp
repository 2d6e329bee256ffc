/// scenario.hpp: a manifest in a folder of its own, run by the real program, and what is found there afterwards.
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "folder.hpp"
#include "host.hpp"

namespace streamguard::scenario {

class Scenario {
 public:
  /// `collectors`: the lines below "collectors:", indented by two. `more`: other keys of the manifest.
  explicit Scenario(const std::string& collectors, const std::string& more = {});
  /// Writes another manifest to the same place.
  void rewrite(const std::string& collectors, const std::string& more = {}) const;

  const fs::path& folder() const noexcept { return folder_.path(); }
  fs::path output() const { return folder_.path() / "out"; }
  fs::path manifest() const { return folder_.path() / "run.yaml"; }
  /// The arguments of a run with events on standard output.
  std::vector<std::string> arguments(const std::vector<std::string>& more = {}) const;

  /// A whole run. What it said is kept below; a failure shows it.
  Ended run(const std::vector<std::string>& more = {}, const Host::Options& options = {});
  std::vector<nlohmann::json> events;
  std::string errors;

  nlohmann::json results() const;
  nlohmann::json result_of(const std::string& collector) const { return results().at("collectors").at(collector); }
  std::string folder_of(const std::string& collector) const;
  std::string part(const std::string& collector, unsigned index = 0, unsigned count = 1) const;
  std::vector<nlohmann::json> samples(const std::string& collector, unsigned index = 0, unsigned count = 1) const;
  std::vector<nlohmann::json> rejected(const std::string& collector) const;
  /// The last line of a ledger.
  nlohmann::json ledger(const std::string& collector) const;
  bool said(const std::string& event, const std::string& collector, const std::string& text) const;

 private:
  Folder folder_;
};

inline std::vector<nlohmann::json> lines_of(const std::string& text) {
  std::vector<nlohmann::json> out;
  std::size_t at = 0;
  for (std::size_t end = 0; (end = text.find('\n', at)) != std::string::npos; at = end + 1) {
    out.push_back(nlohmann::json::parse(text.substr(at, end - at)));
  }
  EXPECT_EQ(at, text.size()) << "the last line does not end";
  return out;
}

/// Fails where the run of `scenario` did not end with exit code `code`, and shows why.
#define EXPECT_EXIT_CODE(scenario, ended, expected)        \
  do {                                                     \
    const auto end_ = (ended);                             \
    EXPECT_FALSE(end_.signalled) << (scenario).errors;     \
    EXPECT_EQ(end_.code, (expected)) << (scenario).errors; \
  } while (false)

}  // namespace streamguard::scenario
