// Repositories over real sockets: what is brought, with how many requests, and never twice.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <memory>
#include <mutex>

#include "git_world.hpp"
#include "os/process.hpp"

namespace streamguard::net::testing {
namespace {

namespace fs = std::filesystem;

/// Four commits on main, a pull request beside them, another branch; served below "o/n".
class GitStoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (os::find_program("git").empty()) GTEST_SKIP() << "git is not installed";
    repository_ = std::make_unique<Repository>(root_.path() / "o" / "n.git");
    for (int i = 0; i < 4; ++i) {
      Files files{{"a.c", "int a = " + std::to_string(i) + ";\n"}, {"dir/b.c", "int b;\n"}};
      ids_.push_back(repository_->commit(files, ids_.empty() ? ids_ : std::vector{ids_.back()}, "main",
                                         i == 2 ? std::string(40, 'b') : ""));
    }
    pull_ = repository_->commit({{"a.c", "int pulled;\n"}}, {ids_[1]}, "");
    repository_->set_ref("refs/pull/7/head", pull_);
    branch_ = repository_->commit({{"c.c", "int c;\n"}}, {ids_[0]}, "other");
    server_ = std::make_unique<GitServer>(root_.path(), [this](const Seen& seen) {
      const auto script = [this] {
        const std::lock_guard lock(script_mutex_);
        return script_;
      }();
      return script ? (*script)(seen) : std::nullopt;
    });
    world_.upstream("git", server_->url());
  }
  /// From now on the server answers by it. It may be called by several threads at once.
  void answer_by(GitServer::Script script) {
    const std::lock_guard lock(script_mutex_);
    script_ = std::make_shared<const GitServer::Script>(std::move(script));
  }
  std::string url() const { return server_->url() + "/o/n"; }
  fs::path kept() const { return world_.cache() / "git" / "git" / "o" / "n.git"; }

  TempFolder root_;
  std::unique_ptr<Repository> repository_;
  std::vector<std::string> ids_;
  std::string pull_, branch_;
  std::mutex script_mutex_;
  std::shared_ptr<const GitServer::Script> script_;
  std::unique_ptr<GitServer> server_;
  GitWorld world_;
};

TEST_F(GitStoreTest, ACommitComesWithItsFirstParentAndBothTreesOnce) {
  auto answer = world_.ask(GitWhat::commits, url(), {ids_[3]});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->path, kept());
  EXPECT_TRUE(answer->missing.empty());
  EXPECT_EQ(server_->count(), 2) << "capabilities, objects";
  EXPECT_EQ(type_of(kept(), ids_[3]), "commit");
  EXPECT_EQ(type_of(kept(), ids_[3] + "^{tree}"), "tree");
  EXPECT_EQ(type_of(kept(), ids_[3] + ":dir"), "tree");
  EXPECT_EQ(type_of(kept(), ids_[2] + ":dir"), "tree") << "its parent's";
  EXPECT_EQ(type_of(kept(), ids_[1]), "missing") << "no more than asked for";
  EXPECT_EQ(type_of(kept(), repository_->id(ids_[3] + ":a.c")), "missing") << "no contents";
  EXPECT_EQ(read_all(kept() / "config").find("promisor"), std::string::npos) << "nothing is fetched by itself";
  ASSERT_TRUE(world_.ask(GitWhat::commits, url() + ".git", {ids_[3]}));
  world_.start();
  ASSERT_TRUE(world_.ask(GitWhat::commits, url(), {ids_[3]}));
  EXPECT_EQ(server_->count(), 2) << "not again, in this run or the next";
}

TEST_F(GitStoreTest, AParentIsNoCommitThatWasAskedFor) {
  ASSERT_TRUE(world_.ask(GitWhat::commits, url(), {ids_[3]}));
  ASSERT_TRUE(world_.ask(GitWhat::commits, url(), {ids_[2]}));
  EXPECT_EQ(type_of(kept(), ids_[1] + "^{tree}"), "tree");
  const int before = server_->count();
  ASSERT_TRUE(world_.ask(GitWhat::commits, url(), {ids_[2], ids_[3]}));
  EXPECT_EQ(server_->count(), before);
  const Traffic traffic = world_.store->traffic("fixes");
  EXPECT_EQ(traffic.requests, static_cast<std::uint64_t>(server_->count())) << "counted as they were sent";
  EXPECT_EQ(traffic.from_cache, 1U);
  EXPECT_GT(traffic.bytes, 0U);
}

