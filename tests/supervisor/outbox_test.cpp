#include "supervisor/outbox.hpp"

#include <gtest/gtest.h>

#include "core/limits.hpp"

namespace streamguard::supervisor {
namespace {

class OutboxTest : public testing::Test {
 protected:
  OutboxTest() {
    auto ends = os::Channel::pair();
    EXPECT_TRUE(ends);
    ours_ = std::move(ends->first);
    theirs_ = std::move(ends->second);
    outbox_ = std::make_unique<Outbox>(*ours_);
  }
  ~OutboxTest() override {
    ours_->shutdown();
    outbox_->close();
  }
  std::unique_ptr<os::Channel> ours_, theirs_;
  std::unique_ptr<Outbox> outbox_;
};

TEST_F(OutboxTest, FramesArriveInTheirOrder) {
  for (std::uint32_t i = 0; i < 1000; ++i) outbox_->push(ipc::Type::fetch_body, std::to_string(i), i);
  ipc::Receiver receiver(*theirs_);
  for (std::uint32_t i = 0; i < 1000; ++i) {
    auto frame = receiver.next();
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->payload(), std::to_string(i));
    EXPECT_EQ(frame->stream, i);
  }
  EXPECT_FALSE(outbox_->overflowed());
}

TEST_F(OutboxTest, OneThatDoesNotReadIsFoundOutAndHoldsNobodyUp) {
  const std::string piece(limits::MiB, 'x');
  std::size_t pushed = 0;
  while (!outbox_->overflowed() && pushed < 4 * limits::kOutboxBytes) {
    outbox_->push(ipc::Type::fetch_body, piece, 1);
    pushed += piece.size();
  }
  EXPECT_TRUE(outbox_->overflowed());
  EXPECT_LE(pushed, limits::kOutboxBytes + 16 * limits::MiB) << "what the channel itself holds is little";
}

TEST_F(OutboxTest, PushingIsHarmlessOnceItIsClosedOrTheOtherSideIsGone) {
  theirs_->shutdown();
  for (int i = 0; i < 100; ++i) outbox_->push(ipc::Type::credit, ipc::encode_number(1));
  ours_->shutdown();
  outbox_->close();
  outbox_->push(ipc::Type::credit, ipc::encode_number(1));
  outbox_->close();
}

}  // namespace
}  // namespace streamguard::supervisor
