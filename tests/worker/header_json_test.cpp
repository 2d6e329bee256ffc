#include "worker/header_json.hpp"

#include <gtest/gtest.h>

namespace streamguard::worker {
namespace {

using Names = std::vector<std::string>;

TEST(HeaderJson, ObjectsOfStringsBecomeNamesAndValuesInTurn) {
  EXPECT_EQ(parse_header_json("{\"accept\":\"text/html\",\"x\":\"\"}").value(),
            (Names{"accept", "text/html", "x", ""}));
  EXPECT_EQ(parse_header_json("").value(), Names());
  EXPECT_EQ(parse_header_json("{}").value(), Names());
}

TEST(HeaderJson, AnythingElseIsRefused) {
  for (const char* text :
       {"[]", "null", "1", "{", "{\"a\":1}", "{\"a\":null}", "{\"a\":{\"b\":\"c\"}}", "{\"a\":\"b\"} x", "\xff"}) {
    const auto parsed = parse_header_json(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().code, Code::bug);
  }
}

TEST(HeaderJson, WhatAnUpstreamSentIsAlwaysJson) {
  EXPECT_EQ(header_json({"a", "1", "b", "\"quoted\"\n"}), "{\"a\":\"1\",\"b\":\"\\\"quoted\\\"\\n\"}");
  EXPECT_EQ(header_json({}), "{}");
  EXPECT_EQ(header_json({"odd"}), "{}");
  EXPECT_TRUE(parse_header_json(header_json({"bad", "\xff\xfe"})));
}

}  // namespace
}  // namespace streamguard::worker