TEST_F(GitStoreTest, AParentThatCameByAnotherFetchIsNotHidden) {
  ASSERT_TRUE(world_.ask(GitWhat::commits, url(), {ids_[1], ids_[0]}));
  auto answer = world_.ask(GitWhat::commits, url(), {ids_[3], ids_[2]});  // is cut at the one that has its parent
  ASSERT_TRUE(answer);
  EXPECT_EQ(git(kept(), {"rev-list", "--count", ids_[3]}), "4");
  answer = world_.ask(GitWhat::commits, url(), ids_);
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->missing.empty());
  EXPECT_EQ(server_->count(), 4);
}

TEST_F(GitStoreTest, TheFirstCommitOfAllHasNoParentAndIsWhole) {
  ASSERT_TRUE(world_.ask(GitWhat::commits, url(), {ids_[0]}));
  auto answer = world_.ask(GitWhat::commits, url(), {ids_[0]});
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->missing.empty());
  EXPECT_EQ(server_->count(), 2);
}

TEST_F(GitStoreTest, BlobsComeExactlyAsNamed) {
  ASSERT_TRUE(world_.ask(GitWhat::commits, url(), {ids_[3]}));
  const std::string wanted = repository_->id(ids_[3] + ":a.c");
  auto answer = world_.ask(GitWhat::blobs, url(), {wanted});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_TRUE(answer->missing.empty());
  EXPECT_EQ(type_of(kept(), wanted), "blob");
  EXPECT_EQ(type_of(kept(), repository_->id(ids_[3] + ":dir/b.c")), "missing");
  ASSERT_TRUE(world_.ask(GitWhat::blobs, url(), {wanted}));
  EXPECT_EQ(server_->count(), 4);
}

TEST_F(GitStoreTest, WhatIsNotThereDoesNotFailTheRestAndIsAskedForOnce) {
  const std::string submodule(40, 'b');  // in a tree, and no object of this repository
  const std::string unknown(40, 'c');
  auto answer = world_.ask(GitWhat::commits, url(), {unknown, ids_[3], submodule, ids_[1]});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->missing, (std::vector<std::string>{unknown, submodule}));
  EXPECT_EQ(type_of(kept(), ids_[1]), "commit");
  EXPECT_EQ(server_->count(), 6) << "two for each that is refused, two for the rest";
  ASSERT_TRUE(world_.ask(GitWhat::commits, url(), {unknown, submodule}));
  EXPECT_EQ(server_->count(), 6);
}

TEST_F(GitStoreTest, AServerThatDoesNotSayWhichIsAskedByHalves) {
  const std::string unknown(40, 'c');
  answer_by([&](const Seen& seen) -> std::optional<Reply> {
    if (seen.body.find(unknown) == std::string::npos) return std::nullopt;
    return reply(200, "0021ERR upload-pack: not our ref\n0000",
                 {{"content-type", "application/x-git-upload-pack-result"}});
  });
  auto answer = world_.ask(GitWhat::commits, url(), {ids_[0], ids_[1], unknown, ids_[2], ids_[3]});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->missing, std::vector<std::string>{unknown});
}

TEST_F(GitStoreTest, ARefIsFoundOnceAndOneThatIsNotThereIsMissing) {
  auto answer = world_.ask(GitWhat::commits, url(), {"refs/pull/7/head", "refs/pull/8/head"});
  ASSERT_TRUE(answer) << answer.error().message;
  ASSERT_EQ(answer->found.size(), 1U);
  EXPECT_EQ(answer->found[0], (std::pair<std::string, std::string>("refs/pull/7/head", pull_)));
  EXPECT_EQ(answer->missing, std::vector<std::string>{"refs/pull/8/head"});
  EXPECT_EQ(type_of(kept(), ids_[1] + "^{tree}"), "tree") << "the parent's tree";
  EXPECT_EQ(server_->count(), 3) << "capabilities, refs, objects";
  EXPECT_EQ(world_.store->traffic("fixes").requests, 3U);
  ASSERT_TRUE(world_.ask(GitWhat::commits, url(), {"refs/pull/7/head", pull_}));
  EXPECT_EQ(server_->count(), 3);
}

