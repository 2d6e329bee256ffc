#include "cli/schema_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace streamguard::cli {
namespace {

using testing::HasSubstr;

TEST(SchemaText, TellsTypesDefaultsBoundsAndWhatIsRequired) {
  const std::string text = schema_text(R"({"type":"object","required":["page"],"definitions":{"n":{"type":"number"}},
    "properties":{"page":{"type":"integer","minimum":1,"maximum":100},
                  "names":{"type":"array","items":{"type":"string","enum":["a","b"]},"default":["a"]},
                  "by":{"$ref":"#/definitions/n"},
                  "deep":{"type":"object","properties":{"x":{"type":"boolean","description":"What x does."}}}}})");
  EXPECT_THAT(text, HasSubstr("integer (at least 1, at most 100), required"));
  EXPECT_THAT(text, HasSubstr("list of \"a\" | \"b\", default [\"a\"]"));
  EXPECT_THAT(text, testing::ContainsRegex("by +number"));
  EXPECT_THAT(text, testing::ContainsRegex("deep.x +boolean"));
  EXPECT_THAT(text, HasSubstr("What x does."));
}

TEST(SchemaText, NothingToSetIsSaid) {
  EXPECT_EQ(schema_text(R"({"type":"object","additionalProperties":false})"), "  it takes none\n");
  EXPECT_EQ(schema_text("not json"), "  it takes none\n");
}

TEST(SchemaText, ReferencesInACircleEnd) {
  EXPECT_THAT(
      schema_text(
          R"({"properties":{"a":{"$ref":"#/properties/a"},"b":{"type":"object","properties":{"c":{"$ref":"#/properties/b"}}}}})"),
      HasSubstr("b.c"));
}

TEST(SchemaText, ForeignTextSteersNothing) {
  const std::string text =
      schema_text("{\"properties\":{\"a\\u001b[2J\":{\"type\":\"string\",\"description\":\"x\\u202ey\\u009b\"}}}");
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_THAT(text, HasSubstr("x\\u{202e}y\\x9b"));
}

}  // namespace
}  // namespace streamguard::cli
