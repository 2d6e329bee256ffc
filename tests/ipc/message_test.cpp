#include "ipc/message.hpp"

#include <gtest/gtest.h>

#include <random>

#include "core/frame.hpp"
#include "core/limits.hpp"

namespace streamguard::ipc {
namespace {

Start full_start() {
  Start start;
  start.reporter = true;
  start.library = "/p/x.so";
  start.name = "osv";
  start.config_json = "{}";
  start.token = "t";
  start.skip_json = "[\"a\"]";
  start.upstreams_json = "[]";
  start.facts_json = "{\"x\":1}";
  start.shard_index = 1;
  start.shard_count = 4;
  start.target = 5;
  start.seed = 6;
  start.committed = 7;
  start.credit = 8;
  start.lease_ms = 9;
  start.sandbox = 2;
  start.memory = 10;
  start.cpu_ms = 11;
  start.scratch = "/s";
  start.unit_page = "/u";
  start.read = {"/r", "/q"};
  start.plan_only = true;
  return start;
}

TEST(Message, StartComesOutAsItWentIn) {
  const auto start = Start::decode(full_start().encode());
  ASSERT_TRUE(start);
  EXPECT_EQ(start.value().encode(), full_start().encode());
  EXPECT_EQ(start.value().read, full_start().read);
  EXPECT_EQ(start.value().facts_json, "{\"x\":1}");
  EXPECT_EQ(start.value().unit_page, "/u");
  EXPECT_TRUE(start.value().plan_only);
}

TEST(Message, EveryCutOfEveryMessageIsRefused) {
  const std::string start = full_start().encode();
  for (std::size_t cut = 0; cut < start.size(); ++cut) EXPECT_FALSE(Start::decode(start.substr(0, cut)));
  EXPECT_FALSE(Start::decode(start + "x"));
  const std::string done = Done{Stage::open, -1, 5, "why"}.encode();
  for (std::size_t cut = 0; cut < done.size(); ++cut) EXPECT_FALSE(Done::decode(done.substr(0, cut)));
  const std::string fetch = Fetch{1, "up", "GET", "/x", "", {"a", "b"}, 9}.encode();
  for (std::size_t cut = 0; cut < fetch.size(); ++cut) EXPECT_FALSE(Fetch::decode(fetch.substr(0, cut)));
  const std::string git = Git{1, "https://h/o/n", "ab\n"}.encode();
  for (std::size_t cut = 0; cut < git.size(); ++cut) EXPECT_FALSE(Git::decode(git.substr(0, cut)));
  const std::string end = GitEnd{0, 1, "m", "/p", {"a"}, {"refs/x", "b"}}.encode();
  for (std::size_t cut = 0; cut < end.size(); ++cut) EXPECT_FALSE(GitEnd::decode(end.substr(0, cut)));
  const std::string plan = Planned{"up", 1, 2, "why"}.encode();
  for (std::size_t cut = 0; cut < plan.size(); ++cut) EXPECT_FALSE(Planned::decode(plan.substr(0, cut)));
}

TEST(Message, AnotherProtocolIsNamed) {
  std::string start = full_start().encode();
  start[0] = 9;
  const auto got = Start::decode(start);
  ASSERT_FALSE(got);
  EXPECT_NE(got.error().message.find("protocol 9"), std::string::npos);
}

TEST(Message, NoiseIsRefusedAndNeverReadBeyond) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 20'000; ++round) {
    std::string noise(random() % 64, '\0');
    for (char& c : noise) c = static_cast<char>(random() % 4 == 0 ? random() : 0);
    // Whether they are taken is not the point: under the sanitizers a read beyond the end would show.
    Start::decode(noise).ok();
    Hello::decode(noise).ok();
    Done::decode(noise).ok();
    Fetch::decode(noise).ok();
    Git::decode(noise).ok();
    GitEnd::decode(noise).ok();
    Planned::decode(noise).ok();
    decode_emit(noise).ok();
    decode_records(noise).ok();
  }
}

