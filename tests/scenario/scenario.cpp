#include "scenario.hpp"

#include <cstdio>

namespace streamguard::scenario {

using nlohmann::json;

namespace {

std::string part_name(const std::string& head, const std::string& tail, unsigned index, unsigned count) {
  std::array<char, 64> numbers{};
  std::snprintf(numbers.data(), numbers.size(), "%05u-of-%05u", index, count);
  return head + numbers.data() + tail;
}

}  // namespace

Scenario::Scenario(const std::string& collectors, const std::string& more) { rewrite(collectors, more); }

void Scenario::rewrite(const std::string& collectors, const std::string& more) const {
  // With its drive, where there are drives: the manifest lies on another.
  const std::string plugins = fs::absolute(STREAMGUARD_TEST_PLUGINS).string();
  put(manifest(), "version: 1\noutput: " + output().string() + "\nplugins: {path: [" + plugins + ", " + plugins +
                      "/rogue]}\n"
                      "cache: {enabled: false}\n" +
                      (more.find("reports:") == std::string::npos ? "reports: []\n" : "") + more + "collectors:\n" +
                      collectors);
}

std::vector<std::string> Scenario::arguments(const std::vector<std::string>& more) const {
  std::vector<std::string> out{"run", manifest().string(), "--events", "-"};
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

Ended Scenario::run(const std::vector<std::string>& more, const Host::Options& options) {
  Host host(arguments(more), options);
  const Ended ended = host.wait();
  events = host.events();
  errors = host.errors();
  return ended;
}

json Scenario::results() const { return json::parse(text_of(output() / "collection_results.json")); }

/// The first collector of a plugin has the plugin's folder, others their own names'.
std::string Scenario::folder_of(const std::string& collector) const {
  if (!fs::exists(output() / "collection_results.json")) return collector;
  return result_of(collector).at("folder").get<std::string>();
}

std::string Scenario::part(const std::string& collector, unsigned index, unsigned count) const {
  return text_of(output() / folder_of(collector) / part_name("part-", ".jsonl", index, count));
}

std::vector<json> Scenario::samples(const std::string& collector, unsigned index, unsigned count) const {
  return lines_of(part(collector, index, count));
}

std::vector<json> Scenario::rejected(const std::string& collector) const {
  return lines_of(text_of(output() / "rejected" / part_name(folder_of(collector) + "-", ".jsonl", 0, 1)));
}

json Scenario::ledger(const std::string& collector) const {
  const auto lines =
      lines_of(text_of(output() / ".streamguard" / part_name(folder_of(collector) + "-", ".ledger", 0, 1)));
  return lines.empty() ? json() : lines.back();
}

bool Scenario::said(const std::string& event, const std::string& collector, const std::string& text) const {
  for (const json& one : events) {
    if (one.at("event") == event && one.value("collector", "") == collector &&
        one.value("text", "").find(text) != std::string::npos) {
      return true;
    }
  }
  return false;
}

}  // namespace streamguard::scenario
