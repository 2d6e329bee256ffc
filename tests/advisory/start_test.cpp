#include "advisory/start.hpp"

#include <gtest/gtest.h>

#include <streamguard/cpp/plugin.hpp>

#include "advisory/stable_hash.hpp"
#include "advisory/writer.hpp"

namespace streamguard::advisory {
namespace {

TEST(Start, ReadsTheHostsLists) {
  EXPECT_EQ(read_names(R"(["a","b/c"])", "units"), (std::unordered_set<std::string>{"a", "b/c"}));
  EXPECT_TRUE(read_names("", "units").empty());
  EXPECT_THROW(read_names("{}", "units"), Error);
}

TEST(Start, WhatIsNotForDocumentsIsForCode) {
  EXPECT_TRUE(grants_code({"osv", "git"}, {"osv"}));
  EXPECT_TRUE(grants_code({"osv", "gitlab"}, {"osv"}));
  EXPECT_FALSE(grants_code({"osv"}, {"osv"}));
  EXPECT_FALSE(grants_code({}, {"osv"}));
}

TEST(Shard, OwnsAnIdAlone) {
  for (const char* id : {"GHSA-c3h9-896r-86jm", "CVE-2024-1", ""}) {
    int owners = 0;
    for (std::uint32_t shard = 0; shard < 5; ++shard) owners += in_shard(id, shard, 5);
    EXPECT_EQ(owners, 1) << id;
    EXPECT_TRUE(in_shard(id, 0, 1));
  }
}

TEST(Shard, HashesStayTheSameForEver) {
  // Tokens and shards of older runs rest on these values.
  EXPECT_EQ(stable_hash(""), stable_hash(std::string()));
  EXPECT_NE(stable_hash("GHSA-1"), stable_hash("GHSA-2"));
  EXPECT_EQ(stable_hash("GHSA-22gh-3r9q-xf38"), 11378019081160144331u);
}

TEST(Fixes, PullRequestsGoWhereThereAreCommits) {
  const fix::Target commit{"https://github.com/o/r", std::string(40, 'a')},
      ref{"https://github.com/o/r", "refs/pull/1/head"};
  std::vector<fix::Target> targets{ref, ref, commit};
  drop_refs_beside_commits(targets, 1);  // the first is of somebody else
  EXPECT_EQ(targets, (std::vector<fix::Target>{ref, commit}));
  targets = {ref};
  drop_refs_beside_commits(targets, 0);
  EXPECT_EQ(targets.size(), 1u);
  targets.assign(200, commit);
  drop_refs_beside_commits(targets, 0);
  EXPECT_EQ(targets.size(), kMostTargets);
}

}  // namespace
}  // namespace streamguard::advisory