TEST(Message, GitComesOutAsItWentIn) {
  const auto git = Git::decode(Git{2, "https://h/o/n", "ab\ncd\n"}.encode());
  ASSERT_TRUE(git);
  EXPECT_EQ(git.value().what, 2U);
  EXPECT_EQ(git.value().repository, "https://h/o/n");
  EXPECT_EQ(git.value().objects, "ab\ncd\n");
  const auto end = GitEnd::decode(GitEnd{-6, 7, "why", "/p", {"a", "b"}, {"refs/x", "c"}}.encode());
  ASSERT_TRUE(end);
  EXPECT_EQ(end.value().rc, -6);
  EXPECT_EQ(end.value().retry_after_ms, 7U);
  EXPECT_EQ(end.value().message, "why");
  EXPECT_EQ(end.value().path, "/p");
  EXPECT_EQ(end.value().missing, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(end.value().found, (std::vector<std::string>{"refs/x", "c"}));
  EXPECT_FALSE(GitEnd::decode(GitEnd{0, 0, "", "", {}, {"a ref alone"}}.encode()));
}

TEST(Message, TheLongestAnswerToAGitRequestFitsAFrame) {
  GitEnd end;
  end.message = std::string(limits::kLogLineBytes, 'm');
  end.path = std::string(4096, 'p');
  end.missing.assign(limits::kGitObjects - limits::kGitRefs, std::string(40, 'a'));
  for (std::size_t i = 0; i < limits::kGitRefs; ++i) {
    end.found.emplace_back(limits::kGitRefBytes, 'r');
    end.found.emplace_back(40, 'c');
  }
  EXPECT_LT(end.encode().size(), limits::kFramePayloadBytes);
}

TEST(Message, APlanComesOutAsItWentIn) {
  const auto plan = Planned::decode(Planned{"osv", 3, 4, "one archive"}.encode());
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan.value().upstream, "osv");
  EXPECT_EQ(plan.value().requests, 3U);
  EXPECT_EQ(plan.value().bytes, 4U);
  EXPECT_EQ(plan.value().basis, "one archive");
}

TEST(Message, DoneNamesAStageThatExists) {
  EXPECT_FALSE(Done::decode(Done{static_cast<Stage>(6), 0, 0, ""}.encode()));
  EXPECT_FALSE(Done::decode(Done{static_cast<Stage>(0), 0, 0, ""}.encode()));
}

TEST(Message, TextsOverTheirLimitAreRefused) {
  EXPECT_TRUE(decode_text(encode_text(std::string(10, 'x')), 10, "X"));
  EXPECT_FALSE(decode_text(encode_text(std::string(11, 'x')), 10, "X"));
  EXPECT_FALSE(Log::decode(Log{1, std::string(limits::kLogLineBytes + 1, 'x'), ""}.encode()));
  EXPECT_FALSE(Log::decode(Log{4, "x", ""}.encode()));
  EXPECT_FALSE(Git::decode(Git{1, std::string(limits::kGitUrlBytes + 1, 'x'), ""}.encode()));
  EXPECT_FALSE(Git::decode(Git{1, "x", std::string(limits::kGitObjectsBytes + 1, 'x')}.encode()));
  EXPECT_FALSE(Planned::decode(Planned{"x", 1, 1, std::string(limits::kUnitBytes + 1, 'x')}.encode()));
}

std::string emit_payload(const std::vector<std::uint32_t>& lengths, const std::string& bytes) {
  frame::Writer to;
  to.u32(static_cast<std::uint32_t>(lengths.size()));
  for (const std::uint32_t length : lengths) to.u32(length);
  return std::move(to).bytes() + bytes;
}

TEST(Emit, TableMustFillThePayloadExactly) {
  const auto table = decode_emit(emit_payload({3, 2}, "{}\n1\n"));
  ASSERT_TRUE(table);
  EXPECT_EQ(table.value().offset, 12u);
  EXPECT_EQ(table.value().lengths, (std::vector<std::uint32_t>{3, 2}));
  EXPECT_FALSE(decode_emit(emit_payload({3, 2}, "{}\n1")));
  EXPECT_FALSE(decode_emit(emit_payload({3, 2}, "{}\n1\nx")));
  EXPECT_FALSE(decode_emit(emit_payload({0, 5}, "{}\n1\n")));
  EXPECT_FALSE(decode_emit(emit_payload({0xffffffff, 6}, "{}\n1\n")));
  EXPECT_FALSE(decode_emit(emit_payload(std::vector<std::uint32_t>(limits::kBatchRecords + 1, 1),
                                        std::string(limits::kBatchRecords + 1, '\n'))));
}

TEST(Records, ComeOutAsTheyWentIn) {
  const std::string payload = encode_records("osv", {"{}", "", "{\"a\":1}"});
  const auto records = decode_records(payload);
  ASSERT_TRUE(records);
  EXPECT_EQ(records.value().collector, "osv");
  EXPECT_EQ(records.value().bodies, (std::vector<std::string_view>{"{}", "", "{\"a\":1}"}));
  EXPECT_FALSE(decode_records(std::string_view(payload).substr(0, payload.size() - 1)));
}

}  // namespace
}  // namespace streamguard::ipc
