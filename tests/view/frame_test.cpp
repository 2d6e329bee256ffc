// Pictures of runs in every state and size: nothing leaves its line, and what matters is there.
#include "view/frame.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "events.hpp"
#include "time_zone.hpp"
#include "view/width.hpp"

namespace streamguard::view {
namespace {

using Kind = Event::Kind;

const std::string kHostile =
    "\x1b[2J\x1b]0;owned\a\x1b[31mred\r\n\t\b\x9b"
    "6n \u202egnirts\u2066 שלום עולם 漢字漢字 👩‍💻🏳️‍🌈 e\u0301\u0301\u0301\u0301 \xff\xfe";

/// A run in the middle, with one collector of each kind.
RunState busy() {
  RunState state(plan_of({{"synthetic", 5000},
                          {"cve", 15000},
                          {"github", 10000},
                          {"osv", 0},
                          {"exploitdb", 10000},
                          {"a-collector-with-a-very-long-name", 20000}}));
  state.on(event_of(Kind::run_started, 0, "/data/demo"));
  const RunState begun = state;
  for (const CollectorState& one : begun.collectors()) {
    state.on(event_of(Kind::collector_started, 0, one.name, Phase::running, 0, one.tally.target, one.name + " 1.0.0"));
  }
  for (int step = 1; step <= 40; ++step) {
    const double now = step;
    const auto count = static_cast<std::uint64_t>(step);
    state.on(event_of(Kind::progress, now, "cve", Phase::running, count * 100, 15000));
    Event osv = event_of(Kind::progress, now, "osv", Phase::running, count * 333, 0);
    osv.tally.requests = 1234;
    osv.tally.fetched_bytes = 123'456'789;
    osv.tally.rejected = 17;
    osv.tally.restarts = 2;
    osv.tally.crew = {{0, 52'000'000}, {1, 410'000'000}};
    state.on(osv);
    state.on(event_of(Kind::progress, now, "a-collector-with-a-very-long-name", Phase::running, count, 20000));
  }
  state.on(event_of(Kind::collector_ended, 41, "synthetic", Phase::completed, 5000, 5000));
  Event wait = event_of(Kind::waiting, 41, "cve", Phase::running, 4000, 15000, "limit of nvd");
  wait.until = at(71);
  state.on(wait);
  Event restart = event_of(Kind::restarting, 41, "github", Phase::waiting, 77, 10000, "crash: killed by SIGSEGV");
  restart.until = at(44);
  state.on(restart);
  state.on(event_of(Kind::collector_ended, 41, "exploitdb", Phase::failed, 12, 10000, "config: " + kHostile));
  Event line = event_of(Kind::log, 41, "osv", Phase::running, 13320, 0, kHostile + std::string(1'000'000, 'y'));
  line.level = LogLevel::warn;
  line.tally.crew = {{0, 52'000'000}, {1, 410'000'000}};
  state.on(line);
  Event upstreams = event_of(Kind::upstreams, 41);
  upstreams.upstreams.resize(2);
  upstreams.upstreams[0].name = "nvd";
  upstreams.upstreams[0].limit = 5;
  upstreams.upstreams[0].window = std::chrono::seconds(30);
  upstreams.upstreams[0].in_window = 5;
  upstreams.upstreams[0].requests = 210;
  upstreams.upstreams[0].waiting = 7;
  upstreams.upstreams[0].free_at = at(71);
  upstreams.upstreams[1].name = "osv";
  upstreams.upstreams[1].requests = 1'234;
  state.on(upstreams);
  return state;
}

Look look_at(std::size_t columns, std::size_t rows) {
  Look look;
  look.paper = {columns, true, false};
  look.rows = rows;
  return look;
}

std::string text_of(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

/// Without what styles add.
std::string unstyled(const std::string& line) {
  std::string out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\x1b') {
      i = line.find('m', i);
      if (i == std::string::npos) break;
      continue;
    }
    out += line[i];
  }
  return out;
}

class FrameTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { use_utc(); }
};

