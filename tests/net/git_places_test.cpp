// Where repositories come from and lie: mirrors, recordings, private folders, other programs and other servers.
#include <gtest/gtest.h>

#include <fstream>

#include "git_world.hpp"
#include "net/git_folders.hpp"
#include "net/git_repository.hpp"
#include "os/process.hpp"

namespace streamguard::net::testing {
namespace {

namespace fs = std::filesystem;

class GitPlaces : public ::testing::Test {
 protected:
  void SetUp() override {
    if (os::find_program("git").empty()) GTEST_SKIP() << "git is not installed";
    repository_ = std::make_unique<Repository>(root_.path() / "o" / "n.git");
    first_ = repository_->commit({{"a.c", "int a = 1;\n"}}, {});
    second_ = repository_->commit({{"a.c", "int a = 2;\n"}}, {first_});
  }
  void serve(GitServer::Script script = {}) {
    server_ = std::make_unique<GitServer>(root_.path(), std::move(script));
    world_.upstream("git", server_->url());
  }
  std::string url() const { return server_->url() + "/o/n"; }
  fs::path kept() const { return world_.cache() / "git" / "git" / "o" / "n.git"; }

  TempFolder root_;
  std::unique_ptr<Repository> repository_;
  std::string first_, second_;
  std::unique_ptr<GitServer> server_;
  GitWorld world_;
};

TEST_F(GitPlaces, AMirrorIsReadInPlace) {
  repository_->set_ref("refs/pull/1/head", second_);
  world_.upstream("git", "file://" + root_.path().string()).serves = {"https://github.com"};
  const std::string unknown(40, 'c');
  for (const std::string& name : {std::string("https://github.com/o/n"), (root_.path() / "o/n.git").string()}) {
    auto answer = world_.ask(GitWhat::commits, name, {second_, unknown, "refs/pull/1/head", "refs/pull/2/head"});
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->path, repository_->path());
    EXPECT_EQ(answer->missing, (std::vector<std::string>{unknown, "refs/pull/2/head"}));
    ASSERT_EQ(answer->found.size(), 1U);
    EXPECT_EQ(answer->found[0].second, second_);
  }
  ASSERT_TRUE(world_.ask(GitWhat::history, "https://github.com/o/n"));
  const auto none = world_.ask(GitWhat::history, "https://github.com/o/other");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, Code::unavailable);
  const Traffic traffic = world_.store->traffic("fixes");
  EXPECT_EQ(traffic.local, 3U);
  EXPECT_EQ(traffic.requests, 0U);
}

TEST_F(GitPlaces, OnlyWhatServesAndIsGrantedIsAsked) {
  serve();
  const auto answer = world_.ask(GitWhat::history, "https://elsewhere.example/o/n");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::config);
  EXPECT_NE(answer.error().message.find("serves"), std::string::npos);
  world_.plan.collectors[0].upstreams.clear();
  world_.start();
  EXPECT_EQ(world_.ask(GitWhat::history, url()).error().code, Code::config);
  EXPECT_EQ(world_.ask(GitWhat::commits, url(), {"HEAD"}).error().code, Code::bug);
  EXPECT_EQ(server_->count(), 0);
}

TEST_F(GitPlaces, AWorkerReadsTheFoldersOfItsUpstreamsOnly) {
  serve();
  world_.upstream("mirror", "file://" + root_.path().string());
  Collector& collector = world_.plan.collectors[0];
  world_.start();
  EXPECT_EQ(world_.store->readable(collector), (std::vector<fs::path>{world_.cache() / "git" / "git", root_.path()}));
  EXPECT_TRUE(fs::is_directory(world_.cache() / "git" / "git")) << "it is named before the worker starts";
  collector.upstreams = {"mirror"};
  EXPECT_EQ(world_.store->readable(collector), std::vector<fs::path>{root_.path()});
  collector.plugin.extensions.clear();
  EXPECT_TRUE(world_.store->readable(collector).empty());
}

