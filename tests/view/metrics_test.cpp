// The metrics' text in both dialects, judged by our own eyes here and by other programs in metrics_tools_test.
#include "view/metrics_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "../fresh_folder.hpp"
#include "events.hpp"
#include "view/metrics_file.hpp"

namespace streamguard::view {
namespace {

using testing::HasSubstr;
using testing::Not;

RunState busy_state() {
  RunState state(plan_of({{"OSV", 20000}, {"we\"ird\\name\nline", 0}}));
  state.on(event_of(Event::Kind::run_started, 0.25, "/data/demo"));
  state.on(event_of(Event::Kind::collector_started, 1, "OSV", Phase::running, 0, 20000, "osv 1.0.0"));
  Event progress = event_of(Event::Kind::progress, 5, "OSV", Phase::running, 1200, 20000);
  progress.tally.requests = 17;
  progress.tally.from_cache = 4;
  progress.tally.fetched_bytes = 9'007'199'254'740'991;
  progress.tally.waited_seconds = 1.5;
  progress.tally.rejected = 3;
  progress.tally.rejected_by_reason = {{"missing: code", 2}, {"not JSON", 1}};
  progress.tally.workers = 1;
  progress.tally.crew = {{0, 48'000'000}};
  progress.tally.memory_limit = 512'000'000;
  progress.tally.noun = "zip entries";
  progress.tally.done = 50;
  state.on(progress);
  Event use = event_of(Event::Kind::upstreams, 6);
  UpstreamUse nvd;
  nvd.name = "nvd";
  nvd.requests = 9;
  nvd.limit = 50;
  nvd.in_window = 8;
  nvd.window = std::chrono::seconds(30);
  UpstreamUse free;
  free.name = "kernel";
  use.upstreams = {nvd, free};
  state.on(use);
  return state;
}

/// With something in every family.
RunState full_state() {
  RunState state = busy_state();
  Event progress = event_of(Event::Kind::progress, 7, "OSV", Phase::running, 1300, 20000);
  progress.tally.rejected_by_reason = {{"not JSON", 1}};
  progress.tally.crew = {{0, 48'000'000}};
  progress.tally.memory_limit = 512'000'000;
  progress.tally.noun = "zip entries";
  progress.tally.done = 60;
  progress.tally.total = 90;
  state.on(progress);
  progress.kind = Event::Kind::collector_ended;
  progress.phase = Phase::exhausted;
  state.on(progress);
  state.on(event_of(Event::Kind::run_ended, 9, "done"));
  return state;
}

std::string text_of(const RunState& state, Dialect dialect) {
  Highest highest;
  return metrics_text(state, "0.1.0", dialect, highest);
}

TEST(Metrics, PrometheusNamesSamplesAndOpenMetricsFamilies) {
  const std::string old = text_of(busy_state(), Dialect::prometheus);
  EXPECT_THAT(old, HasSubstr("# TYPE streamguard_requests_total counter\n"
                             "# HELP streamguard_requests_total Requests that were sent to upstreams.\n"
                             "streamguard_requests_total{collector=\"OSV\"} 17\n"));
  EXPECT_THAT(old, HasSubstr("# TYPE streamguard_build_info gauge\n"));
  EXPECT_THAT(old, Not(HasSubstr("# UNIT")));
  EXPECT_THAT(old, Not(HasSubstr("# EOF")));

  const std::string open = text_of(busy_state(), Dialect::openmetrics);
  EXPECT_THAT(open, HasSubstr("# TYPE streamguard_requests counter\n"
                              "# HELP streamguard_requests Requests that were sent to upstreams.\n"
                              "streamguard_requests_total{collector=\"OSV\"} 17\n"));
  EXPECT_THAT(open, HasSubstr("# TYPE streamguard_build info\n"));
  EXPECT_THAT(open, HasSubstr("# TYPE streamguard_received_bytes counter\n# UNIT streamguard_received_bytes bytes\n"));
  EXPECT_TRUE(open.ends_with("\n# EOF\n"));
}

TEST(Metrics, UnitsStandAtTheEndOfTheirNames) {
  std::istringstream in(text_of(busy_state(), Dialect::openmetrics));
  int units = 0;
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string hash, kind, name, unit;
    words >> hash >> kind >> name >> unit;
    if (hash != "#" || kind != "UNIT") continue;
    ++units;
    EXPECT_TRUE(name.ends_with('_' + unit)) << line;
  }
  EXPECT_GT(units, 5);
}

TEST(Metrics, EachFamilyIsDescribedOnceAndHoldsTogether) {
  std::istringstream in(text_of(busy_state(), Dialect::prometheus));
  std::set<std::string> seen, series;
  std::string family;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("# TYPE ")) {
      family = line.substr(7, line.find(' ', 7) - 7);
      EXPECT_TRUE(seen.insert(family).second) << line;
    } else if (!line.starts_with('#')) {
      EXPECT_EQ(line.substr(0, line.find_first_of("{ ")), family) << line;
      EXPECT_TRUE(series.insert(line.substr(0, line.rfind(' '))).second) << line;
    }
  }
  EXPECT_GT(seen.size(), 35U);
}

