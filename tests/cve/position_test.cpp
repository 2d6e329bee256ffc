#include "cve/position.hpp"

#include <gtest/gtest.h>

#include <streamguard/cpp/plugin.hpp>

namespace streamguard::cve {
namespace {

TEST(Position, ComesBackFromItsToken) {
  Position position;
  position.source = Source::kFeed;
  position.now = 1'700'000'000'123;
  position.span = 7;
  position.found = true;
  const std::string plain = to_token(position);
  EXPECT_EQ(to_token(*from_token(plain, Source::kFeed)), plain);
  position.begun = true;
  position.total = 380'000;
  position.start = 377'001;
  position.anchor = "CVE-2024-1234";
  position.after = Key{-5, "CVE-2024-1200"};
  const std::string full = to_token(position);
  EXPECT_EQ(to_token(*from_token(full, Source::kFeed)), full);
  EXPECT_LT(full.size(), 400u);
}

TEST(Position, AnEmptyTokenIsABeginning) { EXPECT_FALSE(from_token("", Source::kApi)); }

TEST(Position, RefusesTokensOfOthers) {
  for (const char* token : {"x", "{}", "[1]", "{\"v\":2,\"source\":\"api\",\"now\":1,\"span\":0,\"found\":false}",
                            "{\"v\":1,\"source\":\"feed\",\"now\":1,\"span\":0,\"found\":false}",
                            "{\"v\":1,\"source\":\"api\",\"now\":1,\"span\":-1,\"found\":false}"}) {
    EXPECT_THROW(from_token(token, Source::kApi), Error) << token;
  }
}

TEST(Position, OrdersByPublicationNewestFirstThenById) {
  EXPECT_LT((Key{20, "CVE-2024-1"}), (Key{10, "CVE-2024-2"}));
  EXPECT_LT((Key{10, "CVE-2024-2"}), (Key{10, "CVE-2024-1"}));
  EXPECT_EQ((Key{10, "CVE-2024-1"}), (Key{10, "CVE-2024-1"}));
}

}  // namespace
}  // namespace streamguard::cve