TEST_F(GitStoreTest, HistoryBringsAllBranchesAlsoAfterCommits) {
  ASSERT_TRUE(world_.ask(GitWhat::commits, url(), {ids_[3]}));
  ASSERT_TRUE(world_.ask(GitWhat::commits, url(), {"refs/pull/7/head"}));
  auto answer = world_.ask(GitWhat::history, url());
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(git(kept(), {"rev-list", "--count", "main"}), "4");
  EXPECT_EQ(git(kept(), {"rev-list", "--count", "other"}), "2");
  for (const std::string& id : ids_) EXPECT_EQ(type_of(kept(), id + ":dir"), "tree") << id;
  EXPECT_EQ(type_of(kept(), repository_->id(ids_[3] + ":a.c")), "missing") << "no contents";
  const int before = server_->count();
  ASSERT_TRUE(world_.ask(GitWhat::history, url()));
  ASSERT_TRUE(world_.ask(GitWhat::commits, url(), {ids_[1]}));
  EXPECT_EQ(server_->count(), before);
  // The next run asks what is new, and gets that only.
  const std::string next = repository_->commit({{"a.c", "int next;\n"}}, {ids_[3]});
  world_.start();
  ASSERT_TRUE(world_.ask(GitWhat::history, url()));
  EXPECT_EQ(server_->count(), before + 3);
  EXPECT_EQ(git(kept(), {"rev-parse", "main"}), next);
}

TEST_F(GitStoreTest, ACommitBesideTheHistoryDoesNotCutIt) {
  ASSERT_TRUE(world_.ask(GitWhat::history, url()));
  auto answer = world_.ask(GitWhat::commits, url(), {pull_});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_TRUE(answer->missing.empty());
  EXPECT_EQ(git(kept(), {"rev-list", "--count", "main"}), "4");
  EXPECT_EQ(git(kept(), {"rev-list", "--count", pull_}), "3");
}

TEST_F(GitStoreTest, NoSuchRepositoryIsAskedForOnceInARun) {
  auto answer = world_.ask(GitWhat::commits, server_->url() + "/o/none", {ids_[0]});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::unavailable);
  EXPECT_EQ(server_->count(), 2) << "without and with .git";
  EXPECT_FALSE(world_.ask(GitWhat::history, server_->url() + "/o/none.git"));
  EXPECT_EQ(server_->count(), 2);
  EXPECT_FALSE(fs::exists(world_.cache() / "git" / "git" / "o" / "none.git"));
}

TEST_F(GitStoreTest, TheNextRunAsksForNothingThatIsFresh) {
  const std::string unknown(40, 'c');
  HandClock clock;
  world_.options.clock = &clock;
  world_.plan.cache.fresh = std::chrono::hours(2);
  const auto ask_all = [&] {
    world_.start();
    ASSERT_TRUE(world_.ask(GitWhat::history, url()));
    auto answer = world_.ask(GitWhat::commits, url(), {ids_[3], unknown});
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->missing, std::vector<std::string>{unknown});
    answer = world_.ask(GitWhat::commits, server_->url() + "/o/none", {ids_[0]});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Code::unavailable);
  };
  ask_all();
  const int first = server_->count();
  ask_all();
  EXPECT_EQ(server_->count(), first);
  EXPECT_EQ(world_.store->traffic("fixes").requests, 0U);
  clock.move(std::chrono::hours(2));
  ask_all();
  EXPECT_GT(server_->count(), first);
  // What is noted of a repository is not what it holds.
  const int second = server_->count();
  fs::remove_all(kept());
  ask_all();
  EXPECT_GT(server_->count(), second);
  EXPECT_EQ(type_of(kept(), ids_[3]), "commit");
}

TEST_F(GitStoreTest, APrivateRepositoryIsUnavailableAndNobodyIsAskedForAPassword) {
  answer_by([](const Seen&) { return reply(401, "", {{"www-authenticate", "Basic realm=x"}}); });
  auto answer = world_.ask(GitWhat::commits, url() + ".git", {ids_[0]});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::unavailable) << answer.error().message;
}

TEST_F(GitStoreTest, AFailingServerIsAskedAgain) {
  answer_by([](const Seen& seen) -> std::optional<Reply> {
    if (seen.number <= 2) return reply(503, "later");
    return std::nullopt;
  });
  auto answer = world_.ask(GitWhat::commits, url(), {ids_[3]});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(server_->count(), 4);
  EXPECT_EQ(world_.store->traffic("fixes").retries, 2U);
}

