#include "net/cache.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace streamguard::net {
namespace {
namespace fs = std::filesystem;

const os::WallTime kThen{std::chrono::hours(500'000)};

class AnswerCaches : public ::testing::Test {
 protected:
  AnswerCaches() : dir_(fs::temp_directory_path() / ("streamguard-cache-" + unique_name())) {}
  ~AnswerCaches() override { fs::remove_all(dir_); }

  AnswerCache open(std::uint64_t most = 1 << 20, bool enabled = true) {
    AnswerCache cache({enabled, dir_, most});
    EXPECT_TRUE(cache.prepare().ok());
    return cache;
  }
  static std::shared_ptr<const Body> put(AnswerCache& cache, const std::string& key, const std::string& text) {
    const fs::path part = cache.new_part();
    auto file = PartFile::create(part);
    EXPECT_TRUE(file.ok());
    EXPECT_TRUE((*file)->write(text).ok());
    EXPECT_TRUE((*file)->finish().ok());
    CacheEntry entry{200, {{"content-type", "text/plain"}}, "\"tag\"", "yesterday", (*file)->crc(), kThen, nullptr};
    auto kept = cache.keep(key, entry, part, text.size());
    EXPECT_TRUE(kept.ok());
    return kept->body;
  }
  static std::string text_of(const Body& body) {
    std::ifstream in(body.path(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }
  std::vector<fs::path> files(const std::string& ending) {
    std::vector<fs::path> out;
    for (const auto& entry : fs::recursive_directory_iterator(dir_)) {
      if (entry.path().string().ends_with(ending)) out.push_back(entry.path());
    }
    return out;
  }

  fs::path dir_;
};

TEST_F(AnswerCaches, KeepsAnAnswerOverRestarts) {
  {
    auto cache = open();
    put(cache, "GET https://a/x", "hello");
  }
  auto cache = open();
  const auto found = cache.find("GET https://a/x");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->status, 200);
  EXPECT_EQ(found->etag, "\"tag\"");
  EXPECT_EQ(found->last_modified, "yesterday");
  EXPECT_EQ(found->headers, (Headers{{"content-type", "text/plain"}}));
  EXPECT_EQ(text_of(*found->body), "hello");
  EXPECT_FALSE(cache.find("GET https://a/y"));
  EXPECT_TRUE(files(".part").empty());
}

TEST_F(AnswerCaches, AnEntryIsFreshForAWhileFromWhenItWasGivenOrConfirmed) {
  using std::chrono::hours;
  const AnswerCache asks({true, dir_, 1 << 20, {}});
  {
    AnswerCache cache({true, dir_, 1 << 20, hours(2)});
    ASSERT_TRUE(cache.prepare().ok());
    put(cache, "k", "hello");
    const auto entry = cache.find("k");
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->checked, kThen);
    EXPECT_TRUE(cache.fresh(*entry, kThen));
    EXPECT_TRUE(cache.fresh(*entry, kThen + hours(2) - milliseconds(1)));
    EXPECT_FALSE(cache.fresh(*entry, kThen + hours(2)));
    EXPECT_FALSE(cache.fresh(*entry, kThen - milliseconds(1))) << "the clock was set back";
    EXPECT_FALSE(asks.fresh(*entry, kThen));
    cache.confirm("k", kThen + hours(3));
  }
  AnswerCache cache({true, dir_, 1 << 20, hours(2)});
  const auto entry = cache.find("k");
  ASSERT_TRUE(entry);
  EXPECT_TRUE(cache.fresh(*entry, kThen + hours(4)));
  EXPECT_EQ(text_of(*entry->body), "hello");
}

TEST_F(AnswerCaches, ReplacesWithoutLeavingTheOldBody) {
  auto cache = open();
  put(cache, "k", "one");
  put(cache, "k", "two");
  EXPECT_EQ(text_of(*cache.find("k")->body), "two");
  EXPECT_EQ(files(".body").size(), 1U);
}

TEST_F(AnswerCaches, DamageIsAMiss) {
  {
    auto cache = open();
    put(cache, "k", "hello");
  }
  const fs::path body = files(".body").at(0), meta = files(".json").at(0);
  const auto write = [](const fs::path& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
  };
  write(body, "hellO");  // same size
  EXPECT_FALSE(open().find("k"));
  write(body, "hell");
  EXPECT_FALSE(open().find("k"));
  write(body, "hello");
  EXPECT_TRUE(open().find("k"));
  write(meta, "{\"version\":1");
  EXPECT_FALSE(open().find("k"));
  fs::remove(meta);
  EXPECT_FALSE(open().find("k"));
}

TEST_F(AnswerCaches, AnotherKeyUnderTheSameNameIsAMiss) {
  {
    auto cache = open();
    put(cache, "k", "hello");
  }
  const fs::path meta = files(".json").at(0);
  std::ifstream in(meta);
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  text.replace(text.find("\"k\""), 3, "\"l\"");
  std::ofstream(meta) << text;
  EXPECT_FALSE(open().find("k"));
}

TEST_F(AnswerCaches, EvictsTheLeastRecentlyUsedButNothingInUse) {
  auto cache = open(8'000);
  auto in_use = put(cache, "oldest", std::string(2'000, 'a'));
  put(cache, "second", std::string(2'000, 'b'));
  put(cache, "third", std::string(2'000, 'c'));
  // The ages are set, not waited for.
  const auto now = fs::file_time_type::clock::now();
  for (const fs::path& meta : files(".json")) {
    std::ifstream in(meta);
    const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    const int age = text.find("oldest") != std::string::npos ? 3 : text.find("second") != std::string::npos ? 2 : 1;
    fs::last_write_time(meta, now - std::chrono::hours(age));
  }
  put(cache, "fourth", std::string(2'000, 'd'));
  EXPECT_TRUE(cache.find("oldest"));  // held by in_use
  EXPECT_FALSE(cache.find("second"));
  EXPECT_TRUE(cache.find("fourth"));
  EXPECT_EQ(text_of(*in_use), std::string(2'000, 'a'));
}

TEST_F(AnswerCaches, TwoHostsMayShareTheFolder) {
  auto one = open(), two = open();
  put(one, "k", "from one");
  EXPECT_EQ(text_of(*two.find("k")->body), "from one");
  put(two, "k", "from two");
  EXPECT_EQ(text_of(*one.find("k")->body), "from two");
}

TEST_F(AnswerCaches, SweepsWhatAKilledHostLeft) {
  auto first = open();
  const fs::path old = dir_ / "tmp" / "old.part", young = dir_ / "tmp" / "young.part";
  std::ofstream(old) << "x";
  std::ofstream(young) << "x";
  fs::last_write_time(old, fs::file_time_type::clock::now() - std::chrono::hours(25));
  auto second = open();
  EXPECT_FALSE(fs::exists(old));
  EXPECT_TRUE(fs::exists(young));
}

TEST_F(AnswerCaches, RemembersWhatWasValidatedInThisProcessOnly) {
  auto cache = open();
  cache.mark_validated("k");
  EXPECT_TRUE(cache.validated("k"));
  EXPECT_FALSE(open().validated("k"));
}

TEST_F(AnswerCaches, AnUnusableFolderIsNamedWithTheCure) {
  std::ofstream(dir_) << "a file";
  AnswerCache cache({true, dir_, 1});
  const Status ready = cache.prepare();
  ASSERT_FALSE(ready.ok());
  EXPECT_EQ(ready.error().code, Code::config);
  EXPECT_NE(ready.error().message.find("cache.dir"), std::string::npos);
}

}  // namespace
}  // namespace streamguard::net
