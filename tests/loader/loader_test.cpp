#include "loader/loader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>

#include "../sanitized.hpp"

namespace streamguard::loader {
namespace {

using testing::HasSubstr;

std::filesystem::path plugin(const std::string& name) {
  return std::filesystem::path(LOADER_TEST_PLUGINS) / (name + ".so");
}

Error refusal_of(const std::filesystem::path& path) {
  auto loaded = load(path);
  if (loaded) {
    ADD_FAILURE() << path << " was accepted";
    return {};
  }
  EXPECT_THAT(loaded.error().message, HasSubstr(path.string()));
  return loaded.error();
}

TEST(Loader, TakesAGoodPlugin) {
  auto loaded = load(plugin("good"));
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->manifest_json, "{\"id\": \"test\", \"title\": \"ä\"}");
  EXPECT_EQ(loaded->entry->kinds, SG_KIND_COLLECTOR);
  EXPECT_NE(loaded->entry->create_collector, nullptr);
}

TEST(Loader, TakesAPluginOfALaterMinorThatCanDoWithout) {
  auto loaded = load(plugin("newer_good"));
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->entry->abi_minor_built, 7U);
}

TEST(Loader, SaysThatTheFileIsMissing) {
  const Error error = refusal_of("/nowhere/plugin.so");
  EXPECT_EQ(error.code, Code::unavailable);
  EXPECT_THAT(error.message, HasSubstr("no such file"));
  EXPECT_EQ(refusal_of("/usr").code, Code::config);
}

TEST(Loader, SaysThatTheFileIsNoLibrary) {
  const auto path = std::filesystem::path(testing::TempDir()) / "streamguard-loader-text.so";
  std::ofstream(path) << "not a library at all";
  const Error error = refusal_of(path);
  std::filesystem::remove(path);
  EXPECT_EQ(error.code, Code::config);
  EXPECT_THAT(error.message, HasSubstr("cannot be loaded"));
}

TEST(Loader, NamesTheSymbolThatNobodyHas) {
  if (!std::filesystem::exists(plugin("unresolved"))) GTEST_SKIP() << "no linker makes such a library here";
  const Error error = refusal_of(plugin("unresolved"));
  EXPECT_EQ(error.code, Code::config);
  EXPECT_THAT(error.message, HasSubstr("a_function_that_nobody_has"));
}

TEST(Loader, NamesTheEntryThatIsMissing) {
  const Error error = refusal_of(plugin("no_symbol"));
  EXPECT_EQ(error.code, Code::config);
  EXPECT_THAT(error.message, HasSubstr("does not export sg_plugin_entry"));
}

TEST(Loader, RefusesAnotherMagic) {
  const Error error = refusal_of(plugin("wrong_magic"));
  EXPECT_EQ(error.code, Code::config);
  EXPECT_THAT(error.message, HasSubstr("0x12345678"));
}

TEST(Loader, RefusesAnotherMajorAndSaysTheCure) {
  const Error error = refusal_of(plugin("wrong_major"));
  EXPECT_EQ(error.code, Code::config);
  EXPECT_THAT(error.message, HasSubstr("built for plugin ABI 2, this StreamGuard speaks 1: rebuild the plugin"));
}

TEST(Loader, RefusesAMinorThatWeLack) {
  const Error error = refusal_of(plugin("minor_required"));
  EXPECT_EQ(error.code, Code::config);
  EXPECT_THAT(error.message, HasSubstr("needs plugin ABI 1.99"));
  EXPECT_THAT(error.message, HasSubstr("install a newer StreamGuard"));
}

TEST(Loader, RefusesATruncatedEntry) {
  const Error error = refusal_of(plugin("truncated"));
  EXPECT_EQ(error.code, Code::bug);
  EXPECT_THAT(error.message, HasSubstr("says it has 16 bytes"));
}

// In a process of its own, as in production: the system's loader is not fit for use after a constructor threw.
TEST(LoaderDeathTest, TellsThatAConstructorThrew) {
  if (tests::kSanitized) GTEST_SKIP() << "no exception passes through a sanitizer's own dlopen";
  testing::GTEST_FLAG(death_test_style) = "threadsafe";
  EXPECT_EXIT(
      {
        auto loaded = load(plugin("throws"));
        std::fputs(loaded ? "accepted" : loaded.error().message.c_str(), stderr);
        ::_exit(loaded ? 0 : 42);
      },
      testing::ExitedWithCode(42), "a constructor of the plugin threw an exception: no luck today");
}

}  // namespace
}  // namespace streamguard::loader
