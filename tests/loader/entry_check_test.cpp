#include "loader/entry_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "core/limits.hpp"

namespace streamguard::loader {
namespace {

using testing::HasSubstr;

sg_rc SG_CALL collect(const sg_host*, sg_collector**, sg_err*) { return SG_OK; }
sg_rc SG_CALL report(const sg_host*, sg_reporter**, sg_err*) { return SG_OK; }

sg_entry good() {
  sg_entry entry{};
  entry.magic = SG_MAGIC;
  entry.size = sizeof entry;
  entry.abi_major = SG_ABI_MAJOR;
  entry.abi_minor_built = SG_ABI_MINOR;
  entry.kinds = SG_KIND_COLLECTOR | SG_KIND_REPORTER;
  entry.manifest_json = "{}";
  entry.manifest_len = 2;
  entry.create_collector = collect;
  entry.create_reporter = report;
  return entry;
}

std::string refusal_of(const sg_entry& entry) {
  const Status checked = check_entry(entry);
  return checked ? "accepted" : checked.error().message;
}

std::string refusal_of_manifest(const std::string& text) {
  sg_entry entry = good();
  entry.manifest_json = text.data();
  entry.manifest_len = text.size();
  return refusal_of(entry);
}

TEST(EntryCheck, AcceptsWhatIsWhole) { EXPECT_EQ(refusal_of(good()), "accepted"); }

TEST(EntryCheck, AcceptsOneKindAloneAndKindsOfLaterVersions) {
  sg_entry entry = good();
  entry.kinds = SG_KIND_REPORTER | 0x100;
  entry.create_collector = nullptr;
  EXPECT_EQ(refusal_of(entry), "accepted");
}

TEST(EntryCheck, WantsAKindThatItKnows) {
  sg_entry entry = good();
  entry.kinds = 0x100;
  EXPECT_THAT(refusal_of(entry), HasSubstr("neither a collector nor a reporter"));
}

TEST(EntryCheck, WantsTheFunctionOfEachKind) {
  sg_entry entry = good();
  entry.create_collector = nullptr;
  EXPECT_THAT(refusal_of(entry), HasSubstr("create_collector is NULL"));
  entry = good();
  entry.create_reporter = nullptr;
  EXPECT_THAT(refusal_of(entry), HasSubstr("create_reporter is NULL"));
}

TEST(EntryCheck, WantsAManifestOfSaneLength) {
  sg_entry entry = good();
  entry.manifest_json = nullptr;
  EXPECT_THAT(refusal_of(entry), HasSubstr("no manifest"));
  entry = good();
  entry.manifest_len = 0;
  EXPECT_THAT(refusal_of(entry), HasSubstr("no manifest"));
  entry.manifest_len = limits::kPluginManifestBytes + 1;
  EXPECT_THAT(refusal_of(entry), HasSubstr("at most"));
}

TEST(EntryCheck, WantsAManifestOfText) {
  for (const char* text : {"{\"a\": \"\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80\"}\n", "\xed\x9f\xbf\xf4\x8f\xbf\xbf"}) {
    EXPECT_EQ(refusal_of_manifest(text), "accepted") << text;
  }
  for (const std::string& text :
       {std::string("{}\0", 3), std::string("\xff"), std::string("\x80"), std::string("\xc0\x80"), std::string("\xc3"),
        std::string("\xe0\x80\x80"), std::string("\xed\xa0\x80"), std::string("\xe2\x82"),
        std::string("\xf0\x80\x80\x80"), std::string("\xf4\x90\x80\x80"), std::string("\xf5\x80\x80\x80"),
        std::string("\xf0\x9f\x98")}) {
    EXPECT_THAT(refusal_of_manifest(text), HasSubstr("not UTF-8")) << testing::PrintToString(text);
  }
}

}  // namespace
}  // namespace streamguard::loader
