#include "cli/sample_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace streamguard::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

json sample() {
  return {{"sample_id", std::string(64, 'a')},
          {"kind", "function_pair"},
          {"source", "osv"},
          {"title", "Path traversal"},
          {"ids", {{"cve", {"CVE-2024-1"}}, {"ghsa", {"GHSA-x"}}}},
          {"code",
           {{"before", "a\nold\nc\n"},
            {"after", "a\nnew\nc\n"},
            {"language", "C"},
            {"symbol", "f"},
            {"before_lines", {10, 12}}}},
          {"label", {{"tier", "gold"}, {"method", "one_function"}}},
          {"weakness", {{"cwe", {"CWE-22"}}, {"severity", "HIGH"}}},
          {"fix", {{"repo", "https://github.com/acme/x"}, {"commit", "c0ffee"}, {"path", "x.c"}}},
          {"provenance", {{"code_license", "MIT"}, {"urls", {"https://example.org"}}}}};
}

TEST(SampleText, SaysWhatItIsAndShowsTheChange) {
  const std::string text = sample_text(sample().dump(), {});
  for (const char* part :
       {"osv · function_pair · gold · C · HIGH · CWE-22", "CVE-2024-1 GHSA-x", "Path traversal",
        "https://github.com/acme/x @ c0ffee", "x.c  f  lines 10-12", "@@ -1 +1 @@\n a\n-old\n+new\n c\n"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
  EXPECT_EQ(text.find('\x1b'), std::string::npos) << "no colour was asked for";
}

TEST(SampleText, ColoursAreClosedOnTheirLine) {
  SampleStyle style;
  style.colour = true;
  const std::string text = sample_text(sample().dump(), style);
  EXPECT_THAT(text, HasSubstr("\x1b[31m-old\x1b[0m\n"));
  EXPECT_THAT(text, HasSubstr("\x1b[32m+new\x1b[0m\n"));
}

TEST(SampleText, LongTextsAreCutAndSaySo) {
  json one = sample();
  std::string exploit;
  for (int i = 0; i < 100; ++i) exploit += "line " + std::to_string(i) + "\n";
  one["code"] = {{"before", exploit}, {"after", nullptr}, {"language", "Python"}};
  EXPECT_THAT(sample_text(one.dump(), {}), HasSubstr("60 more lines; --whole shows them"));
  SampleStyle whole;
  whole.whole = true;
  EXPECT_THAT(sample_text(one.dump(), whole), HasSubstr("line 99"));
  one["code"]["before"] = std::string(1'000'000, 'x');
  EXPECT_LT(sample_text(one.dump(), whole).size(), 5'000U) << "a line of a megabyte is cut";
}

TEST(SampleText, WhatIsMissingOrOfAnotherTypeIsLeftOut) {
  EXPECT_THAT(sample_text("{}", {}), Not(HasSubstr("title")));
  EXPECT_THAT(sample_text(R"({"title":7,"ids":[],"code":"x","fix":null,"weakness":3,"label":[],"packages":{}})", {}),
              Not(HasSubstr("title")));
  EXPECT_EQ(sample_text("[]", {}), "(a record that is not JSON)\n");
  EXPECT_EQ(sample_text("nonsense", {}), "(a record that is not JSON)\n");
}

TEST(SampleText, JsonForATerminalIsTheSameJson) {
  const std::string record = "{\"b\":\"\\u001b[2J\xe2\x80\xae\xc2\x9b\x7f caf\xc3\xa9\",\"a\":1}";
  const std::string out = terminal_json(record);
  EXPECT_EQ(json::parse(out), json::parse(record));
  for (const char c : out) EXPECT_TRUE(c >= 0x20 && c < 0x7f);
  EXPECT_LT(out.find("\"b\""), out.find("\"a\"")) << "keys stay in their order";
}

}  // namespace
}  // namespace streamguard::cli
