#include "osv/position.hpp"

#include <gtest/gtest.h>

#include <streamguard/cpp/plugin.hpp>

namespace streamguard::osv {
namespace {

TEST(Position, SurvivesItsToken) {
  Position position(3);
  position[0] = {"10-00ff", 2, {}, {"GHSA-1", "GHSA-2"}};
  position[0].ids.add("GHSA-1");
  position[0].ids.add("GHSA-2");
  position[1] = {"20-1234abcd", 0, {5, ~std::uint64_t{0}}, {}};
  const Position read = from_token(to_token(position), 3);
  EXPECT_EQ(read[0].archive, "10-00ff");
  EXPECT_EQ(read[0].ids, position[0].ids);
  EXPECT_EQ(read[0].broken, position[0].broken);
  EXPECT_TRUE(read[0].complete());
  EXPECT_FALSE(read[1].complete());
  EXPECT_FALSE(read[2].complete());
  EXPECT_EQ(to_token(read), to_token(position));
}

TEST(Position, TheLargestTokenFitsItsBound) {
  Position position(100);
  for (EcosystemPosition& each : position) each = {"99999999999-ffffffff", 4000000, {4000000, ~std::uint64_t{0}}, {}};
  for (std::size_t i = 0; i < kMostBroken; ++i) position[0].broken.emplace_back(kLongestId, 'x');
  EXPECT_LE(to_token(position).size(), 16u * 1024);
}

TEST(Position, RefusesForeignTokens) {
  for (const char* token : {"x", "{}", "{\"v\":2,\"ecosystems\":[]}", "{\"v\":1,\"ecosystems\":[]}",
                            "{\"v\":1,\"ecosystems\":[[1]]}", "{\"v\":1,\"ecosystems\":[[\"a\",9,3,0]]}"}) {
    EXPECT_THROW(from_token(token, 1), Error) << token;
  }
  EXPECT_EQ(from_token("", 2).size(), 2u);
}

TEST(Position, FingerprintsIgnoreOrder) {
  Fingerprint one, two;
  one.add("a");
  one.add("b");
  two.add("b");
  EXPECT_FALSE(one == two);
  two.add("a");
  EXPECT_EQ(one, two);
}

}  // namespace
}  // namespace streamguard::osv
