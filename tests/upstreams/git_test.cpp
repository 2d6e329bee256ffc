// Git's smart HTTP, asked by git itself.
#include <cstdlib>
#include <map>
#include <sstream>

#include "world.hpp"

namespace streamguard::upstreams {
namespace {

class GitHttp : public World {
 protected:
  /// Runs git in a folder of the test's, apart from the settings of whoever runs it. Whether it went well.
  bool git(const std::string& arguments) const {
    const std::string command = "cd '" + folder_.path().string() +
                                "' && GIT_CONFIG_NOSYSTEM=1 HOME=/nonexistent GIT_TERMINAL_PROMPT=0 git " + arguments +
                                " 2>>errors";
    return std::system(command.c_str()) == 0;
  }
  std::string errors() const { return scenario::text_of(folder_.path() / "errors"); }
  std::string repository() const { return url("/git/acme/parser.git"); }
  scenario::Folder folder_;
};

TEST_F(GitHttp, OneCommitOfManyComesWithoutContents) {
  const std::string id = small_mirror().commits().at("fix-name");
  ASSERT_TRUE(git("init --quiet --bare one.git")) << errors();
  ASSERT_TRUE(git("-C one.git fetch --quiet --depth=2 --filter=blob:none " + repository() + " " + id)) << errors();
  // Asking for an object by name would make git fetch it.
  ASSERT_TRUE(git("-C one.git cat-file --batch-all-objects --batch-check > objects")) << errors();
  std::istringstream objects(scenario::text_of(folder_.path() / "objects"));
  std::map<std::string, int> kinds;
  for (std::string name, kind, size; objects >> name >> kind >> size;) ++kinds[kind];
  EXPECT_EQ(kinds["commit"], 2) << "no deeper than was asked";
  EXPECT_EQ(kinds["tree"], 4) << "a folder in a folder, before and after";
  EXPECT_EQ(kinds["blob"], 0) << "no contents";
  const Count count = simulator_->stats().of("git");
  EXPECT_EQ(count.what.at("info"), 1U);
  EXPECT_GE(count.what.at("fetch"), 1U);
}

TEST_F(GitHttp, ABlobCanBeFetchedByItsId) {
  ASSERT_TRUE(git("clone --quiet --bare " + repository() + " whole.git")) << errors();
  ASSERT_TRUE(git("-C whole.git rev-parse " + small_mirror().commits().at("fix-free") + ":src/parser.c > blob"));
  std::string blob = scenario::text_of(folder_.path() / "blob");
  blob.pop_back();
  ASSERT_TRUE(git("init --quiet --bare one.git"));
  ASSERT_TRUE(git("-C one.git fetch --quiet --depth=1 " + repository() + " " + blob)) << errors();
  EXPECT_TRUE(git("-C one.git cat-file -e " + blob));
}

TEST_F(GitHttp, WhatIsNotThereCouldBePrivate) {
  const Got got = get("/git/acme/none.git/info/refs?service=git-upload-pack");
  EXPECT_EQ(got.status, 401);
  EXPECT_FALSE(got.field("www-authenticate").empty());
  EXPECT_EQ(get("/git/../nvd/info/refs?service=git-upload-pack").status, 401);
  EXPECT_EQ(get("/git/acme/parser.git/info/refs?service=git-receive-pack").status, 401);
  EXPECT_EQ(get("/git/acme/parser.git/HEAD").status, 404);
  EXPECT_EQ(get("/git/acme/parser/info/refs?service=git-upload-pack").status, 200) << "the ending may be left out";
}

TEST_F(GitHttp, APackThatBreaksOffIsNoPack) {
  ASSERT_TRUE(git("init --quiet --bare one.git"));
  const std::string fetch = "-C one.git fetch --quiet " + repository() + " main";
  set_faults("kind=reset on=*/git-upload-pack from=2 times=1");
  EXPECT_FALSE(git(fetch));
  EXPECT_TRUE(git(fetch)) << errors();
  set_faults("kind=status status=503 on=*/info/refs times=1");
  EXPECT_FALSE(git(fetch));
  EXPECT_TRUE(git(fetch)) << errors();
}

TEST(SmallMirror, GivesEqualCommitsEachTime) {
  const scenario::Folder folder;
  EXPECT_EQ(make_repository(folder.path() / "again.git", parser_history()).at("fix-name"),
            small_mirror().commits().at("fix-name"));
}

}  // namespace
}  // namespace streamguard::upstreams