TEST_F(GitStoreTest, ACutAnswerIsAskedForAgain) {
  std::atomic_bool cut{false};
  answer_by([&](const Seen& seen) -> std::optional<Reply> {
    if (seen.method != "POST" || cut.exchange(true)) return std::nullopt;
    Reply half = reply(200, "0031packfile\n",
                       {{"content-type", "application/x-git-upload-pack-result"}, {"content-length", "5000"}});
    half.reset = true;
    return half;
  });
  auto answer = world_.ask(GitWhat::commits, url(), {ids_[3]});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(type_of(kept(), ids_[2] + ":dir"), "tree");
}

TEST_F(GitStoreTest, CancelEndsTheProgramAndWhatItLeftIsNoHindrance) {
  std::promise<void> asked, go_on;
  auto released = go_on.get_future().share();
  answer_by([&, released, first = std::make_shared<std::atomic_bool>(true)](const Seen& seen) -> std::optional<Reply> {
    if (seen.method == "POST" && first->exchange(false)) {
      asked.set_value();
      released.wait();
    }
    return std::nullopt;
  });
  GitStore::Id id = 0;
  auto answer = world_.begin(GitWhat::commits, url(), {ids_[3]}, &id);
  asked.get_future().wait();
  world_.store->cancel(id);
  const auto ended = answer.get();
  go_on.set_value();
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().code, Code::cancelled);
  fs::create_directories(kept() / "objects" / "pack");
  std::ofstream(kept() / "shallow.lock") << "x";
  std::ofstream(kept() / "config.lock") << "x";
  std::ofstream(kept() / "objects" / "pack" / "tmp_pack_x") << "x";
  auto again = world_.ask(GitWhat::commits, url(), {ids_[3]});
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_TRUE(again->missing.empty());
  EXPECT_FALSE(fs::exists(kept() / "objects" / "pack" / "tmp_pack_x"));
}

TEST_F(GitStoreTest, AKillBetweenPackAndBoundaryIsNotTakenForAWholeHistory) {
  ASSERT_TRUE(world_.ask(GitWhat::commits, url(), {ids_[3]}));
  fs::remove(kept() / "shallow");  // as if the program had died before it wrote it
  auto answer = world_.ask(GitWhat::commits, url(), {ids_[2]});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(type_of(kept(), ids_[1] + "^{tree}"), "tree");
}

TEST_F(GitStoreTest, TheStoresEndEndsEveryRequestOnce) {
  std::promise<void> asked, go_on;
  auto released = go_on.get_future().share();
  answer_by([&, released, first = std::make_shared<std::atomic_bool>(true)](const Seen&) -> std::optional<Reply> {
    if (first->exchange(false)) asked.set_value();
    released.wait();
    return std::nullopt;
  });
  auto working = world_.begin(GitWhat::commits, url(), {ids_[3]});
  auto waiting = world_.begin(GitWhat::commits, url(), {ids_[2]});
  asked.get_future().wait();
  world_.store.reset();
  EXPECT_EQ(working.get().error().code, Code::cancelled);
  EXPECT_EQ(waiting.get().error().code, Code::cancelled);
  go_on.set_value();
}

TEST_F(GitStoreTest, TwoHostsThatWantTheSameFetchItOnce) {
  GitWorld other;
  other.plan.cache.dir = world_.cache();
  other.upstream("git", server_->url());
  auto a = world_.begin(GitWhat::commits, url(), {ids_[3], ids_[1]});
  auto b = other.begin(GitWhat::commits, url(), {ids_[3], ids_[1]});
  const auto of_a = a.get();
  const auto of_b = b.get();
  ASSERT_TRUE(of_a) << of_a.error().message;
  ASSERT_TRUE(of_b) << of_b.error().message;
  EXPECT_EQ(server_->count(), 2);
}

TEST_F(GitStoreTest, SeveralRequestsForOneRepositoryShareWhatComes) {
  std::vector<std::future<Result<GitAnswer>>> answers;
  for (int i = 0; i < 8; ++i) answers.push_back(world_.begin(GitWhat::commits, url(), {ids_[3]}));
  for (auto& answer : answers) EXPECT_TRUE(answer.get());
  EXPECT_EQ(server_->count(), 2);
}

}  // namespace
}  // namespace streamguard::net::testing
