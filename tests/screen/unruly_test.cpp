// What a collector says that would act on its readers reaches none of them: one run by the real program, looked at
// wherever it is shown: the dashboard's bytes, plain lines, events, the log, the live page, the commands, the reports.
#include <gmock/gmock.h>

#include <algorithm>
#include <regex>

#include "../commands/said.hpp"
#include "../reports/read_back.hpp"
#include "../web/client.hpp"
#include "scenario.hpp"
#include "tmux.hpp"

namespace streamguard::screen {
namespace {

using commands::Said;
using commands::say;
using nlohmann::json;
using scenario::Scenario;
using scenario::text_of;
using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

constexpr std::size_t kSamples = 10;
const std::string kUnruly =
    "  ends: {plugin: unruly, config: {error: 6}}\n"
    "  waits: {plugin: unruly, config: {error: 0}}\n";

constexpr std::size_t kLineMost = 64 * 1024;  ///< bytes of a line that is for people

std::size_t longest_line(const std::string& text) {
  std::size_t most = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    most = std::max(most, end - at);
    at = end + 1;
  }
  return most;
}

/// No control codes, no turned writing, nothing invisible, in lines of bounded length.
void expect_plain(const std::string& text, const std::string& what) {
  SCOPED_TRACE(what);
  EXPECT_FALSE(text.empty());
  commands::expect_harmless(text);
  EXPECT_LE(longest_line(text), kLineMost);
}

/// The same for a JSON text: what its strings hold counts, and not only how it is written.
void expect_plain_strings(const json& value, const std::string& what) {
  if (value.is_string()) {
    std::string text = value.get<std::string>();
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '\t' || c == '\r'; }, ' ');
    if (!text.empty()) expect_plain(text, what);
  }
  if (value.is_object()) {
    for (const auto& [key, one] : value.items()) expect_plain_strings(one, what + "." + key);
  }
  if (value.is_array()) {
    for (const json& one : value) expect_plain_strings(one, what + "[]");
  }
}

/// What a terminal was sent: the program's own sequences and text that steers nothing.
void expect_own_sequences(std::string bytes) {
  EXPECT_THAT(bytes, Not(HasSubstr("\x1b]"))) << "a title, or another command of the terminal's own";
  EXPECT_THAT(bytes, Not(HasSubstr("RAW-title\x07")));
  for (const char* sequence : {"\x1b[31mRAW", "\x1b[2JRAW", "\x1b[41m"}) EXPECT_THAT(bytes, Not(HasSubstr(sequence)));
  bytes = std::regex_replace(bytes, std::regex("\x1b\\[[?]?[0-9;]*[A-Za-z]"), "");
  std::erase(bytes, '\r');
  const std::size_t steers = bytes.find('\x1b');
  EXPECT_EQ(steers, std::string::npos) << bytes.substr(steers == std::string::npos ? 0 : steers, 20);
  std::erase_if(bytes, [](char c) { return c == '\b'; });
  commands::expect_harmless(bytes);
}

void expect_safe_page(const std::string& page) {
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(page, Not(HasSubstr("<img src=x")));
  EXPECT_THAT(page, Not(HasSubstr("href=\"javascript:")));
  commands::expect_harmless(page);
}

std::string pdf_text(const fs::path& file) {
  const Said said = commands::shell("pdftotext -layout '" + file.string() + "' - | tr -d '\\f'");
  return said.out;
}

/// Of a folder with every report in it.
void expect_safe_reports(const fs::path& output) {
  for (const char* file : {"collection_report.md", "DATASET_CARD.md"}) {
    const std::string text = text_of(output / file);
    expect_plain(text, file);
    EXPECT_THAT(text, Not(HasSubstr("<script"))) << file;
    EXPECT_THAT(text, Not(HasSubstr("<img"))) << file;
    EXPECT_THAT(text, Not(HasSubstr("](javascript:"))) << file;
  }
  std::string csv = text_of(output / "collection_report.csv").substr(3);
  std::erase(csv, '\r');
  expect_plain(csv, "csv");
  expect_safe_page(text_of(output / "collection_report.html"));
  for (const char* file : {"collection_report.json", "collection_report.sarif", "collection_results.json"}) {
    if (!fs::exists(output / file)) continue;
    SCOPED_TRACE(file);
    commands::expect_harmless(text_of(output / file));
    EXPECT_LT(fs::file_size(output / file), 1024U * 1024);
  }
  if (commands::installed("pdftotext")) expect_plain(pdf_text(output / "collection_report.pdf"), "pdf");
}

