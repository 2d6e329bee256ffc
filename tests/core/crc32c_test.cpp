#include "core/crc32c.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace streamguard {
namespace {

TEST(Crc32c, KnowsThePublishedExamples) {  // RFC 3720, appendix B.4, and the check value of the CRC catalogue
  EXPECT_EQ(crc32c::of("123456789"), 0xE3069283u);
  EXPECT_EQ(crc32c::of(std::string(32, '\0')), 0x8A9136AAu);
  EXPECT_EQ(crc32c::of(std::string(32, '\xff')), 0x62A8AB43u);
  EXPECT_EQ(crc32c::of(""), 0u);
}

TEST(Crc32c, InstructionAndTableAgreeOnEveryLengthAndOffset) {
  std::mt19937_64 random(7);
  std::string bytes(20'000, '\0');
  for (char& c : bytes) c = static_cast<char>(random());
  for (std::size_t length = 0; length < 9000; length += length < 100 ? 1 : 97) {
    const std::string_view piece = std::string_view(bytes).substr(length % 13, length);
    ASSERT_EQ(crc32c::of(piece), crc32c::extend_portable(0, piece)) << length;
  }
}

TEST(Crc32c, ExtendsPieceByPiece) {
  const std::string text(5000, 'x');
  for (const std::size_t cut : {std::size_t{0}, std::size_t{1}, std::size_t{7}, std::size_t{3072}, std::size_t{4999}}) {
    EXPECT_EQ(crc32c::extend(crc32c::of(text.substr(0, cut)), text.substr(cut)), crc32c::of(text));
  }
}

}  // namespace
}  // namespace streamguard
