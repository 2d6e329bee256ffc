#include "ipc/wire.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "core/frame.hpp"
#include "core/limits.hpp"

namespace streamguard::ipc {
namespace {

struct Ends {
  std::unique_ptr<os::Channel> here, there;
};

Ends make_ends() {
  auto pair = os::Channel::pair();
  EXPECT_TRUE(pair);
  return {std::move(pair->first), std::move(pair->second)};
}

TEST(Wire, FramesOfAllSizesArriveWholeAndInOrder) {
  Ends ends = make_ends();
  const std::vector<std::size_t> sizes{0, 1, 15, 16, 17, 4096, 16'384, 16'385, 300'000, limits::kFramePayloadBytes,
                                       3, 0};
  std::thread writer([&] {
    Sender sender(*ends.here);
    std::uint32_t stream = 0;
    for (const std::size_t size : sizes) ASSERT_TRUE(sender.send(Type::output, std::string(size, 'p'), stream++));
    ends.here->shutdown();
  });
  Receiver receiver(*ends.there);
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    auto frame = receiver.next();
    ASSERT_TRUE(frame) << frame.error().message;
    EXPECT_EQ(frame->type, Type::output);
    EXPECT_EQ(frame->stream, i);
    EXPECT_EQ(frame->payload(), std::string(sizes[i], 'p'));
    receiver.pool()->give(std::move(frame->memory), frame->capacity);
  }
  const auto end = receiver.next();
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().code, Code::cancelled);
  writer.join();
}

TEST(Wire, SendersFromManyThreadsNeverMix) {
  Ends ends = make_ends();
  Sender sender(*ends.here);
  constexpr int kThreads = 4;
  constexpr int kFrames = 200;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&sender, t] {
      for (int i = 0; i < kFrames; ++i) {
        ASSERT_TRUE(sender.send(Type::log, std::string(static_cast<std::size_t>(i) * 7, static_cast<char>('a' + t))));
      }
    });
  }
  Receiver receiver(*ends.there);
  for (int i = 0; i < kThreads * kFrames; ++i) {
    const auto frame = receiver.next();
    ASSERT_TRUE(frame);
    const std::string_view payload = frame.value().payload();
    EXPECT_EQ(payload.find_first_not_of(payload.empty() ? 'a' : payload[0]), std::string_view::npos);
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(Wire, AnEndInsideAFrameIsADeathAndGarbageIsToldApart) {
  const frame::HeaderBytes header = frame::encode(3, 0, std::string_view("abcdef"));
  const std::string whole = std::string(header.data(), header.size()) + "abcdef";
  for (std::size_t cut = 1; cut < whole.size(); ++cut) {
    Ends ends = make_ends();
    const std::string_view piece = std::string_view(whole).substr(0, cut);
    ASSERT_TRUE(ends.here->write({&piece, 1}));
    ends.here->shutdown();
    Receiver receiver(*ends.there);
    const auto frame = receiver.next();
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().code, Code::transient) << cut;
  }
  Ends ends = make_ends();
  std::string bad = whole;
  bad.back() = 'X';
  const std::string_view piece = bad;
  ASSERT_TRUE(ends.here->write({&piece, 1}));
  Receiver receiver(*ends.there);
  const auto frame = receiver.next();
  ASSERT_FALSE(frame);
  EXPECT_EQ(frame.error().code, Code::data);
  EXPECT_NE(frame.error().message.find("CRC"), std::string::npos);
}

}  // namespace
}  // namespace streamguard::ipc
