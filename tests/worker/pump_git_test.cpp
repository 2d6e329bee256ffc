// Git requests and plans between a Pump and a host that the test plays.
#include <gtest/gtest.h>

#include <future>

#include "core/limits.hpp"
#include "worker/pump.hpp"

namespace streamguard::worker {
namespace {

using ipc::Type;

class PumpGitTest : public testing::Test {
 protected:
  explicit PumpGitTest(std::uint64_t lease_ms = 60'000) {
    auto ends = os::Channel::pair();
    EXPECT_TRUE(ends);
    ours_ = std::move(ends->first);
    theirs_ = std::move(ends->second);
    ipc::Start start;
    start.credit = limits::kEmitCreditBytes;
    start.lease_ms = lease_ms;
    host_in_.emplace(*ours_);
    host_out_.emplace(*ours_);
    worker_in_.emplace(*theirs_);
    pump_.emplace(*theirs_, *worker_in_, start, nullptr);
  }
  ipc::Frame next() {
    auto frame = host_in_->next();
    EXPECT_TRUE(frame);
    return frame ? std::move(frame).value() : ipc::Frame{};
  }
  std::future<sg_rc> ask(ipc::GitEnd& end) {
    return std::async(std::launch::async, [this, &end] { return pump_->git({1, "https://h/o/n", "ab\n"}, end); });
  }

  std::unique_ptr<os::Channel> ours_, theirs_;
  std::optional<ipc::Receiver> host_in_, worker_in_;
  std::optional<ipc::Sender> host_out_;
  std::optional<Pump> pump_;
};

TEST_F(PumpGitTest, ARequestIsAnsweredOnItsStream) {
  ipc::GitEnd end;
  auto asked = ask(end);
  const ipc::Frame frame = next();
  ASSERT_EQ(frame.type, Type::git);
  EXPECT_EQ(frame.stream, 1U);
  EXPECT_EQ(ipc::Git::decode(frame.payload()).value().objects, "ab\n");
  const ipc::GitEnd answer{0, 0, {}, "/cache/n.git", {"ab"}, {"refs/x", "cd"}};
  EXPECT_TRUE(host_out_->send(Type::git_end, answer.encode(), 1));
  EXPECT_EQ(asked.get(), SG_OK);
  EXPECT_EQ(end.path, "/cache/n.git");
  EXPECT_EQ(end.missing, answer.missing);
  EXPECT_EQ(end.found, answer.found);
}

TEST_F(PumpGitTest, AFailureTellsWhy) {
  ipc::GitEnd end;
  auto asked = ask(end);
  EXPECT_EQ(next().type, Type::git);
  EXPECT_TRUE(host_out_->send(Type::git_end, ipc::GitEnd{SG_E_RATE_LIMITED, 9, "slow", {}, {}, {}}.encode(), 1));
  EXPECT_EQ(asked.get(), SG_E_RATE_LIMITED);
  EXPECT_EQ(end.message, "slow");
  EXPECT_EQ(end.retry_after_ms, 9U);
}

TEST_F(PumpGitTest, AStopEndsTheWaitAndDropsTheRequest) {
  ipc::GitEnd end;
  auto asked = ask(end);
  EXPECT_EQ(next().type, Type::git);
  EXPECT_TRUE(host_out_->send(Type::cancel, ipc::encode_number(static_cast<std::uint64_t>(ipc::CancelWhy::stop))));
  EXPECT_EQ(asked.get(), SG_CANCELLED);
  const ipc::Frame drop = next();
  EXPECT_EQ(drop.type, Type::drop);
  EXPECT_EQ(drop.stream, 1U);
}

TEST_F(PumpGitTest, APlanIsSentAsItIs) {
  pump_->expect({"osv", 3, 4, "one archive"});
  const ipc::Frame frame = next();
  ASSERT_EQ(frame.type, Type::plan);
  EXPECT_EQ(ipc::Planned::decode(frame.payload()).value().requests, 3U);
}

class ShortLease : public PumpGitTest {
 protected:
  ShortLease() : PumpGitTest(3) {}
};

TEST_F(ShortLease, WaitingForARepositoryRenewsTheLease) {
  ipc::GitEnd end;
  auto asked = ask(end);
  EXPECT_EQ(next().type, Type::git);
  const ipc::Frame beat = next();
  ASSERT_EQ(beat.type, Type::heartbeat);
  EXPECT_EQ(ipc::Heartbeat::decode(beat.payload()).value().why, "waiting for a repository");
  EXPECT_TRUE(host_out_->send(Type::git_end, ipc::GitEnd{}.encode(), 1));
  EXPECT_EQ(asked.get(), SG_OK);
}

}  // namespace
}  // namespace streamguard::worker
