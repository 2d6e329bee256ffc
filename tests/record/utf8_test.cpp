#include "record/utf8.hpp"

#include <gtest/gtest.h>

#include <string>

#include "record/record.hpp"

namespace streamguard::record {
namespace {

TEST(Utf8, AcceptsWhatTheStandardAllows) {
  for (const std::string& text :
       {std::string(), std::string("plain"), std::string(100, 'a'), std::string("\xC2\x80"), std::string("\xDF\xBF"),
        std::string("\xE0\xA0\x80"), std::string("\xED\x9F\xBF"), std::string("\xEE\x80\x80"),
        std::string("\xF0\x90\x80\x80"), std::string("\xF4\x8F\xBF\xBF"), std::string("a\0b", 3)}) {
    EXPECT_TRUE(valid_utf8(text)) << testing::PrintToString(text);
  }
}

TEST(Utf8, RefusesOverlongSurrogatesTruncatedAndTooLarge) {
  for (const char* text : {"\x80", "\xBF", "\xC0\xAF", "\xC1\xBF", "\xC2", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xE2\x82",
                           "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFE", "\xFF"}) {
    EXPECT_FALSE(valid_utf8(text)) << testing::PrintToString(std::string(text));
  }
}

TEST(Utf8, FindsABadByteAtEveryPlace) {
  for (std::size_t size = 1; size < 100; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      std::string text(size, 'a');
      EXPECT_TRUE(valid_utf8(text));
      text[at] = '\xFF';
      EXPECT_FALSE(valid_utf8(text)) << size << " bytes, at " << at;
    }
  }
}

TEST(Utf8, RepairsOneReplacementForEachTruncatedSequence) {
  std::string storage;
  EXPECT_EQ(repaired_utf8("a\xE2\x82z", storage), "a\xEF\xBF\xBDz");
  EXPECT_EQ(repaired_utf8("\xF0\x90\x80", storage), "\xEF\xBF\xBD");
  EXPECT_EQ(repaired_utf8("\xC0\xAF", storage), "\xEF\xBF\xBD\xEF\xBF\xBD");
  const std::string fine = "sch\xC3\xB6n";
  EXPECT_EQ(repaired_utf8(fine, storage).data(), fine.data());
}

TEST(Utf8, ReadsInvalidTextAsWindows1252) {
  std::string storage;
  EXPECT_EQ(utf8("caf\xE9 \x80 \x93quoted\x94", storage), "caf\xC3\xA9 \xE2\x82\xAC \xE2\x80\x9Cquoted\xE2\x80\x9D");
  EXPECT_EQ(utf8("\x81", storage), "\xC2\x81");
  const std::string fine = "caf\xC3\xA9";
  EXPECT_EQ(utf8(fine, storage).data(), fine.data());
}

}  // namespace
}  // namespace streamguard::record