TEST_F(GitPlaces, ARecordingAnswersWithoutANetwork) {
  serve();
  world_.options.record = fs::relative(world_.folder.path() / "tape");  // as people write it
  ASSERT_TRUE(world_.ask(GitWhat::commits, url(), {second_}));
  ASSERT_FALSE(world_.ask(GitWhat::commits, server_->url() + "/o/none", {second_}));
  EXPECT_FALSE(fs::exists(kept()));
  const int before = server_->count();
  world_.options.replay = std::exchange(world_.options.record, {});
  world_.start();
  auto answer = world_.ask(GitWhat::commits, url(), {second_, first_});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_TRUE(answer->path.is_absolute());
  EXPECT_TRUE(fs::equivalent(answer->path, world_.folder.path() / "tape" / "git" / "git" / "o" / "n.git"));
  EXPECT_TRUE(answer->missing.empty());
  EXPECT_EQ(world_.ask(GitWhat::commits, server_->url() + "/o/none", {second_}).error().code, Code::unavailable);
  EXPECT_EQ(server_->count(), before);
  EXPECT_EQ(world_.store->traffic("fixes").local, 1U);
}

TEST_F(GitPlaces, WithoutACacheNothingIsLeft) {
  serve();
  world_.plan.cache.enabled = false;
  auto answer = world_.ask(GitWhat::commits, url(), {second_});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_TRUE(GitRepository::is_there(answer->path));
  EXPECT_EQ(world_.store->readable(world_.plan.collectors[0]),
            std::vector<fs::path>{answer->path.parent_path().parent_path()});
  world_.store.reset();
  EXPECT_FALSE(fs::exists(answer->path));
  EXPECT_FALSE(fs::exists(kept()));
}

TEST_F(GitPlaces, WhatADeadHostLeftIsRemovedByTheNext) {
  serve();
  const fs::path hosts = world_.cache() / "git" / ".hosts";
  fs::create_directories(hosts / "1-0.lock.private" / "git");
  fs::create_directories(hosts / "1-0.lock.tmp");
  std::ofstream(hosts / "1-0.lock") << "process 1";
  ASSERT_TRUE(world_.ask(GitWhat::commits, url(), {second_}));
  EXPECT_FALSE(fs::exists(hosts / "1-0.lock.private"));
  EXPECT_FALSE(fs::exists(hosts / "1-0.lock.tmp"));
  world_.store.reset();
  EXPECT_TRUE(fs::is_empty(hosts));
}

