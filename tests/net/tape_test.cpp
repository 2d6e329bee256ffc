#include "net/tape.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace streamguard::net {
namespace {
namespace fs = std::filesystem;

class Tapes : public ::testing::Test {
 protected:
  Tapes() : dir_(fs::temp_directory_path() / ("streamguard-tape-" + unique_name())) {}
  ~Tapes() override { fs::remove_all(dir_); }

  static Request get(const std::string& path) {
    Request request;
    request.upstream = "osv";
    request.path = path;
    return request;
  }
  Shot shot(const std::string& text) {
    fs::create_directories(dir_);
    const fs::path file = dir_ / ("source-" + unique_name());
    std::ofstream(file, std::ios::binary) << text;
    return {200, {{"etag", "x"}}, std::make_shared<const Body>(file, text.size(), true), {}};
  }
  static std::string text_of(const Shot& shot) {
    std::ifstream in(shot.body->path(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }

  fs::path dir_;
};

TEST_F(Tapes, GivesBackInOrderAndThenTheLastAgain) {
  auto tape = Tape::record(dir_);
  ASSERT_TRUE(tape.ok());
  ASSERT_TRUE((*tape)->keep(get("/a"), shot("one")).ok());
  ASSERT_TRUE((*tape)->keep(get("/b"), shot("other")).ok());
  ASSERT_TRUE((*tape)->keep(get("/a"), shot(std::string("tw\0\xff", 4))).ok());
  auto replay = Tape::replay(dir_);
  ASSERT_TRUE(replay.ok());
  EXPECT_EQ(text_of(*(*replay)->next(get("/a"))), "one");
  EXPECT_EQ(text_of(*(*replay)->next(get("/a"))), std::string("tw\0\xff", 4));
  EXPECT_EQ(text_of(*(*replay)->next(get("/a"))), std::string("tw\0\xff", 4));
  const auto other = (*replay)->next(get("/b"));
  EXPECT_EQ(text_of(other.value()), "other");
  EXPECT_EQ(other.value().headers, (Headers{{"etag", "x"}}));
}

TEST_F(Tapes, GivesBackErrors) {
  auto tape = Tape::record(dir_);
  ASSERT_TRUE((*tape)->keep(get("/a"), {429, {}, nullptr, Error{Code::rate_limited, "slow down", 7000}}).ok());
  auto replay = Tape::replay(dir_);
  auto again = (*replay)->next(get("/a"));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->status, 429);
  ASSERT_FALSE(again->outcome.ok());
  EXPECT_EQ(again->outcome.error().code, Code::rate_limited);
  EXPECT_EQ(again->outcome.error().retry_after_ms, 7000U);
}

TEST_F(Tapes, TellsRequestsApartByMethodHeadersAndBody) {
  auto tape = Tape::record(dir_);
  Request post = get("/q");
  post.method = "POST";
  post.body = "one";
  ASSERT_TRUE((*tape)->keep(post, shot("answer one")).ok());
  auto replay = Tape::replay(dir_);
  EXPECT_TRUE((*replay)->next(post).ok());
  post.body = "two";
  EXPECT_FALSE((*replay)->next(post).ok());
  post.body = "one";
  post.headers = {{"accept", "x"}};
  EXPECT_FALSE((*replay)->next(post).ok());
}

TEST_F(Tapes, NamesWhatIsMissingAndTheCure) {
  ASSERT_TRUE(Tape::record(dir_).ok());
  auto replay = Tape::replay(dir_);
  ASSERT_TRUE(replay.ok());
  auto missing = (*replay)->next(get("/a?b=c"));
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, Code::config);
  EXPECT_NE(missing.error().message.find("GET osv/a?b=c"), std::string::npos);
  EXPECT_NE(missing.error().message.find("record again"), std::string::npos);
  EXPECT_FALSE(Tape::replay(dir_ / "nowhere").ok());
}

TEST_F(Tapes, ContinuesARecordingPastATornLine) {
  {
    auto tape = Tape::record(dir_);
    ASSERT_TRUE((*tape)->keep(get("/a"), shot("one")).ok());
  }
  std::ofstream(dir_ / "index.jsonl", std::ios::app) << "{\"request\":{\"ups";
  EXPECT_TRUE(Tape::replay(dir_).ok());
  {
    auto tape = Tape::record(dir_);
    ASSERT_TRUE(tape.ok());
    ASSERT_TRUE((*tape)->keep(get("/b"), shot("two")).ok());
  }
  auto replay = Tape::replay(dir_);
  ASSERT_TRUE(replay.ok());
  EXPECT_EQ(text_of(*(*replay)->next(get("/a"))), "one");
  EXPECT_EQ(text_of(*(*replay)->next(get("/b"))), "two");
}

TEST_F(Tapes, SeesADamagedRecording) {
  {
    auto tape = Tape::record(dir_);
    ASSERT_TRUE((*tape)->keep(get("/a"), shot("one")).ok());
  }
  for (const auto& body : fs::directory_iterator(dir_ / "bodies")) {
    fs::permissions(body.path(), fs::perms::owner_all);
    std::ofstream(body.path()) << "onE";
  }
  auto replay = Tape::replay(dir_);
  auto damaged = (*replay)->next(get("/a"));
  ASSERT_FALSE(damaged.ok());
  EXPECT_EQ(damaged.error().code, Code::data);
  std::ofstream(dir_ / "index.jsonl", std::ios::app) << "nonsense\n";
  auto refused = Tape::replay(dir_);
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("index.jsonl:2"), std::string::npos);
}

}  // namespace
}  // namespace streamguard::net