TEST_F(FrameTest, NoLineIsOverItsWidthAndNoPictureOverItsHeight) {
  const RunState state = busy();
  for (const Panel panel : {Panel::run, Panel::log, Panel::help}) {
    for (const std::size_t rows : {1U, 2U, 3U, 5U, 8U, 12U, 16U, 20U, 24U, 30U, 50U, 100U}) {
      for (std::size_t columns = 1; columns <= 210; columns += columns < 40 ? 7 : 1) {
        for (const bool plainly : {false, true}) {
          Look look = look_at(columns, rows);
          look.panel = panel;
          look.paper.unicode = !plainly;
          look.paper.color = !plainly;
          look.scroll = plainly ? 1'000'000 : 0;
          const auto lines = frame(state, at(42), look);
          ASSERT_LE(lines.size(), rows);
          for (const std::string& line : lines) {
            const std::string bare = unstyled(line);
            ASSERT_LE(columns_of(bare), columns) << columns << 'x' << rows << ": " << bare;
            for (const char c : bare) ASSERT_GE(static_cast<unsigned char>(c), 0x20U) << bare;
            if (plainly) {
              for (const char c : line) ASSERT_LT(static_cast<unsigned char>(c), 0x80U) << line;
            }
          }
        }
      }
    }
  }
}

TEST_F(FrameTest, TheOriginalsPartsAreThereAtEveryWidth) {
  const RunState state = busy();
  for (const std::size_t columns : {60U, 80U, 120U, 200U}) {
    SCOPED_TRACE(columns);
    const std::string text = text_of(frame(state, at(42), look_at(columns, 40)));
    for (const char* part : {"StreamGuard", "demo", "0:00:42", "Collection Progress", "Collector Statistics", "TOTAL",
                             "Recent Events", "4 active", "1 completed", "1 error", "synthetic", "completed", "failed",
                             "limit", "restarting", "running", "100.0%"}) {
      EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
    }
  }
}

TEST_F(FrameTest, SaysWhatIsWaitedForAndUntilWhen) {
  const std::string text = text_of(frame(busy(), at(42), look_at(120, 40)));
  EXPECT_NE(text.find("waits until 22:14:31 (29.0s) for the limit of nvd"), std::string::npos) << text;
  EXPECT_NE(text.find("starts again at 22:14:04 (2.0s) after crash: killed by SIGSEGV"), std::string::npos) << text;
  EXPECT_NE(text.find("5 in 30s"), std::string::npos) << text;
  EXPECT_NE(text.find("441M (2, most 391M)"), std::string::npos) << text;
}

TEST_F(FrameTest, AnUnknownTimeToGoIsNotMadeUp) {
  const std::string text = text_of(frame(busy(), at(42), look_at(120, 40)));
  EXPECT_EQ(text.find("left"), std::string::npos) << "one takes all there is, so the whole is not known: " << text;
  RunState known(plan_of({{"cve", 1000}}));
  known.on(event_of(Kind::run_started, 0));
  for (int now = 0; now <= 10; ++now) {
    known.on(event_of(Kind::progress, now, "cve", Phase::running, static_cast<std::uint64_t>(now) * 10, 1000));
  }
  EXPECT_NE(text_of(frame(known, at(10), look_at(80, 24))).find("about 1m 30s left"), std::string::npos);
}

