#include "cve/page.hpp"

#include <gtest/gtest.h>

#include "mirror.hpp"

namespace streamguard::cve {
namespace {

class PageTest : public ::testing::Test {
 protected:
  bool read(std::string text) {
    const std::string before = text;
    text_ = std::move(text);
    text_.reserve(text_.size() + simdjson::SIMDJSON_PADDING);
    const bool good = page_.read(text_);
    EXPECT_EQ(text_, before);
    return good;
  }
  std::vector<std::string> ids() const {
    std::vector<std::string> ids;
    for (const Entry& entry : page_.entries()) ids.push_back(entry.key.id);
    return ids;
  }

  std::string text_;
  Page page_;
};

TEST_F(PageTest, CutsADocumentAtItsEntries) {
  const auto entries = many(1500);
  ASSERT_TRUE(read(document(entries, 3, 9000))) << page_.problem();
  EXPECT_EQ(page_.total(), 9000u);
  EXPECT_EQ(page_.start(), 3u);
  ASSERT_EQ(page_.entries().size(), entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) EXPECT_EQ(page_.entries()[i].text, entries[i]);
  EXPECT_TRUE(page_.faults().empty());
  EXPECT_EQ(page_.entries()[1].key.published - page_.entries()[0].key.published, 60'000);
}

TEST_F(PageTest, ReadsAnEmptyList) {
  EXPECT_TRUE(read(document({}, 0, 0)));
  EXPECT_TRUE(page_.entries().empty());
}

TEST_F(PageTest, ReadsADocumentWithWhiteSpace) {
  ASSERT_TRUE(
      read("{ \"vulnerabilities\" : [\n { \"cve\" : { \"id\":\"CVE-2024-0001\" , \"published\":\"2024-01-01\" } } ,\n"
           "{\t\"cve\":{\"id\":\"CVE-2024-0002\",\"published\":\"2024-01-02\"}}\n ] ,\n \"totalResults\" : 2 }\n"))
      << page_.problem();
  EXPECT_EQ(ids(), (std::vector<std::string>{"CVE-2024-0001", "CVE-2024-0002"}));
  EXPECT_EQ(page_.total(), 2u);
  EXPECT_EQ(cve_bytes(page_.entries()[0].text), "{ \"id\":\"CVE-2024-0001\" , \"published\":\"2024-01-01\" }");
}

TEST_F(PageTest, IsNotMisledByTextsThatLookLikeEntries) {
  const std::string tricky =
      cve_json("CVE-2024-0002", "2024-01-02",
               ",\"a\":\"},{\\\"cve\\\":{\",\"b\":{\"cve\":{\"id\":\"CVE-1999-0001\"}},\"c\":\"\\\\\"");
  const std::vector<std::string> entries = {cve_json("CVE-2024-0001", "2024-01-01"), tricky,
                                            cve_json("CVE-2024-0003", "2024-01-03")};
  ASSERT_TRUE(read(document(entries, 0, 3))) << page_.problem();
  EXPECT_EQ(ids(), (std::vector<std::string>{"CVE-2024-0001", "CVE-2024-0002", "CVE-2024-0003"}));
  EXPECT_EQ(page_.entries()[1].text, tricky);
}

TEST_F(PageTest, ADamagedEntryDoesNotLoseTheOthers) {
  auto entries = many(300);
  entries[5][20] = '\x01';
  entries[200].replace(10, 4, "\xff\xff\xff\xff");
  ASSERT_TRUE(read(document(entries, 0, 300))) << page_.problem();
  EXPECT_EQ(page_.entries().size(), 300u);
  ASSERT_EQ(page_.faults().size(), 2u);
  EXPECT_EQ(page_.faults()[0].place, 5u);
  EXPECT_EQ(page_.faults()[1].place, 200u);
  EXPECT_TRUE(page_.damaged());
  EXPECT_EQ(page_.entries()[6].text, entries[6]);
}

TEST_F(PageTest, WhatIsNoCveIsAFaultButNoDamage) {
  ASSERT_TRUE(read(document({cve_json("GHSA-1", "2024-01-01"), cve_json("CVE-2024-0001", "yesterday"), "{\"cve\":7}",
                             cve_json("CVE-2024-0002\\n", "2024-01-01"), cve_json("CVE-2024-0003", "2024-01-01")},
                            0, 5)))
      << page_.problem();
  EXPECT_EQ(page_.faults().size(), 4u);
  EXPECT_FALSE(page_.damaged());
  EXPECT_EQ(ids(), (std::vector<std::string>{"", "", "", "", "CVE-2024-0003"}));
}

TEST_F(PageTest, RefusesWhatIsNotWhole) {
  const std::string whole = document(many(40), 0, 40);
  for (std::size_t size = 0; size < whole.size(); size += 7) {
    const bool good = read(whole.substr(0, size));
    EXPECT_FALSE(good && !page_.damaged()) << size;
  }
  EXPECT_FALSE(read(whole + "}"));
  EXPECT_FALSE(read("<html>busy</html>"));
  EXPECT_FALSE(read("{\"vulnerabilities\":{}}"));
  EXPECT_FALSE(read("{\"vulnerabilities\":[1],\"totalResults\":1}"));
  EXPECT_FALSE(read("{\"vulnerabilities\":[]}"));
}

}  // namespace
}  // namespace streamguard::cve
