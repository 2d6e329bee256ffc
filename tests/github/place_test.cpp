#include "github/place.hpp"

#include <gtest/gtest.h>

#include <streamguard/cpp/plugin.hpp>

#include "nodes.hpp"

namespace streamguard::github {
namespace {

TEST(Place, OfTheApiComesBack) {
  Place place;
  place.source = "api";
  place.done = 250;
  place.newest = "2024-05-06T00:00:00Z";
  place.total = 37000;
  place.window = 3;
  place.base = "2023-07-01T00:00:00Z";
  place.cursor = "Y3Vyc29yOnYyOpK\"=";
  place.last = "2023-08-01T00:00:00Z";
  place.border = {ghsa(1), ghsa(2)};
  const Place again = Place::parse(place.token(), "api");
  EXPECT_EQ(again.token(), place.token());
  EXPECT_EQ(again.border, place.border);
  EXPECT_EQ(again.cursor, place.cursor);
  EXPECT_EQ(again.window, 3u);
}

TEST(Place, OfAFileComesBack) {
  Place place;
  place.source = "nodes";
  place.digest = "ab12";
  place.next = 1500;
  const Place again = Place::parse(place.token(), "nodes");
  EXPECT_EQ(again.digest, "ab12");
  EXPECT_EQ(again.next, 1500u);
  EXPECT_EQ(again.token(), place.token());
}

TEST(Place, StaysWithinATokensBound) {
  Place place;
  place.source = "api";
  place.cursor = std::string(kLongestCursor, 'x');
  for (unsigned i = 0; i < 2 * kMostBorder; ++i) place.border.push_back(ghsa(i));
  EXPECT_LE(place.token().size(), 16u * 1024);
}

TEST(Place, RefusesWhatIsNotItsOwn) {
  Place place;
  place.source = "api";
  for (const std::string& token :
       {std::string("{}"), std::string("x"), std::string("{\"v\":2,\"source\":\"nodes\",\"done\":0}"), place.token()}) {
    EXPECT_THROW(Place::parse(token, "nodes"), Error) << token;
  }
  EXPECT_EQ(Place::parse("", "nodes").next, 0u);
}

}  // namespace
}  // namespace streamguard::github
