#include "core/frame.hpp"

#include <gtest/gtest.h>

#include "core/limits.hpp"

namespace streamguard::frame {
namespace {

std::string_view text(const HeaderBytes& bytes) { return {bytes.data(), bytes.size()}; }

TEST(Frame, HeaderIsLaidOutAsTheProtocolSays) {
  const HeaderBytes bytes = encode(3, 0x01020304, "abc");
  EXPECT_EQ(text(bytes).substr(0, 12), std::string_view("\x03\0\0\0\x03\0\0\0\x04\x03\x02\x01", 12));
}

TEST(Frame, DecodesWhatItEncoded) {
  const HeaderBytes bytes = encode(15, 77, "payload");
  const auto header = decode(text(bytes));
  ASSERT_TRUE(header);
  EXPECT_EQ(header.value().length, 7u);
  EXPECT_EQ(header.value().type, 15);
  EXPECT_EQ(header.value().stream, 77u);
  EXPECT_TRUE(intact(text(bytes), "payload"));
}

TEST(Frame, PiecesGiveTheSameFrameAsTheWhole) {
  EXPECT_EQ(encode(1, 2, std::vector<std::string_view>{"ab", "", "cd"}), encode(1, 2, "abcd"));
}

TEST(Frame, EveryFlippedBitIsSeen) {
  const HeaderBytes good = encode(9, 5, "some payload");
  for (std::size_t bit = 0; bit < 8 * kHeaderBytes; ++bit) {
    HeaderBytes bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(intact(text(bad), "some payload")) << bit;
  }
  EXPECT_FALSE(intact(text(good), "some paymoad"));
}

TEST(Frame, RefusesALengthOverTheLimitAndAReservedFieldInUse) {
  HeaderBytes bytes = encode(1, 0, "");
  bytes[3] = '\x7f';
  EXPECT_FALSE(decode(text(bytes)));
  bytes = encode(1, 0, "");
  bytes[6] = '\x01';
  EXPECT_FALSE(decode(text(bytes)));
}

TEST(FrameReader, TakesOutWhatTheWriterPutIn) {
  const std::string bytes = Writer().u32(7).u64(1ULL << 40).i32(-5).text("x").list({"a", ""}).bytes();
  Reader from(bytes);
  EXPECT_EQ(from.u32(), 7u);
  EXPECT_EQ(from.u64(), 1ULL << 40);
  EXPECT_EQ(from.i32(), -5);
  EXPECT_EQ(from.text(), "x");
  EXPECT_EQ(from.list(), (std::vector<std::string>{"a", ""}));
  EXPECT_TRUE(from.finish());
}

TEST(FrameReader, EveryCutIsNoticedAndNothingIsReadBeyond) {
  const std::string bytes = Writer().u32(7).text("hello").list({"a", "bc"}).u64(9).bytes();
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    Reader from(std::string_view(bytes).substr(0, cut));
    from.u32();
    from.text();
    from.list();
    from.u64();
    EXPECT_FALSE(from.ok()) << cut;
  }
}

TEST(FrameReader, AHugeCountIsNotBelieved) {
  const std::string bytes = Writer().u32(0xffffffff).bytes();
  Reader from(bytes);
  EXPECT_TRUE(from.list().empty());
  EXPECT_FALSE(from.ok());
}

}  // namespace
}  // namespace streamguard::frame