TEST_F(FrameTest, ANumberIsNotRoundedUpToAll) {
  RunState state(plan_of({{"cve", 100'000}}));
  state.on(event_of(Kind::progress, 1, "cve", Phase::running, 99'999, 100'000));
  const std::string text = text_of(frame(state, at(1), look_at(80, 24)));
  EXPECT_NE(text.find("99.9%"), std::string::npos) << text;
  EXPECT_EQ(text.find("100.0%"), std::string::npos) << text;
}

TEST_F(FrameTest, APauseAndAShutdownAreSaidAcrossTheScreen) {
  RunState state = busy();
  state.on(event_of(Kind::paused, 42));
  EXPECT_NE(text_of(frame(state, at(44), look_at(60, 24))).find("PAUSED for 2.0s"), std::string::npos);
  EXPECT_NE(text_of(frame(state, at(44), look_at(80, 24))).find("p go on"), std::string::npos);
  state.on(event_of(Kind::unpaused, 45));
  EXPECT_EQ(text_of(frame(state, at(46), look_at(60, 24))).find("PAUSED"), std::string::npos);
  state.on(event_of(Kind::shutdown, 46, "graceful"));
  const std::string text = text_of(frame(state, at(46), look_at(80, 24)));
  EXPECT_NE(text.find("SHUTDOWN SIGNAL RECEIVED: saving, 2 of 6 collectors done. q again"), std::string::npos) << text;
  state.on(event_of(Kind::shutdown, 47, "now"));
  EXPECT_NE(text_of(frame(state, at(47), look_at(60, 24))).find("STOPPING AT ONCE"), std::string::npos);
}

TEST_F(FrameTest, WithLittleHeightTheBarsStayAndCanBeScrolled) {
  const RunState state = busy();
  Look look = look_at(80, 6);
  std::string text = text_of(frame(state, at(42), look));
  EXPECT_NE(text.find("synthetic"), std::string::npos) << text;
  EXPECT_NE(text.find("3 more: arrows scroll"), std::string::npos) << text;
  EXPECT_EQ(scroll_most(state, look), 3U);
  look.scroll = 3;
  text = text_of(frame(state, at(42), look));
  EXPECT_EQ(text.find("synthetic"), std::string::npos) << text;
  EXPECT_NE(text.find("exploitdb"), std::string::npos) << text;
  EXPECT_EQ(scroll_most(state, look_at(80, 24)), 0U);
}

TEST_F(FrameTest, TheLogIsWrappedAndScrollsBack) {
  RunState state(plan_of({{"osv", 0}}));
  for (int i = 0; i < 100; ++i) {
    Event line = event_of(Kind::log, i, "osv", Phase::running, 1, 0, "line " + std::to_string(i) + " ends");
    if (i % 10 == 0) line.level = LogLevel::warn;
    state.on(line);
  }
  Look look = look_at(60, 14);
  look.panel = Panel::log;
  std::string text = text_of(frame(state, at(200), look));
  EXPECT_NE(text.find("line 99 ends"), std::string::npos) << text;
  EXPECT_EQ(text.find("line 80 ends"), std::string::npos) << text;
  look.scroll = scroll_most(state, look);
  text = text_of(frame(state, at(200), look));
  EXPECT_NE(text.find("line 0 ends"), std::string::npos) << text;
  look.scroll = 0;
  look.warnings_only = true;
  text = text_of(frame(state, at(200), look));
  EXPECT_NE(text.find("line 90 ends"), std::string::npos) << text;
  EXPECT_EQ(text.find("line 99 ends"), std::string::npos) << text;
}

TEST_F(FrameTest, ForeignTextSteersNothing) {
  for (const std::size_t columns : {60U, 80U, 120U, 200U}) {
    Look look = look_at(columns, 40);
    look.paper.color = true;
    for (const Panel panel : {Panel::run, Panel::log}) {
      look.panel = panel;
      for (const std::string& line : frame(busy(), at(42), look)) {
        for (std::size_t i = line.find('\x1b'); i != std::string::npos; i = line.find('\x1b', i + 1)) {
          EXPECT_EQ(line.compare(i, 3, "\x1b[0"), 0) << "only styles of ours: " << line;
        }
        EXPECT_EQ(line.find("\u202e"), std::string::npos);
        EXPECT_EQ(line.find('\a'), std::string::npos);
      }
    }
  }
}

TEST_F(FrameTest, ReportsAndAnEmptyRun) {
  RunState state(plan_of({{"osv", 0}}));
  EXPECT_EQ(frame(state, at(0), look_at(80, 24)).size(), 24U) << "before anything happened";
  state.on(event_of(Kind::run_started, 0));
  state.on(event_of(Kind::collector_ended, 1, "osv", Phase::exhausted, 12, 0));
  state.on(event_of(Kind::report_started, 1, "json"));
  state.on(event_of(Kind::report_written, 2, "/data/demo/collection_report.json"));
  state.on(event_of(Kind::report_started, 2, "pdf"));
  const std::string text = text_of(frame(state, at(3), look_at(80, 24)));
  EXPECT_NE(text.find("json ✓"), std::string::npos) << text;
  EXPECT_NE(text.find("pdf …"), std::string::npos) << text;
  EXPECT_NE(text.find("all"), std::string::npos) << "an exhausted source has no percent: " << text;
}

}  // namespace
}  // namespace streamguard::view
