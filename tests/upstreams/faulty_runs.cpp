#include "faulty_runs.hpp"

#include <cstdlib>

#include "small_mirror.hpp"

namespace streamguard::upstreams {
namespace {

/// A day for the simulator lasts less than half an hour of ours; the windows that the manifest keeps are as short.
constexpr double kScale = 60;

std::string subject_lines(const std::vector<Subject>& which) {
  std::string out;
  for (const Subject& one : which) out += "  " + one.name + ": {" + one.entry + "}\n";
  return out;
}

SimulatorOptions options_over(const std::filesystem::path& mirror) {
  const SmallMirror made(mirror);
  SimulatorOptions out;
  out.mirror = made.folder();
  out.scale = {kScale};
  out.nvd_key = "key";
  out.github_token = "token";
  return out;
}

/// More than any fault here costs: who begins again and again will not come to an end.
constexpr int kRestartsMost = 60;

/// A run whose collectors may not restart for ever.
scenario::Ended watched(scenario::Scenario& scenario) {
  scenario::Host host(scenario.arguments(), FaultyRuns::options());
  int restarts = 0;
  while (const auto line = host.line()) {
    if (line->find("\"event\":\"restarting\"") != std::string::npos && ++restarts == kRestartsMost) {
      ADD_FAILURE() << "ended by the test: collectors restart for ever, as in " << *line;
      host.process().kill();
    }
  }
  const scenario::Ended ended = host.wait();
  scenario.events = host.events();
  scenario.errors = host.errors();
  return ended;
}

const std::vector<Subject>& all_subjects() {
  static const std::vector<Subject> all{
      {"osv", "plugin: osv, target: all, upstreams: [osv, git], config: {ecosystems: [PyPI, Go], code: false}", 5},
      {"osv_code", "plugin: osv, target: all, upstreams: [osv, git], config: {ecosystems: [Go]}", 3},
      {"exploitdb", "plugin: exploitdb, target: all, upstreams: [exploitdb]", 12},
      {"exploitdb_archive", "plugin: exploitdb, target: all, upstreams: [exploitdb], config: {files: archive}", 12},
      {"cve",
       "plugin: cve, target: all, upstreams: [nvd, nvd_feeds, git], config: {source: api, from: 2021-01-01, to: "
       "2024-12-31}",
       9},
      {"cve_feed",
       "plugin: cve, target: all, upstreams: [nvd, nvd_feeds, git], config: {source: feed, years: [2021, 2024]}", 9},
      {"github", "plugin: github, target: all, upstreams: [github_api, advisories, git], config: {page: 3}", 6},
      {"repo",
       "plugin: repo, target: all, upstreams: [git], config: {repositories: [\"https://github.com/acme/parser\", "
       "\"https://github.com/acme/webshop\"]}",
       1},
  };
  return all;
}

}  // namespace

const std::vector<Subject>& subjects() {
  static const std::vector<Subject> chosen = [] {
    const char* const names = std::getenv("STREAMGUARD_COLLECTORS");
    if (names == nullptr) return all_subjects();
    const std::string listed = "," + std::string(names) + ",";
    std::vector<Subject> out;
    for (const Subject& one : all_subjects()) {
      if (listed.find("," + one.name + ",") != std::string::npos) out.push_back(one);
    }
    return out;
  }();
  return chosen;
}

FaultyRuns& FaultyRuns::instance() {
  static FaultyRuns one;
  return one;
}

FaultyRuns::FaultyRuns() : simulator_(options_over(mirror_.path())) {}

std::string FaultyRuns::upstreams() const {
  const std::string url = simulator_.url();
  return "secrets:\n  github_token: {env: STREAMGUARD_TEST_TOKEN}\n  nvd_api_key: {env: STREAMGUARD_TEST_KEY}\n"
         "upstreams:\n"
         "  nvd: {url: \"" +
         url +
         "\", limit: {requests: 5, per: 500ms}, auth: {secret: nvd_api_key, header: apiKey, "
         "limit: {requests: 50, per: 500ms}}}\n"
         "  nvd_feeds: {url: \"" +
         url +
         "\", limit: {requests: 50, per: 500ms}}\n"
         "  github_api: {url: \"" +
         url +
         "\", auth: {secret: github_token, header: Authorization, scheme: Bearer, "
         "limit: {requests: 50, per: 500ms}}}\n"
         "  advisories: {url: \"" +
         url +
         "/ghsa\"}\n"
         "  osv: {url: \"" +
         url +
         "/osv\", limit: {requests: 50, per: 500ms}}\n"
         "  exploitdb: {url: \"" +
         url +
         "/exploitdb\", limit: {requests: 250, per: 500ms}}\n"
         "  git: {url: \"" +
         url + "/git\", serves: [\"https://github.com\"], limit: {requests: 100, per: 500ms}}\n";
}

scenario::Host::Options FaultyRuns::options() {
  scenario::Host::Options out;
  out.environment = {{"STREAMGUARD_TEST_TOKEN", "token"}, {"STREAMGUARD_TEST_KEY", "key"}};
  return out;
}

FaultyRuns::Run run_of(const scenario::Scenario& scenario, int exit_code, const std::vector<std::string>& names) {
  FaultyRuns::Run out;
  out.exit_code = exit_code;
  out.said = scenario.errors;
  const auto all = scenario::data_of(scenario.output());
  for (const std::string& name : names) {
    Outcome& one = out.outcomes[name];
    one.state = scenario.result_of(name).at("state").get<std::string>();
    const std::string folder = scenario.folder_of(name) + "/";
    for (const auto& [file, bytes] : all) {
      if (file.rfind(folder, 0) == 0) one.data[file] = bytes;
    }
  }
  for (const auto& event : scenario.events) {
    const std::string kind = event.value("event", "");
    if (event.contains("text") || kind.find("fail") != std::string::npos) out.said += event.dump() + "\n";
  }
  return out;
}

void FaultyRuns::write_manifest(const scenario::Scenario& scenario, const std::vector<Subject>& which) const {
  scenario::put(scenario.manifest(), "version: 1\noutput: " + scenario.output().string() +
                                         "\ncache: {dir: " + (scenario.folder() / "cache").string() +
                                         "}\nreports: []\n" + upstreams() + "collectors:\n" + subject_lines(which));
}

FaultyRuns::Run FaultyRuns::run(const std::vector<Subject>& which, const std::string& faults) {
  scenario::Scenario scenario("");
  write_manifest(scenario, which);
  simulator_.faults().set(parse_faults(faults));
  simulator_.stats().reset();
  const scenario::Ended ended = watched(scenario);
  simulator_.faults().set({});
  std::vector<std::string> names;
  for (const Subject& one : which) names.push_back(one.name);
  if (!std::filesystem::exists(scenario.output() / "collection_results.json")) {
    ADD_FAILURE() << "the program gave no results: " << scenario.errors;
    return {};
  }
  Run out = run_of(scenario, ended.code, names);
  for (const char* upstream : {"nvd", "nvd_feeds", "github", "osv", "exploitdb", "git"}) {
    out.requests[upstream] = simulator_.stats().of(upstream).requests;
  }
  return out;
}

const FaultyRuns::Run& FaultyRuns::calm() {
  if (!calm_) calm_ = run(subjects(), "");
  return *calm_;
}

}  // namespace streamguard::upstreams
