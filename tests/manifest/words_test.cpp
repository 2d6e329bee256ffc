#include <gtest/gtest.h>

#include "manifest/faults.hpp"
#include "world.hpp"

namespace streamguard::manifest::test {
namespace {

TEST(Words, FindWhatWasMeant) {
  const std::vector<std::string> known = {"collectors", "cache", "seed", "osv"};
  EXPECT_EQ(nearest("colectors", known), "collectors");
  EXPECT_EQ(nearest("Seed", known), "seed");
  EXPECT_EQ(nearest("ovs", known), "osv");
  EXPECT_EQ(nearest("esed", known), "seed");
  EXPECT_EQ(nearest("banana", known), "");
  EXPECT_EQ(nearest("", known), "");
  EXPECT_EQ(nearest(std::string(100'000, 'x'), known), "");
}

TEST(Words, KnowSecretsByTheirLook) {
  for (const char* text :
       {"ghp_0123456789abcdefghij", "x github_pat_0123456789abcdefghij", "AKIAABCDEFGHIJKLMNOP",
        "https://me:secret@host.example/x", "-----BEGIN RSA PRIVATE KEY-----", "Bearer abcdefghijklmnopqrst"}) {
    EXPECT_FALSE(secret_kind(text).empty()) << text;
  }
  for (const char* text :
       {"ghp_", "https://host.example/a:b@c", "task-list-of-many-words-here", "git@host.example", "Bearer"}) {
    EXPECT_TRUE(secret_kind(text).empty()) << text;
  }
  EXPECT_TRUE(names_secret("GITHUB_TOKEN"));
  EXPECT_TRUE(names_secret("apiKey"));
  EXPECT_TRUE(names_secret("api-key"));
  EXPECT_FALSE(names_secret("tokens"));
  EXPECT_FALSE(names_secret("tokenizer"));
}

TEST(Words, ShowForeignTextOnOneShortLine) {
  EXPECT_EQ(shown("plain"), "'plain'");
  EXPECT_EQ(shown("a\x1b[31mb").find('\x1b'), std::string::npos);
  EXPECT_LT(shown(std::string(10'000, 'x')).size(), 100U);
}

TEST(Faults, BlotOutOverlappingSecretsWhole) {
  Faults faults;
  faults.hide("secret");
  faults.hide("secret-and-more");
  faults.error({}, "a secret-and-more b secret c");
  EXPECT_EQ(faults.sorted().at(0).message, "a *** b *** c");
}

TEST(Faults, ComeSortedAndOnce) {
  Faults faults;
  const auto file = std::make_shared<const std::string>("f");
  faults.error({file, 2, 1}, "b");
  faults.error({file, 1, 9}, "a");
  faults.error({file, 2, 1}, "b");
  faults.error({}, "flag", "hint");
  EXPECT_EQ(told(faults.sorted()), "error: flag\n  hint: hint\nf:1:9: error: a\nf:2:1: error: b\n");
}

}  // namespace
}  // namespace streamguard::manifest::test
