#include "repo/message.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "repo/identifiers.hpp"

namespace streamguard::repo {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Message read(std::string_view text) {
  static const MessageReader reader;
  return reader.read(text);
}

std::vector<std::string> words_of(const Message& message, Topic topic) {
  std::vector<std::string> words;
  for (const Evidence& each : message.evidence) {
    if (each.topic == topic) words.push_back(each.words);
  }
  return words;
}

TEST(MessageReading, FindsWholeWordsOnly) {
  EXPECT_EQ(read("Read the source, enforce resources").of(Topic::injection).all(), 0u);
  EXPECT_EQ(read("Fix RCE in the upload form").of(Topic::injection).subject, 1u);
  EXPECT_EQ(read("Rename issue601_xss.html and HTMLSanitizer").evidence, std::vector<Evidence>{});
}

TEST(MessageReading, HyphensSlashesAndLinesSeparateWords) {
  EXPECT_THAT(words_of(read("Fix heap-buffer-overflow"), Topic::memory), ElementsAre("buffer overflow"));
  EXPECT_THAT(words_of(read("Fix use-after-free"), Topic::memory), ElementsAre("use after free"));
  EXPECT_THAT(words_of(read("x\n\nThere was a buffer\noverflow here."), Topic::memory), ElementsAre("buffer overflow"));
}

TEST(MessageReading, SentencesAndBracketsSeparatePhrases) {
  EXPECT_THAT(words_of(read("Grow the buffer. Overflow menu"), Topic::memory), IsEmpty());
  EXPECT_THAT(words_of(read("Use (after) free software"), Topic::memory), IsEmpty());
}

TEST(MessageReading, TellsSubjectFromBody) {
  const Message message = read("Fix parser\n\nThis is an integer overflow that an attacker can reach.\n");
  EXPECT_EQ(message.of(Topic::arithmetic).subject, 0u);
  EXPECT_EQ(message.of(Topic::arithmetic).body, 1u);
  EXPECT_EQ(message.of(Topic::security).body, 1u);
  EXPECT_EQ(message.of(Topic::repair).subject, 1u);
}

TEST(MessageReading, PassesAddressesAndTrailers) {
  const Message message = read(
      "Tidy\n\nSee https://example.org/security/exploit/xss and\ngit-svn-id: http://x/security@1\n"
      "Signed-off-by: XSS Attacker <a@b>\n");
  EXPECT_THAT(message.evidence, IsEmpty());
}

TEST(MessageReading, NegationsTurnAround) {
  EXPECT_EQ(read("This is not a security issue").of(Topic::security).all(), 0u);
  EXPECT_EQ(read("There is no known vulnerability").of(Topic::security).all(), 0u);
  EXPECT_EQ(read("No buffer overflow here").of(Topic::memory).all(), 0u);
  EXPECT_NE(read("Make sure not to read past the end of it").of(Topic::memory).all(), 0u);
  EXPECT_NE(read("Not nice. A security issue").of(Topic::security).all(), 0u);
}

TEST(MessageReading, HomonymsDoNotCount) {
  EXPECT_EQ(read("Convert DOS line endings").of(Topic::exhaustion).all(), 0u);
  EXPECT_EQ(read("Fix text overflow in the toolbar").of(Topic::crash).all(), 0u);
  EXPECT_EQ(read("Use dependency injection").of(Topic::caution).all(), 0u);
  EXPECT_EQ(read("Update the security policy").of(Topic::security).all(), 0u);
  EXPECT_NE(read("Fix a DoS").of(Topic::exhaustion).all(), 0u);
}

TEST(MessageReading, FindsIdentifiersEverywhereOnce) {
  const Message message = read(
      "Fix CVE-2021-44228 (cve-2021-44228)\n\nhttps://github.com/a/b/security/advisories/GHSA-jfh8-c2jp-5v3q\n"
      "OSV-2020-744, RUSTSEC-2020-0071, CVE-2014-12345678\n");
  EXPECT_THAT(message.cve, ElementsAre("CVE-2014-12345678", "CVE-2021-44228"));
  EXPECT_THAT(message.ghsa, ElementsAre("GHSA-jfh8-c2jp-5v3q"));
  EXPECT_THAT(message.osv, ElementsAre("OSV-2020-744", "RUSTSEC-2020-0071"));
  EXPECT_EQ(message.subject_ids, 2u);
}

TEST(MessageReading, ReadsOssFuzzLinks) {
  EXPECT_NE(read("x\n\nhttps://bugs.chromium.org/p/oss-fuzz/issues/detail?id=1").of(Topic::fuzzing).all(), 0u);
}

TEST(MessageReading, SplitsSubjectAndBody) {
  EXPECT_EQ(subject_of("\n  Fix it \r\nBody\n"), "Fix it");
  EXPECT_EQ(body_of("Fix it\n\nAll\nof it\n\n"), "All\nof it");
  EXPECT_EQ(body_of("Fix it"), "");
  EXPECT_EQ(subject_of(""), "");
  EXPECT_EQ(body_of(""), "");
}

TEST(MessageReading, TakesAnyBytes) {
  std::string bytes;
  for (int i = 0; i < 3 * 256; ++i) bytes += static_cast<char>(i);
  EXPECT_FALSE(read(bytes).has_id());
  EXPECT_FALSE(read(std::string(100'000, 'a')).has_id());
}

TEST(Identifiers, NeedTheirWholeForm) {
  for (const char* text : {"CVE-2021-123", "CVE-21-12345", "CVE-2021-1234x", "GHSA-jfh8-c2jp", "GHSA-jfh8-c2jp-5v3qq",
                           "GHSA-aaaa-bbbb-cccc", "GO-2021", "XCVE-2021-1234"}) {
    EXPECT_TRUE(read(text).cve.empty() && read(text).ghsa.empty() && read(text).osv.empty()) << text;
  }
  EXPECT_EQ(id_at("xCVE-2021-1234", 1).kind, IdKind::none);
}

}  // namespace
}  // namespace streamguard::repo
