#include "os/channel.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <thread>
#include <vector>

namespace streamguard::os {
namespace {

struct Ends {
  std::unique_ptr<Channel> a, b;
};

Ends ends() {
  auto pair = Channel::pair();
  EXPECT_TRUE(pair);
  return {std::move(pair->first), std::move(pair->second)};
}

Status send(Channel& channel, std::string_view text) { return channel.write(std::span(&text, 1)); }

TEST(Channel, KeepsTheOrderOfPieces) {
  Ends e = ends();
  std::vector<std::string> texts;
  std::string wanted;
  for (int i = 0; i < 3000; ++i) {  // more than one system call may take, with empty ones between
    texts.push_back(i % 7 == 0 ? "" : std::to_string(i) + ",");
    wanted += texts.back();
  }
  const std::vector<std::string_view> pieces(texts.begin(), texts.end());
  ASSERT_TRUE(e.a->write(pieces));
  std::string got(wanted.size(), '\0');
  ASSERT_TRUE(read_exactly(*e.b, got));
  EXPECT_EQ(got, wanted);
}

TEST(Channel, CarriesMoreThanItsBuffer) {
  Ends e = ends();
  std::string first(8'000'001, '\0'), second(7'000'003, 'z');
  std::iota(first.begin(), first.end(), '\0');
  std::thread writer([&] {
    const std::vector<std::string_view> pieces{first, "", second};
    EXPECT_TRUE(e.a->write(pieces));
  });
  std::string got(first.size() + second.size(), '\0');
  EXPECT_TRUE(read_exactly(*e.b, got));
  writer.join();
  EXPECT_TRUE(got == first + second);
}

TEST(Channel, WritingNothingIsFine) {
  Ends e = ends();
  EXPECT_TRUE(e.a->write({}));
  EXPECT_TRUE(send(*e.a, ""));
}

TEST(Channel, ReadsWhatWasSentBeforeTheEnd) {
  Ends e = ends();
  ASSERT_TRUE(send(*e.a, "last words"));
  e.a.reset();
  std::string got(10, '\0');
  EXPECT_TRUE(read_exactly(*e.b, got));
  EXPECT_EQ(got, "last words");
  auto end = e.b->read_some(got);
  ASSERT_TRUE(end);
  EXPECT_EQ(*end, 0U);
}

TEST(Channel, ReadsAnEndWhenTheOtherSideLeftBytesUnread) {
  Ends e = ends();
  ASSERT_TRUE(send(*e.b, "never read"));
  e.a.reset();
  std::string got(10, '\0');
  auto end = e.b->read_some(got);
  ASSERT_TRUE(end) << end.error().message;
  EXPECT_EQ(*end, 0U);
}

TEST(Channel, WritingToAClosedOneIsAnErrorAndNoSignal) {
  Ends e = ends();
  e.b.reset();
  const Status sent = send(*e.a, "x");
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, Code::cancelled);
}

TEST(Channel, ReadExactlyTellsTheEndFromATornFrame) {
  Ends e = ends();
  ASSERT_TRUE(send(*e.a, "abc"));
  e.a.reset();
  std::string got(5, '\0');
  const Status torn = read_exactly(*e.b, got);
  ASSERT_FALSE(torn);
  EXPECT_EQ(torn.error().code, Code::data);
  const Status closed = read_exactly(*e.b, got);
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.error().code, Code::cancelled);
}

TEST(Channel, GivesUpWhenNothingComes) {
  Ends e = ends();
  std::string got(1, '\0');
  auto none = e.a->read_some(got, 0);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, Code::transient);
  ASSERT_TRUE(send(*e.b, "x"));
  EXPECT_TRUE(e.a->read_some(got, -1));
}

TEST(Channel, ShutdownWakesAReader) {
  Ends e = ends();
  std::thread reader([&] {
    std::string got(1, '\0');
    auto end = e.a->read_some(got);
    EXPECT_TRUE(end && *end == 0);
  });
  e.a->shutdown();
  reader.join();
}

TEST(Channel, ShutdownWakesAWriter) {
  Ends e = ends();
  std::thread writer([&] {
    const std::string much(1 << 20, 'x');
    while (send(*e.a, much)) {
    }
  });
  std::string got(1, '\0');
  ASSERT_TRUE(read_exactly(*e.b, got));  // the writer is under way and nobody reads on
  e.a->shutdown();
  writer.join();
}

TEST(Channel, RefusesWhatWasNotInherited) {
  for (const char* argument : {"", "x", "3x", "-1", "0", "999999"}) {
    auto channel = Channel::inherited(argument);
    ASSERT_FALSE(channel) << argument;
    EXPECT_EQ(channel.error().code, Code::config);
  }
}

}  // namespace
}  // namespace streamguard::os
