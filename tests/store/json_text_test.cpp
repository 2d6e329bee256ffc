#include "store/json_text.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace streamguard::store {
namespace {

TEST(JsonText, WritesWhatOthersRead) {
  std::string text;
  for (int c = 0; c < 0x80; ++c) text += static_cast<char>(c);
  text += "\xc3\xa9\xf0\x9f\x98\x80";
  std::string quoted;
  append_quoted(quoted, text);
  EXPECT_EQ(nlohmann::json::parse(quoted), text);
  EXPECT_EQ(unescape(std::string_view(quoted).substr(1, quoted.size() - 2)), text);
}

TEST(JsonText, KnowsGoodEscapes) {
  EXPECT_EQ(check_escapes("plain text, longer than one word"), Escapes::none);
  for (const char* good : {"\\n", "\\\\\\\"", "\\u00e9", "\\ud83d\\ude00", "01234567\\t", "0123456\\/7"}) {
    EXPECT_EQ(check_escapes(good), Escapes::good) << good;
  }
  for (const char* bad : {"\\", "\\x", "\\u12", "\\u12g4", "\\ud83d", "\\ud83dx", "\\ud83d\\n", "\\ude00",
                          "\\ud83d\\ud83d", "1234567\\"}) {
    EXPECT_EQ(check_escapes(bad), Escapes::bad) << bad;
  }
  EXPECT_EQ(unescape("a\\u00e9\\ud83d\\ude00\\n"), "a\xc3\xa9\xf0\x9f\x98\x80\n");
}

TEST(JsonText, KnowsNumbers) {
  bool integer = false;
  for (const char* good : {"0", "-0", "12", "-3", "1.5", "0.0", "1e5", "1E+5", "2.5e-3"})
    EXPECT_TRUE(check_number(good, integer)) << good;
  for (const char* bad : {"", "-", "01", "1.", ".5", "1e", "1e+", "+1", "1x", "0x1", "NaN", "1 2"}) {
    EXPECT_FALSE(check_number(bad, integer)) << bad;
  }
  EXPECT_TRUE(check_number("12", integer) && integer);
  EXPECT_TRUE(check_number("1.0", integer) && !integer);
}

}  // namespace
}  // namespace streamguard::store
