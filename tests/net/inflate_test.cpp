#include "net/inflate.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <string>

#include "net/bounds.hpp"

namespace streamguard::net {
namespace {

std::string packed(const std::string& text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string in = text;
  std::string out(deflateBound(&stream, static_cast<uLong>(in.size())) + 64, '\0');
  stream.next_in = reinterpret_cast<unsigned char*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<unsigned char*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

struct Unpacked {
  std::string text;
  Wire wire = Wire::done;
};

Unpacked unpack(const std::string& bytes, std::size_t piece) {
  Unpacked out;
  Inflater inflater;
  for (std::size_t at = 0; at < bytes.size() && out.wire == Wire::done; at += piece) {
    out.wire = inflater.add(std::string_view(bytes).substr(at, piece), [&](std::string_view part) {
      out.text += part;
      return Wire::done;
    });
  }
  if (out.wire == Wire::done) out.wire = inflater.finish();
  return out;
}

TEST(Inflater, UndoesGzipInPiecesOfAnySize) {
  const std::string text(300'000, 'x');
  for (const std::size_t piece : {1UL, 7UL, 1'000'000UL}) EXPECT_EQ(unpack(packed(text), piece).text, text);
}

TEST(Inflater, TakesSeveralMembers) {
  const auto out = unpack(packed("one ") + packed("two"), 5);
  EXPECT_EQ(out.text, "one two");
  EXPECT_EQ(out.wire, Wire::done);
}

TEST(Inflater, SeesEveryTruncation) {
  const std::string bytes = packed("a body that ends early");
  for (std::size_t length = 1; length < bytes.size(); ++length) {
    EXPECT_EQ(unpack(bytes.substr(0, length), 4).wire, Wire::truncated) << length;
  }
}

TEST(Inflater, SeesDamage) {
  std::string bytes = packed("a body that was damaged on its way");
  bytes[bytes.size() - 6] = static_cast<char>(bytes[bytes.size() - 6] ^ 1);  // in the checksum
  EXPECT_EQ(unpack(bytes, 100).wire, Wire::garbled);
}

TEST(Inflater, StopsABomb) {
  const std::string bytes = packed(std::string(static_cast<std::size_t>(limits::kInflateFree) + (1U << 20), '\0'));
  ASSERT_LT(bytes.size() * limits::kInflateRatio, limits::kInflateFree);
  EXPECT_EQ(unpack(bytes, bytes.size()).wire, Wire::too_large);
}

}  // namespace
}  // namespace streamguard::net