TEST(Metrics, EscapesWhatNamesHold) {
  Highest highest;
  Exposition out(Dialect::openmetrics, highest);
  out.family("a", Exposition::Type::gauge, "", "one \\ two \"three\"\nfour");
  out.sample({{"name", "q\" b\\ n\n"}}, 1);
  EXPECT_EQ(std::move(out).finish(),
            "# TYPE a gauge\n# HELP a one \\\\ two \\\"three\\\"\\nfour\na{name=\"q\\\" b\\\\ n\\n\"} 1\n# EOF\n");
  // A name from a manifest is made harmless before, so that no newline is left to escape.
  EXPECT_THAT(text_of(busy_state(), Dialect::prometheus), HasSubstr(R"({collector="we\"ird\\name\\x0aline"})"));
}

TEST(Metrics, WritesNumbersWholeWhereTheyAre) {
  const std::string text = text_of(busy_state(), Dialect::prometheus);
  EXPECT_THAT(text, HasSubstr("streamguard_received_bytes_total{collector=\"OSV\"} 9007199254740991\n"));
  EXPECT_THAT(text, HasSubstr("streamguard_waiting_seconds_total{collector=\"OSV\"} 1.5\n"));
  EXPECT_THAT(text, HasSubstr("streamguard_run_start_time_seconds 1700000000.25\n"));
}

TEST(Metrics, LeavesOutWhatIsNotKnown) {
  const std::string text = text_of(busy_state(), Dialect::prometheus);
  EXPECT_THAT(text, HasSubstr("streamguard_samples_target{collector=\"OSV\"} 20000\n"));
  EXPECT_THAT(text, Not(HasSubstr("streamguard_samples_target{collector=\"we")));
  EXPECT_THAT(text, Not(HasSubstr("streamguard_run_end_time_seconds")));
  EXPECT_THAT(text, Not(HasSubstr("streamguard_progress_expected")));
  EXPECT_THAT(text, HasSubstr("streamguard_upstream_limit_requests{upstream=\"nvd\"} 50\n"));
  EXPECT_THAT(text, Not(HasSubstr("streamguard_upstream_limit_requests{upstream=\"kernel\"}")));
}

