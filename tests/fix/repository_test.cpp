#include "fix/repository.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <streamguard/cpp/plugin.hpp>

#include "history.hpp"

namespace streamguard::fix {
namespace {

using testing::History;
using testing::id_of;

std::vector<std::string> paths_of(const TreeDiff& diff) {
  std::vector<std::string> out;
  for (const TreeChange& change : diff.changes) {
    out.push_back((change.added() ? "+" : change.removed() ? "-" : "=") + change.path);
  }
  return out;
}

TreeDiff diff_of(const Repository& repository, const std::string& before, const std::string& after) {
  Commit old_commit;
  Commit new_commit;
  EXPECT_EQ(repository.commit(id_of(before), old_commit), Got::ok);
  EXPECT_EQ(repository.commit(id_of(after), new_commit), Got::ok);
  return repository.diff(old_commit.tree, new_commit.tree);
}

TEST(Repository, ReadsCommitsAndBlobs) {
  History history;
  const std::string first = history.commit({{"a.c", "int a;\r\n"}}, {}, "begin");
  const std::string second = history.commit({{"a.c", "int b;\n"}}, {first}, "go on\n\nwith more");
  const Repository repository(history.path());
  Commit commit;
  ASSERT_EQ(repository.commit(id_of(second), commit), Got::ok);
  EXPECT_EQ(commit.parents, std::vector{id_of(first)});
  EXPECT_EQ(commit.author_date, "2021-03-04T05:06:07Z");
  EXPECT_EQ(commit.message, "go on\n\nwith more");
  std::string text;
  ASSERT_EQ(repository.blob(id_of(history.blob_id("int a;\r\n")), text), Got::ok);
  EXPECT_EQ(text, "int a;\r\n");
}

TEST(Repository, WhatIsNotThereIsMissing) {
  History history;
  const std::string first = history.commit({{"a.c", "1"}, {"sub/b.c", "1"}}, {});
  const std::string second = history.commit({{"a.c", "2"}, {"sub/b.c", "2"}}, {first});
  history.remove_object(history.blob_id("1"));
  const Repository repository(history.path());
  std::string text = "old";
  EXPECT_EQ(repository.blob(id_of(history.blob_id("1")), text), Got::missing);
  EXPECT_EQ(text, "");
  Commit commit;
  EXPECT_EQ(repository.commit(id_of(std::string(40, 'a')), commit), Got::missing);
  // Trees are enough for the diff.
  EXPECT_EQ(paths_of(diff_of(repository, first, second)), (std::vector<std::string>{"=a.c", "=sub/b.c"}));
}

TEST(Repository, AMissingTreeIsToldAndTheRestIsThere) {
  History history;
  const std::string first = history.commit({{"a.c", "1"}, {"sub/b.c", "1"}, {"z.c", "1"}}, {});
  const std::string second = history.commit({{"a.c", "2"}, {"sub/b.c", "2"}, {"z.c", "2"}}, {first});
  {
    const Repository repository(history.path());
    Commit commit;
    std::vector<TreeEntry> entries;
    ASSERT_EQ(repository.commit(id_of(second), commit), Got::ok);
    ASSERT_EQ(repository.tree(commit.tree, entries), Got::ok);
    history.remove_object(entries[1].id.hex());
  }
  const TreeDiff diff = diff_of(Repository(history.path()), first, second);
  EXPECT_EQ(diff.got, Got::missing);
  EXPECT_EQ(paths_of(diff), (std::vector<std::string>{"=a.c", "=z.c"}));
}

TEST(Repository, WrongKindsAreBroken) {
  History history;
  const std::string first = history.commit({{"a.c", "1"}}, {});
  const Repository repository(history.path());
  Commit commit;
  std::string text;
  std::vector<TreeEntry> entries;
  EXPECT_EQ(repository.commit(id_of(history.blob_id("1")), commit), Got::broken);
  EXPECT_EQ(repository.blob(id_of(first), text), Got::broken);
  EXPECT_EQ(repository.tree(id_of(first), entries), Got::broken);
}

TEST(Repository, CorruptObjectsAreBroken) {
  History history;
  const std::string first = history.commit({{"a.c", "some content"}}, {});
  const std::string id = history.blob_id("some content");
  const std::filesystem::path path = std::filesystem::path(history.path()) / "objects" / id.substr(0, 2) / id.substr(2);
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  std::ofstream(path, std::ios::binary | std::ios::trunc) << "this is no zlib stream";
  const Repository repository(history.path());
  std::string text;
  EXPECT_NE(repository.blob(id_of(id), text), Got::ok);
  EXPECT_EQ(text, "");
}

TEST(Repository, LongBlobsAreNotUnpacked) {
  History history;
  const std::string text(Repository::kMostBlobBytes + 1, 'x');
  history.commit({{"a.c", text}}, {});
  const Repository repository(history.path());
  std::string out;
  EXPECT_EQ(repository.blob(id_of(history.blob_id(text)), out), Got::too_long);
  EXPECT_EQ(out, "");
}

TEST(Repository, DiffsFoldersThatBecomeFiles) {
  History history;
  const std::string first = history.commit({{"a", "1"}, {"b/c.c", "1"}, {"b.c", "1"}, {"same/x.c", "1"}}, {});
  const std::string second = history.commit({{"a/d.c", "1"}, {"b", "1"}, {"b.c", "2"}, {"same/x.c", "1"}}, {first});
  const Repository repository(history.path());
  EXPECT_EQ(paths_of(diff_of(repository, first, second)),
            (std::vector<std::string>{"-a", "+a/d.c", "+b", "=b.c", "-b/c.c"}));
}

TEST(Repository, IsToldWhereThereIsNone) {
  try {
    const Repository repository("/nonexistent/repository");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.rc(), SG_E_DATA);
    EXPECT_NE(std::string(error.what()).find("/nonexistent/repository"), std::string::npos);
  }
}

}  // namespace
}  // namespace streamguard::fix
