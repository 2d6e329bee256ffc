#include "cve/entry_scan.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "mirror.hpp"

namespace streamguard::cve {
namespace {

/// What a DOM says of the same list: nullopt where it is no JSON.
std::optional<std::vector<ScannedEntry>> by_dom(simdjson::dom::parser& parser, const std::string& list) {
  simdjson::dom::array items;
  if (parser.parse(list.data(), list.size(), false).get(items) != simdjson::SUCCESS) return {};
  std::vector<ScannedEntry> found;
  for (const simdjson::dom::element item : items) {
    ScannedEntry entry;
    std::string_view text;
    if (item["cve"]["id"].get(text) == simdjson::SUCCESS) entry.id = text;
    if (item["cve"]["published"].get(text) == simdjson::SUCCESS) entry.published = text;
    found.push_back(entry);
  }
  return found;
}

class EntryScanTest : public ::testing::Test {
 protected:
  bool read(std::string list) {
    list_ = std::move(list);
    list_.reserve(list_.size() + simdjson::SIMDJSON_PADDING);
    return scan_.read(list_);
  }
  bool read_value(const std::string& value) { return read(R"([{"cve":{"id":"CVE-1999-0001","x":)" + value + "}}]"); }
  /// Whatever is taken, a DOM takes too, and finds the same in it.
  void expect_as_dom() {
    const auto dom = by_dom(parser_, list_);
    ASSERT_TRUE(dom) << list_;
    ASSERT_EQ(dom->size(), scan_.entries().size()) << list_;
    for (std::size_t i = 0; i < dom->size(); ++i) {
      EXPECT_EQ(dom->at(i).id, scan_.entries()[i].id) << list_;
      EXPECT_EQ(dom->at(i).published, scan_.entries()[i].published) << list_;
    }
  }

  std::string list_;
  EntryScan scan_;
  simdjson::dom::parser parser_;
};

TEST_F(EntryScanTest, CutsAtBrackets) {
  const std::string first = R"({ "cve" : {"published":"2024-01-01","a":[{"cve":{"id":"x"}},"]}"],"id":"CVE-1"} })";
  const std::string second = R"({"cve":{"id":7,"published":null,"id":"CVE-3"},"b":[]})";
  ASSERT_TRUE(read("[" + first + " ,\n" + second + ",{\"cve\":{}}]"));
  ASSERT_EQ(scan_.entries().size(), 3u);
  EXPECT_EQ(scan_.entries()[0].text, first);
  EXPECT_EQ(scan_.entries()[0].id, "CVE-1");
  EXPECT_EQ(scan_.entries()[0].published, "2024-01-01");
  EXPECT_EQ(scan_.entries()[1].text, second);
  EXPECT_FALSE(scan_.entries()[1].id) << "of two, the first counts, and is no text";
  EXPECT_FALSE(scan_.entries()[1].published);
  expect_as_dom();
}

TEST_F(EntryScanTest, TakesPlainValues) {
  for (const char* value : {"0", "-0", "9.8", "-12.50", "123456789012345", "true", "false", "null", "[]", "{}", "\"\"",
                            R"("\"\\\/\b\f\n\r\t\u00e9")", "[ [ ] , { \"a\" : \"b\" } ]", "\"\xc3\xa9\""}) {
    EXPECT_TRUE(read_value(value)) << value;
    expect_as_dom();
  }
}

TEST_F(EntryScanTest, LeavesTheUncertainToOthers) {
  for (const char* value : {"1e5", "1234567890123456", R"("\ud83d\ude00")"}) {
    EXPECT_FALSE(read_value(value)) << value;
    EXPECT_TRUE(by_dom(parser_, list_)) << value;
  }
  const std::string deep = std::string(100, '[') + std::string(100, ']');
  EXPECT_FALSE(read_value(deep));
  EXPECT_FALSE(read(R"([{"\u0063ve":{"id":"CVE-1"}}])"));
  EXPECT_FALSE(read(R"([{"cve":{"\u0069d":"CVE-1"}}])"));
  EXPECT_FALSE(read(R"([{"a":1,"cve":{"id":"CVE-1"}}])"));
  EXPECT_FALSE(read("[1]"));
}

TEST_F(EntryScanTest, RefusesWhatIsNotJson) {
  for (const char* value : {"",     "01",    "1.",      ".5",          "-",         "+1",          "1.2.3",
                            "tru",  "truex", "nul l",   "true\"a\"",   "\"a\"b",    "\"a\" \"b\"", "[1,]",
                            "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}",    "{a:1}",     "{\"a\":1,}",  "{1:1}",
                            "[}",   "\\n",   "\"\\q\"", "\"\\u12g4\"", "\"\\u12\"", "\"\x01\"",    "\"\xff\"",
                            "\"",   "]",     "}"}) {
    EXPECT_FALSE(read_value(value)) << value;
    EXPECT_FALSE(by_dom(parser_, list_)) << value;
  }
  for (const char* list :
       {"", "[", "]", "{}", "[{\"cve\":{}}", "[{\"cve\":{}},]", "[{\"cve\":{}}]]", "[{\"cve\":{}}] 1"}) {
    EXPECT_FALSE(read(list)) << list;
  }
}

TEST_F(EntryScanTest, TakesNothingThatADomRefuses) {
  const std::string whole =
      "[" + many(1)[0] + ", " +
      cve_json("CVE-2024-0002", "2024-01-02",
               R"(,"m":{"score":9.8,"list":[true,null,-1.5,"a\\b\u00e9"]},"w":[{"cve":{"id":"n"}}])") +
      "]";
  constexpr std::string_view kBytes =
      "\"\\{}[],: \n\x01\xff"
      "0123456789-.eEtruefalsnucvdi\xc3\xa9/";
  std::mt19937 draw(20240101);  // the standard fixes its numbers, on every machine the same
  std::size_t taken = 0;
  for (int round = 0; round < 30'000; ++round) {
    std::string list = whole;
    for (auto change = draw() % 3 + 1; change > 0; --change) {
      const std::size_t at = draw() % list.size();
      const char byte = kBytes[draw() % kBytes.size()];
      switch (draw() % 3) {
        case 0:
          list[at] = byte;
          break;
        case 1:
          list.erase(at, draw() % 4 + 1);
          break;
        default:
          list.insert(at, 1, byte);
      }
    }
    if (!read(list)) continue;
    ++taken;
    expect_as_dom();
    if (HasFailure()) return;
  }
  EXPECT_GT(taken, 1000u);
}

}  // namespace
}  // namespace streamguard::cve