TEST(Metrics, ExactlyOneStateOfACollectorIsOne) {
  const std::string text = text_of(busy_state(), Dialect::prometheus);
  EXPECT_THAT(text, HasSubstr("streamguard_collector_state{collector=\"OSV\",state=\"running\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("streamguard_collector_state{collector=\"OSV\",state=\"pending\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("streamguard_rejected_total{collector=\"OSV\",reason=\"missing: code\"} 2\n"));
}

TEST(Metrics, CountersNeverGoDown) {
  RunState state = busy_state();
  Highest highest;
  metrics_text(state, "0.1.0", Dialect::prometheus, highest);
  state.on(event_of(Event::Kind::progress, 7, "OSV", Phase::running, 900, 20000));
  const std::string text = metrics_text(state, "0.1.0", Dialect::prometheus, highest);
  EXPECT_THAT(text, HasSubstr("streamguard_samples_committed_total{collector=\"OSV\"} 1200\n"));
  EXPECT_THAT(text, HasSubstr("streamguard_requests_total{collector=\"OSV\"} 17\n"));
  EXPECT_THAT(text, HasSubstr("streamguard_samples_accepted{collector=\"OSV\"} 900\n"));
}

TEST(Metrics, EqualStatesGiveEqualBytes) {
  EXPECT_EQ(text_of(busy_state(), Dialect::openmetrics), text_of(busy_state(), Dialect::openmetrics));
}

std::string read(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(Metrics, DocumentNamesEachFamilyAndNoOther) {
  std::set<std::string> documented, written;
  std::istringstream document(read(STREAMGUARD_SOURCE_DIR "/host/view/METRICS.md"));
  for (std::string line; std::getline(document, line);) {
    if (line.starts_with("| streamguard_")) documented.insert(line.substr(2, line.find(' ', 2) - 2));
  }
  std::istringstream text(text_of(full_state(), Dialect::prometheus));
  for (std::string line; std::getline(text, line);) {
    if (line.starts_with("# TYPE ")) written.insert(line.substr(7, line.find(' ', 7) - 7));
  }
  EXPECT_EQ(documented, written);
}

/// A folder of its own for each test.
class InFolder : public testing::Test {
 protected:
  void SetUp() override { folder_ = tests::fresh_folder("streamguard-metrics-"); }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_;
};
using MetricsFileTest = InFolder;

/// Other programs' judgement of the text.
class MetricsTools : public InFolder {
 protected:
  /// The program's words, with "exit N" at their end.
  std::string judged(const std::string& command, const std::string& text) const {
    std::ofstream(folder_ / "in") << text;
    const std::string in = (folder_ / "in").string();
    const std::string out = (folder_ / "out").string();
    const std::string whole =
        "{ " + command + "; } <'" + in + "' >'" + out + "' 2>&1; printf 'exit %s' $? >>'" + out + "'";
    return std::system(whole.c_str()) == 0 ? read(out) : "no shell";
  }
};

TEST_F(MetricsTools, PromtoolFindsNothingToSay) {
  if (std::system("command -v promtool >/dev/null") != 0) GTEST_SKIP() << "skipped: no promtool (package prometheus)";
  EXPECT_EQ(judged("promtool check metrics", text_of(busy_state(), Dialect::prometheus)), "exit 0");
  EXPECT_EQ(judged("promtool check metrics", text_of(full_state(), Dialect::prometheus)), "exit 0");
}

TEST_F(MetricsTools, AnotherReaderOfOpenMetricsTakesIt) {
  const std::string python =
      "/usr/bin/python3 -c 'import sys\n"
      "from prometheus_client.openmetrics.parser import text_string_to_metric_families as read\n"
      "print(sum(len(one.samples) for one in read(sys.stdin.read())))'";
  if (judged("/usr/bin/python3 -c 'import prometheus_client.openmetrics.parser'", "") != "exit 0") {
    GTEST_SKIP() << "skipped: no package python3-prometheus-client";
  }
  const std::string text = text_of(full_state(), Dialect::openmetrics);
  const auto samples = std::count(text.begin(), text.end(), '\n') - std::count(text.begin(), text.end(), '#');
  EXPECT_EQ(judged(python, text), std::to_string(samples) + "\nexit 0");
}

TEST_F(MetricsFileTest, IsThereFromTheStartAndHoldsTheEnd) {
  auto file = MetricsFile::open(folder_ / "run.prom", plan_of({{"OSV", 10}}), "0.1.0");
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_THAT(read(folder_ / "run.prom"), HasSubstr("streamguard_samples_committed_total{collector=\"OSV\"} 0\n"));
  (*file)->on(event_of(Event::Kind::run_started, 0));
  (*file)->on(event_of(Event::Kind::collector_ended, 3, "OSV", Phase::completed, 10, 10));
  (*file)->on(event_of(Event::Kind::run_ended, 4, "done"));
  ASSERT_TRUE((*file)->finish());
  const std::string text = read(folder_ / "run.prom");
  EXPECT_THAT(text, HasSubstr("streamguard_samples_committed_total{collector=\"OSV\"} 10\n"));
  EXPECT_THAT(text, HasSubstr("streamguard_run_state{state=\"ended\"} 1\n"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "run.prom.new"));
}

TEST_F(MetricsFileTest, SaysWhyItCannotBeWritten) {
  const auto file = MetricsFile::open(folder_ / "missing" / "run.prom", plan_of({{"OSV", 10}}), "0.1.0");
  ASSERT_FALSE(file);
  EXPECT_THAT(file.error().message,
              HasSubstr((std::filesystem::path("missing") / "run.prom").make_preferred().string() + ": cannot write"));
  EXPECT_THAT(file.error().message, HasSubstr("No such file or directory"));
}

TEST_F(MetricsFileTest, IsNeverSeenHalf) {
  auto file = MetricsFile::open(folder_ / "run.prom", plan_of({{"OSV", 10}}), "0.1.0");
  ASSERT_TRUE(file);
  for (int i = 0; i < 200; ++i) {
    (*file)->on(event_of(Event::Kind::run_ended, i));  // each wakes the writer
    const std::string text = read(folder_ / "run.prom");
    ASSERT_TRUE(text.starts_with("# TYPE streamguard_build_info") && text.ends_with('\n')) << text.size();
    ASSERT_THAT(text, HasSubstr("streamguard_collector_state{collector=\"OSV\",state=\"interrupted\"}"));
  }
}

}  // namespace
}  // namespace streamguard::view