/// The state as a browser gets it, and the page.
void expect_safe_live_page(const std::string& typescript) {
  std::smatch address;
  ASSERT_TRUE(
      std::regex_search(typescript, address, std::regex("http://127\\.0\\.0\\.1:([0-9]+)/\\?token=([^\\s\x1b]+)")))
      << typescript.substr(0, 400);
  const auto port = static_cast<std::uint16_t>(std::stoul(address[1]));
  const std::string token = address[2];
  const std::string state = web::Client(port).get("/state.json?token=" + token).answer();
  const std::size_t body = state.find("\r\n\r\n");
  ASSERT_NE(body, std::string::npos) << state;
  const std::string text = state.substr(body + 4);
  commands::expect_harmless(text);
  const json read = json::parse(text);
  EXPECT_THAT(text, HasSubstr("RAW")) << "it was there to be shown";
  expect_plain_strings(read, "state");
  std::string metrics = web::Client(port).get("/metrics?token=" + token).answer();
  expect_plain(metrics.substr(metrics.find("\r\n\r\n") + 4), "metrics");
}

void expect_safe_commands(const Scenario& scenario) {
  const std::string output = scenario.output().string();
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"status", output},
                                             {"status", output, "--json"},
                                             {"show", output, "--limit", "0", "--color", "never"},
                                             {"show", output, "--limit", "0", "--whole", "--color", "never"},
                                             {"validate", scenario.manifest().string()}}) {
    const Said said = say(arguments);
    EXPECT_EQ(said.code, 0) << arguments[0] << said.errors;
    SCOPED_TRACE(arguments[0]);
    commands::expect_harmless(said.out);
    commands::expect_harmless(said.errors);
    if (std::find(arguments.begin(), arguments.end(), "--whole") == arguments.end()) {
      EXPECT_LE(longest_line(said.out), kLineMost);
    }
  }
  EXPECT_EQ(say({"show", output, "--count"}).out, std::to_string(2 * kSamples) + "\n");
}

TEST(Unruly, ReachesNoReaderAsItIs) {
  if (!Tmux::there() || !commands::installed("script")) GTEST_SKIP() << "skipped: there is no tmux, or no script";
  const Scenario scenario(kUnruly);
  const std::string typescript = (scenario.folder() / "typescript").string();
  const std::string events = (scenario.folder() / "events").string();
  const Tmux terminal(120, 40);
  const std::string title = terminal.about("#{pane_title}");
  terminal.line("script -q -f -c '" STREAMGUARD_PROGRAM " run " + scenario.manifest().string() + " --events " + events +
                " --web' " + typescript + "; echo \"done:$?\"");
  const std::regex total("TOTAL +[0-9a-z ]+ " + std::to_string(2 * kSamples) + " ");
  terminal.until([&](const std::string& text) {
    return text.find("failed") != std::string::npos && text.find("1 active") != std::string::npos &&
           std::regex_search(text, total);
  });
  expect_safe_live_page(text_of(typescript));
  expect_safe_commands(scenario);
  const Said reports = say({"report", scenario.output().string(), "--format", "all"});
  EXPECT_EQ(reports.code, 0) << reports.errors;
  commands::expect_harmless(reports.errors);
  expect_safe_reports(scenario.output());
  for (const char* keys : {"l", "l", "?", "?", "w", "w"}) terminal.type(keys);
  EXPECT_EQ(terminal.screen().front().rfind(" StreamGuard", 0), 0U) << terminal.text();
  EXPECT_EQ(terminal.about("#{pane_title}"), title);
  terminal.type("q");
  terminal.until("done:");
  std::string bytes = text_of(typescript);
  bytes.erase(0, bytes.find('\n') + 1);
  expect_own_sequences(bytes);
  expect_plain(text_of(events), "events");
  for (const json& event : scenario::lines_of(text_of(events))) expect_plain_strings(event, "event");
  expect_plain(text_of(scenario.output() / ".streamguard" / "run.log"), "log");
}

TEST(Unruly, ReachesNoPlainLineAndNoReportOfARun) {
  Scenario scenario(
      "  ends: {plugin: unruly, config: {error: 6}}\n",
      "reports: [json, csv, html, markdown, dataset_card, pdf, {plugin: sarif, config: {findings: true}}]\n");
  scenario::Host host({"run", scenario.manifest().string()});
  EXPECT_EQ(host.wait().code, 3);
  expect_plain(host.output(), "plain lines");
  EXPECT_THAT(host.output(), HasSubstr("RAW")) << "it was there to be shown";
  if (!host.errors().empty()) expect_plain(host.errors(), "errors");
  expect_safe_reports(scenario.output());
  const tests::ReadBack read = tests::read_back(scenario.output());
  EXPECT_TRUE(read.skipped || read.agrees) << read.said;
}

}  // namespace
}  // namespace streamguard::screen