TEST_F(GitPlaces, TheLeastRecentlyUsedGoWhenTheCacheIsFullButNoneInUse) {
  serve();
  Repository(root_.path() / "o" / "m.git").commit({{"x.c", std::string(200'000, 'x')}}, {});
  ASSERT_TRUE(world_.ask(GitWhat::history, server_->url() + "/o/m"));
  ASSERT_TRUE(world_.ask(GitWhat::history, url()));
  world_.store.reset();
  const fs::path old = kept().parent_path() / "m.git";
  fs::last_write_time(old / "HEAD", fs::file_time_type::clock::now() - std::chrono::hours(2));
  fs::last_write_time(kept() / "HEAD", fs::file_time_type::clock::now() - std::chrono::hours(1));
  // Room for one of the two.
  world_.plan.cache.max_size = os::folder_size(old) + os::folder_size(kept()) - 1;
  {
    GitWorld living;  // began before either was used last
    living.plan.cache = world_.plan.cache;
    living.plan.cache.max_size = 0;
    living.upstream("git", server_->url());
    living.start();
    living.store->readable(living.plan.collectors[0]);
    for (const auto& entry : fs::directory_iterator(world_.cache() / "git" / ".hosts")) {
      if (entry.path().extension() == ".lock")
        fs::last_write_time(entry.path(), fs::file_time_type::clock::now() - std::chrono::hours(3));
    }
    world_.start();
    world_.store->readable(world_.plan.collectors[0]);
    EXPECT_TRUE(fs::exists(old)) << "a host that lives may hold it";
    world_.store.reset();
  }
  world_.start();
  world_.store->readable(world_.plan.collectors[0]);
  EXPECT_FALSE(fs::exists(old));
  EXPECT_TRUE(fs::exists(kept()));
}

TEST_F(GitPlaces, ARepositoryThatMovedOnTheSameServerIsFollowedAndRemembered) {
  serve([](const Seen& seen) -> std::optional<Reply> {
    const std::string old = "/o/old";
    if (!seen.target.starts_with(old)) return std::nullopt;
    return reply(301, "", {{"location", "/o/n" + seen.target.substr(seen.target.find("/info"))}});
  });
  auto answer = world_.ask(GitWhat::commits, server_->url() + "/o/old", {second_});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_TRUE(answer->missing.empty());
  EXPECT_EQ(server_->count(), 4) << "moved, where to, capabilities, objects";
  world_.start();
  ASSERT_TRUE(world_.ask(GitWhat::blobs, server_->url() + "/o/old", {repository_->id(second_ + ":a.c")}));
  EXPECT_EQ(server_->count(), 6);
}

TEST_F(GitPlaces, AnotherServerIsNotFollowed) {
  GitServer other(root_.path());
  serve([&](const Seen& seen) -> std::optional<Reply> {
    return reply(302, "", {{"location", other.url() + seen.target}});
  });
  const auto answer = world_.ask(GitWhat::commits, url(), {second_});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::unavailable);
  EXPECT_NE(answer.error().message.find(other.url()), std::string::npos) << answer.error().message;
  EXPECT_EQ(other.count(), 0);
}

TEST_F(GitPlaces, CredentialsReachTheirServerAndNoDisk) {
  serve([](const Seen& seen) -> std::optional<Reply> {
    if (seen.header("authorization") == "Bearer tOkEn-4711") return std::nullopt;
    return reply(401, "", {{"www-authenticate", "Basic realm=x"}});
  });
  world_.plan.upstreams["git"].auth = Auth{"github_token", "Authorization", "Bearer", {}};
  world_.plan.secrets["github_token"] = Secret("tOkEn-4711");
  auto answer = world_.ask(GitWhat::commits, url(), {second_});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_FALSE(folder_holds(world_.folder.path(), "tOkEn-4711"));
  world_.plan.secrets["github_token"] = Secret("wrong");
  world_.start();
  const auto refused = world_.ask(GitWhat::commits, url() + ".git", {first_ /* known */, std::string(40, 'e')});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::config) << refused.error().message;
  EXPECT_NE(refused.error().message.find("github_token"), std::string::npos);
}

TEST_F(GitPlaces, AnUnsoundRepositoryIsData) {
  // A tree that holds a file named ".git" could not be checked out without harm.
  const std::string blob = git(repository_->path(), {"hash-object", "-w", "--stdin"}, "x");
  const std::string tree =
      git(repository_->path(), {"mktree"}, "100644 blob " + blob + "\ta\n100644 blob " + blob + "\t.git\n");
  const std::string bad = git(repository_->path(), {"commit-tree", tree, "-m", "bad"});
  repository_->set_ref("refs/heads/bad", bad);
  serve();
  const auto answer = world_.ask(GitWhat::commits, url(), {bad});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::data) << answer.error().message;
  EXPECT_TRUE(world_.ask(GitWhat::commits, url(), {second_})) << "other commits of it are";
}

TEST_F(GitPlaces, TheUpstreamsLimitHoldsForGitToo) {
  serve();
  world_.plan.upstreams["git"].limit = RateLimit{2, std::chrono::hours(1)};
  ASSERT_TRUE(world_.ask(GitWhat::commits, url(), {second_}));
  GitStore::Id id = 0;
  auto waiting = world_.begin(GitWhat::blobs, url(), {repository_->id(second_ + ":a.c")}, &id);
  EXPECT_EQ(waiting.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  world_.store->cancel(id);
  EXPECT_EQ(waiting.get().error().code, Code::cancelled);
  EXPECT_EQ(server_->count(), 2);
}

TEST_F(GitPlaces, WithoutGitTheFallbackBringsAllBranches) {
  repository_->set_ref("refs/pull/1/head", repository_->commit({{"p.c", "int p;\n"}}, {second_}, ""));
  serve();
  world_.options.git = STREAMGUARD_CLONE;
  const std::string unknown(40, 'c');
  auto answer = world_.ask(GitWhat::commits, url(), {second_, unknown, "refs/pull/1/head", "refs/pull/2/head"});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->missing, (std::vector<std::string>{unknown, "refs/pull/2/head"}));
  ASSERT_EQ(answer->found.size(), 1U);
  EXPECT_EQ(type_of(kept(), second_ + ":a.c"), "blob");
  EXPECT_EQ(server_->count(), 2);
  ASSERT_TRUE(world_.ask(GitWhat::blobs, url(), {repository_->id(second_ + ":a.c")}));
  ASSERT_TRUE(world_.ask(GitWhat::commits, url(), {first_, unknown}));
  EXPECT_EQ(server_->count(), 2);
  ASSERT_TRUE(world_.ask(GitWhat::history, url()));
  EXPECT_EQ(git(kept(), {"rev-list", "--count", "main"}), "2");
  EXPECT_EQ(world_.ask(GitWhat::history, server_->url() + "/o/none.git").error().code, Code::unavailable);
}

}  // namespace
}  // namespace streamguard::net::testing
