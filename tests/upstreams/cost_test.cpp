// What the default targets cost: the real program against the simulator at scaled limits. Needs a whole mirror, named
// by STREAMGUARD_MIRROR; STREAMGUARD_SCALE says how much faster its limits are (60), STREAMGUARD_COLLECTORS which
// collectors run, if not all. Prints requests of each source against the least that could do, the time extrapolated to
// the real limits, and what a rerun costs.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <sstream>

#include "files.hpp"
#include "scenario.hpp"
#include "simulator.hpp"

namespace streamguard::upstreams {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr double kWorst = 1.2;   ///< requests against the least that could do
constexpr double kRerun = 0.05;  ///< of the first run's requests
constexpr double kMostMinutes = 40;
constexpr std::uint64_t kRequestsOfARepository = 3;

std::string milliseconds(double real_seconds, double scale) {
  return std::to_string(static_cast<long>(std::ceil(real_seconds * 1000 / scale))) + "ms";
}

/// Every repository of the mirror, as the place that publishes it would be called.
std::vector<std::string> repositories(const fs::path& mirror) {
  std::vector<std::string> out;
  std::error_code none;
  for (const auto& owner : fs::directory_iterator(mirror / "git", none)) {
    for (const auto& one : fs::directory_iterator(owner.path(), none)) {
      if (one.path().extension() != ".git") continue;
      out.push_back("https://github.com/" + owner.path().filename().string() + "/" + one.path().stem().string());
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::string quoted_list(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "\"" : ", \"") + text + "\"";
  return "[" + out + "]";
}

std::string manifest(const scenario::Scenario& scenario, const std::string& url, const fs::path& mirror, double scale) {
  const auto limit = [&](int requests, double seconds) {
    return "{requests: " + std::to_string(requests) + ", per: " + milliseconds(seconds, scale) + "}";
  };
  const auto upstream = [](const std::string& name, const std::string& words) {
    return "  " + name + ": {" + words + "}\n";
  };
  return "version: 1\noutput: " + scenario.output().string() +
         "\ncache: {dir: " + (scenario.folder() / "cache").string() +
         "}\nreports: []\n"
         "secrets:\n  github_token: {env: STREAMGUARD_TEST_TOKEN}\n  nvd_api_key: {env: STREAMGUARD_TEST_KEY}\n"
         "upstreams:\n" +
         upstream("nvd", "url: \"" + url + "\", limit: " + limit(5, 30) +
                             ", auth: {secret: nvd_api_key, header: apiKey, limit: " + limit(50, 30) + "}") +
         upstream("nvd_feeds", "url: \"" + url + "\"") +
         upstream("github_api", "url: \"" + url + "\", limit: " + limit(60, 3600) +
                                    ", auth: {secret: github_token, header: Authorization, scheme: Bearer, limit: " +
                                    limit(5000, 3600) + "}, concurrency: 16") +
         upstream("advisories", "url: \"" + url + "/ghsa\"") +
         upstream("git", "url: \"" + url + "/git\", serves: [\"https://github.com\"], concurrency: 16") +
         upstream("osv", "url: \"" + url + "/osv\"") +
         upstream("exploitdb", "url: \"" + url + "/exploitdb\", limit: " + limit(500, 60)) +
         "collectors:\n"
         "  cve: {plugin: cve, target: 15000, upstreams: [nvd, nvd_feeds, git]}\n"
         "  github: {plugin: github, target: 10000, upstreams: [github_api, advisories, git]}\n"
         "  repo: {plugin: repo, target: 20000, shards: 2, upstreams: [git], config: {repositories: " +
         quoted_list(repositories(mirror)) +
         "}}\n"
         "  synthetic: {plugin: synthetic, target: 5000}\n"
         "  osv: {plugin: osv, target: 20000, upstreams: [osv, git]}\n"
         "  exploitdb: {plugin: exploitdb, target: 10000, upstreams: [exploitdb], config: {missing: metadata}}\n";
}

/// The least requests that bring what the targets ask for.
std::map<std::string, std::uint64_t> floors(const fs::path& mirror, const json& results,
                                            std::size_t repositories_known) {
  const auto samples = [&](const char* collector) -> std::uint64_t {
    const json& all = results.at("collectors");
    return all.contains(collector) ? all.at(collector).at("samples_collected").get<std::uint64_t>() : 0;
  };
  std::map<std::string, std::uint64_t> out;
  out["nvd"] = (samples("cve") + 1999) / 2000;
  // Withdrawn advisories give no sample but stand on the pages too.
  const std::string nodes = gunzipped(bytes_of_file(mirror / "ghsa/graphql-nodes.jsonl.gz"));
  const auto known = static_cast<std::uint64_t>(std::count(nodes.begin(), nodes.end(), '\n'));
  out["github"] = (std::min<std::uint64_t>(known, 10'000) + 99) / 100;
  out["osv"] = 10;
  out["exploitdb"] = 2;
  out["git"] = kRequestsOfARepository * repositories_known;
  return out;
}

void print_collectors(const json& results, double scale) {
  std::printf("%-10s %9s %9s %9s %9s %12s\n", "collector", "samples", "requests", "wall s", "waited s", "at limits");
  for (const auto& [name, one] : results.at("collectors").items()) {
    const double wall = one.at("duration").get<double>();
    const double waited = one.at("requests").at("waited_seconds").get<double>();
    // Only waiting for limits is quicker here; work takes what it takes.
    const double real = waited * scale + (wall - waited);
    std::printf("%-10s %9llu %9llu %9.1f %9.1f %10.1f m   %s\n", name.c_str(),
                static_cast<unsigned long long>(one.at("samples_collected").get<std::uint64_t>()),
                static_cast<unsigned long long>(one.at("requests").at("made").get<std::uint64_t>()), wall, waited,
                real / 60, one.at("state").get<std::string>().c_str());
    EXPECT_LE(real / 60, kMostMinutes) << name;
  }
}

std::uint64_t total(const Stats& stats) {
  std::uint64_t out = 0;
  for (const auto& [name, count] : stats.counts()) out += count.requests;
  return out;
}

class Cost : public testing::Test {
 protected:
  void SetUp() override {
    const char* mirror = std::getenv("STREAMGUARD_MIRROR");
    if (mirror == nullptr) GTEST_SKIP() << "STREAMGUARD_MIRROR names no mirror folder";
    mirror_ = mirror;
    const char* scale = std::getenv("STREAMGUARD_SCALE");
    if (scale != nullptr) scale_ = std::strtod(scale, nullptr);
  }
  static int run(scenario::Scenario& scenario, const std::vector<std::string>& more) {
    scenario::Host::Options options;
    options.environment = {{"STREAMGUARD_TEST_TOKEN", "token"}, {"STREAMGUARD_TEST_KEY", "key"}};
    const scenario::Ended ended = scenario.run(more, options);
    EXPECT_FALSE(ended.signalled) << scenario.errors;
    return ended.code;
  }
  fs::path mirror_;
  double scale_ = 60;
};

TEST_F(Cost, OfTheDefaultTargets) {
  SimulatorOptions options;
  options.mirror = mirror_;
  options.scale = {scale_};
  Simulator simulator(options);
  scenario::Scenario scenario("");
  scenario::put(scenario.manifest(), manifest(scenario, simulator.url(), mirror_, scale_));
  std::vector<std::string> more;
  if (const char* const names = std::getenv("STREAMGUARD_COLLECTORS")) {
    more.emplace_back("--collectors");
    std::istringstream in(names);
    for (std::string name; std::getline(in, name, ',');) more.push_back(name);
  }
  const int ended = run(scenario, more);
  ASSERT_TRUE(ended == 0 || ended == 3) << scenario.errors;
  EXPECT_EQ(ended, 0) << scenario.errors;
  print_collectors(scenario.results(), scale_);
  const auto least = floors(mirror_, scenario.results(), repositories(mirror_).size());
  std::printf("\n%-10s %9s %9s %6s %9s %9s %9s\n", "upstream", "requests", "least", "ratio", "MB", "refused",
              "at once");
  for (const auto& [name, count] : simulator.stats().counts()) {
    const double floor = least.contains(name) ? static_cast<double>(least.at(name)) : 0;
    const double ratio = floor > 0 ? static_cast<double>(count.requests) / floor : 0;
    std::printf("%-10s %9llu %9.0f %6.2f %9.1f %9llu %9llu\n", name.c_str(),
                static_cast<unsigned long long>(count.requests), floor, ratio, static_cast<double>(count.bytes) / 1e6,
                static_cast<unsigned long long>(count.limited), static_cast<unsigned long long>(count.most_running));
    EXPECT_EQ(count.limited, 0U) << name << " refused requests for its limits";
    // Which of the repositories that advisories name exist is only known by asking.
    if (name != "git") {
      EXPECT_LE(ratio, kWorst) << name;
    }
  }
  std::cout << simulator.stats().json();
  const std::uint64_t first = total(simulator.stats());
  simulator.stats().reset();
  EXPECT_EQ(run(scenario, more), 0) << scenario.errors;
  const std::uint64_t again = total(simulator.stats());
  std::printf("the same run again: %llu requests, %.1f%% of the first's %llu\n", static_cast<unsigned long long>(again),
              100.0 * static_cast<double>(again) / static_cast<double>(first), static_cast<unsigned long long>(first));
  EXPECT_LT(static_cast<double>(again), kRerun * static_cast<double>(first));
  simulator.stats().reset();
  more.emplace_back("--fresh");
  EXPECT_EQ(run(scenario, more), 0) << scenario.errors;
  const std::uint64_t fresh = total(simulator.stats());
  std::printf("begun anew with what is cached: %llu requests, %.1f%%\n%s", static_cast<unsigned long long>(fresh),
              100.0 * static_cast<double>(fresh) / static_cast<double>(first), simulator.stats().json().c_str());
}

}  // namespace
}  // namespace streamguard::upstreams
