// Bytes to the terminal, and keys from it.
#include "view/screen.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "events.hpp"
#include "view/events_view.hpp"
#include "view/keys.hpp"
#include "view/plain_view.hpp"

namespace streamguard::view {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Screen, DrawsAllFirstThenOnlyWhatChanged) {
  Screen screen;
  const std::string first = screen.change_to({"a", "", "c"});
  EXPECT_NE(first.find("\x1b[2J"), std::string::npos);
  EXPECT_NE(first.find("\x1b[3;1H\x1b[Kc"), std::string::npos);
  EXPECT_EQ(screen.change_to({"a", "", "c"}), "") << "nothing changed, nothing is written";
  EXPECT_EQ(screen.change_to({"a", "b", "c"}), "\x1b[?2026h\x1b[2;1H\x1b[Kb\x1b[?2026l");
  EXPECT_EQ(screen.change_to({"a"}), "\x1b[?2026h\x1b[2;1H\x1b[K\x1b[3;1H\x1b[K\x1b[?2026l")
      << "what is gone is erased";
  screen.forget();
  EXPECT_NE(screen.change_to({"a"}).find("\x1b[2J"), std::string::npos);
}

TEST(Screen, LeavingUndoesWhatEnteringDid) {
  for (const char* mode : {"1049", "25", "7", "2004"}) {
    const std::string set = std::string("\x1b[?") + mode;
    EXPECT_NE(screen_enter().find(set), std::string::npos) << mode;
    EXPECT_NE(screen_leave().find(set), std::string::npos) << mode;
  }
  EXPECT_NE(screen_leave().find("\x1b[?25h"), std::string::npos);
  EXPECT_NE(screen_leave().find("\x1b[?7h"), std::string::npos);
}

TEST(Keys, AreLettersAndSequences) {
  KeyReader keys;
  EXPECT_THAT(keys.take("qpl?"), ElementsAre(Key::stop, Key::pause, Key::log, Key::help));
  EXPECT_THAT(keys.take("\x1b[A\x1bOB\x1b[5~\x1b[6~\x1b[H\x1b[4~"),
              ElementsAre(Key::up, Key::down, Key::page_up, Key::page_down, Key::home, Key::end));
  EXPECT_THAT(keys.take("\x1b"), ElementsAre(Key::back));
  EXPECT_THAT(keys.take("xyz1;\r\n"), IsEmpty());
  EXPECT_THAT(keys.take("\x1b[1;5A\x1b[<0;3;3M"), IsEmpty()) << "sequences without a meaning type nothing";
}

TEST(Keys, ASequenceMayComeInPieces) {
  KeyReader keys;
  EXPECT_THAT(keys.take("\x1b["), IsEmpty());
  EXPECT_THAT(keys.take("A"), ElementsAre(Key::up));
}

TEST(Keys, WhatIsPastedTypesNothing) {
  KeyReader keys;
  EXPECT_THAT(keys.take("\x1b[200~quit qq"), IsEmpty());
  EXPECT_THAT(keys.take("q\x1b[201~p"), ElementsAre(Key::pause));
}

TEST(Keys, GarbageEndsAndIsForgotten) {
  KeyReader keys;
  keys.take("\x1b[" + std::string(1000, ';'));
  EXPECT_THAT(keys.take("q"), ElementsAre(Key::stop));
}

std::string plainly(const Event& event, bool unicode) {
  std::ostringstream out;
  PlainView(out, {unicode, std::chrono::milliseconds(5000), false}).on(event);
  return out.str();
}

TEST(PlainView, NeverWritesAControlCode) {
  Event line = event_of(Event::Kind::log, 1, "os\x1bv", Phase::running, 1, 0,
                        "\x1b[2Jx\r\ny\u202ez\x9b" + std::string(1'000'000, 'y'));
  for (const bool unicode : {true, false}) {
    const std::string text = plainly(line, unicode);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_EQ(text.find('\r'), std::string::npos);
    EXPECT_EQ(text.find('\n'), text.size() - 1) << "one line";
    EXPECT_LT(text.size(), 10'000U);
    if (!unicode) {
      EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
    }
  }
}

TEST(EventsView, TellsOfUpstreamsAndMemory) {
  Event event = event_of(Event::Kind::upstreams, 1);
  event.upstreams.resize(1);
  event.upstreams[0].name = "nvd";
  event.upstreams[0].limit = 5;
  event.upstreams[0].window = std::chrono::seconds(30);
  event.upstreams[0].in_window = 4;
  event.upstreams[0].requests = 210;
  event.upstreams[0].free_at = at(31);
  std::ostringstream out;
  EventsView(out).on(event);
  EXPECT_NE(out.str().find(R"("upstreams":[{"name":"nvd","requests":210,)"), std::string::npos) << out.str();
  EXPECT_NE(
      out.str().find(R"("limit":{"requests":5,"window_seconds":30.0,"used":4},"free_at":"2023-11-14T22:13:51.000Z")"),
      std::string::npos)
      << out.str();
  Event progress = event_of(Event::Kind::progress, 1, "osv", Phase::running, 1, 0);
  progress.tally.crew = {{0, 1024}, {1, 2048}};
  out.str("");
  EventsView(out).on(progress);
  EXPECT_NE(out.str().find(R"("memory":[{"shard":0,"bytes":1024},{"shard":1,"bytes":2048}])"), std::string::npos)
      << out.str();
}

TEST(PlainView, SaysShutdownAndPauses) {
  EXPECT_NE(plainly(event_of(Event::Kind::shutdown, 1, "graceful"), true).find("SHUTDOWN SIGNAL RECEIVED"),
            std::string::npos);
  EXPECT_NE(plainly(event_of(Event::Kind::paused, 1), true).find("Paused"), std::string::npos);
  EXPECT_EQ(plainly(event_of(Event::Kind::upstreams, 1), true), "");
  Event ended = event_of(Event::Kind::collector_ended, 9, "osv", Phase::completed, 300, 300);
  EXPECT_NE(plainly(ended, true).find("✓ OSV: completed: target met, 300 of 300 samples"), std::string::npos);
}

}  // namespace
}  // namespace streamguard::view
