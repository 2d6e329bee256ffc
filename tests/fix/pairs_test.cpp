#include "fix/pairs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "history.hpp"

namespace streamguard::fix {
namespace {

using testing::Files;
using testing::History;
using testing::id_of;

/// "path symbol change" of each pair, with "before>after" where names differ.
std::vector<std::string> told(const CommitPairs& made) {
  std::vector<std::string> out;
  for (const Pair& pair : made.pairs) {
    out.push_back(pair.side().path + " " + pair.side().symbol + " " + std::string(word_of(pair.change)));
  }
  return out;
}

struct Made {
  Survey survey;
  CommitPairs pairs;
};

Made make(const Files& before, const Files& after) {
  History history;
  const Repository repository(history.path());
  const std::string id = history.change(before, after);
  const Repository opened(history.path());
  Outlines outlines;
  Made out;
  out.survey = survey(opened, id_of(id));
  out.pairs = make_pairs(opened, out.survey, outlines);
  return out;
}

using Words = std::vector<std::string>;

const std::string kOne = "int one(int a)\n{\n  return a + 1;\n}\n";
const std::string kTwo = "int two(int a)\n{\n  return a + 2;\n}\n";

TEST(Pairs, HoldTheWholeFunctionAsItStands) {
  const std::string head = "/* head */\r\n#include <x.h>\r\n\r\n";
  const std::string before = "static int\r\nf(char *a)\r\n{\r\n\treturn a[0]; /* \xff */\r\n}\r\n";
  const std::string after = "static int\r\nf(char *a)\r\n{\r\n\treturn a ? a[0] : 0;\r\n}\r\n";
  const Made made = make({{"a.c", head + before + kTwo}}, {{"a.c", head + after + kTwo}});
  ASSERT_EQ(told(made.pairs), Words{"a.c f changed"});
  const Pair& pair = made.pairs.pairs[0];
  // Whether the last line's end belongs to a function is the outline's choice; everything before it must be equal.
  EXPECT_EQ(pair.before->text, before.substr(0, pair.before->text.size()));
  EXPECT_GE(pair.before->text.size() + 2, before.size());
  EXPECT_EQ(pair.after->text, after.substr(0, pair.after->text.size()));
  EXPECT_EQ(pair.before->first_line, 4);
  EXPECT_EQ(pair.before->last_line, 8);
  EXPECT_EQ(pair.name, "f");
  EXPECT_EQ(functions::name_of(pair.language), "C");
}

TEST(Pairs, CommentsAndFormattingAreNoChange) {
  const Made made = make({{"a.c", kOne + kTwo}, {"b.py", "def f():\n    return 1\n"}},
                         {{"a.c", "int one(int a) { /* why */\n  return a+1; }\n" + kTwo},
                          {"b.py", "# a comment\ndef f():\n    return 1  # one\n"}});
  EXPECT_TRUE(made.pairs.pairs.empty());
  EXPECT_EQ(made.pairs.counts.of("cosmetic"), 2U);
}

TEST(Pairs, MatchFunctionsThatMoved) {
  const std::string changed = "int two(int a)\n{\n  return a - 2;\n}\n";
  const Made made = make({{"a.c", kOne + kTwo}}, {{"a.c", changed + kOne}});
  EXPECT_EQ(told(made.pairs), Words{"a.c two changed"});
}

TEST(Pairs, MatchOverloadsByOrderAndText) {
  const std::string a = "int f(int a) { return a; }\n";
  const std::string b = "int f(char a) { return a + 1; }\n";
  const std::string c = "int f(char a) { return a ? 1 : 0; }\n";
  const Made made = make({{"a.cpp", a + b}}, {{"a.cpp", a + c}});
  ASSERT_EQ(told(made.pairs), Words{"a.cpp f changed"});
  EXPECT_NE(made.pairs.pairs[0].before->text.find("char"), std::string::npos);
  EXPECT_EQ(made.pairs.pairs[0].ordinal, 0U);
}

TEST(Pairs, OverloadsThatBothChangeHaveOrdinals) {
  const Made made = make({{"a.cpp", "int f(int a) { return a; }\nint f(char a) { return a + 1; }\n"}},
                         {{"a.cpp", "int f(int a) { return -a; }\nint f(char a) { return a + 2; }\n"}});
  ASSERT_EQ(made.pairs.pairs.size(), 2U);
  EXPECT_EQ(made.pairs.pairs[0].ordinal, 0U);
  EXPECT_EQ(made.pairs.pairs[1].ordinal, 1U);
}

TEST(Pairs, FindRenamedFunctions) {
  const std::string body = "(int a, int b)\n{\n  int c = a * b;\n  int d = c + a;\n  int e = d - b;\n  return e";
  const Made made =
      make({{"a.c", "int old_name" + body + ";\n}\n" + kTwo}}, {{"a.c", "int new_name" + body + " + 1;\n}\n" + kTwo}});
  ASSERT_EQ(told(made.pairs), Words{"a.c new_name renamed"});
  EXPECT_EQ(made.pairs.pairs[0].before->symbol, "old_name");
}

TEST(Pairs, ARenameAloneIsNoChange) {
  const std::string body = "(int a, int b)\n{\n  int c = a * b;\n  int d = c + a;\n  int e = d - b;\n  return e;\n}\n";
  const Made made = make({{"a.c", "int old_name" + body + kTwo}}, {{"a.c", "int new_name" + body + kTwo}});
  EXPECT_EQ(made.pairs.counts.of("renamed_only"), 1U);
  for (const Pair& pair : made.pairs.pairs) EXPECT_EQ(pair.change, Change::file);
}

TEST(Pairs, RecordAddedAndRemovedBesideChangedOnes) {
  const std::string gone = "int gone(void)\n{\n  for (;;) work();\n}\n";
  const std::string come = "static int check(const char *text)\n{\n  return text != 0 && text[0] == 'x';\n}\n";
  const std::string changed = "int one(int a)\n{\n  return check(a) ? a + 1 : 0;\n}\n";
  const Made made = make({{"a.c", kOne + gone}}, {{"a.c", come + changed}});
  ASSERT_EQ(told(made.pairs), (Words{"a.c one changed", "a.c check added", "a.c gone removed"}));
  EXPECT_FALSE(made.pairs.pairs[1].before.has_value());
  EXPECT_FALSE(made.pairs.pairs[2].after.has_value());
}

TEST(Pairs, AnAddedFunctionAloneIsAFilePair) {
  const Made made = make({{"a.c", kOne}}, {{"a.c", kOne + kTwo}});
  ASSERT_EQ(told(made.pairs), Words{"a.c  file"});
  EXPECT_EQ(made.pairs.pairs[0].before->text, kOne);
  EXPECT_EQ(made.pairs.pairs[0].after->text, kOne + kTwo);
  EXPECT_EQ(made.pairs.pairs[0].after->last_line, 8);
}

TEST(Pairs, WholeFilesWhereNoFunctionHoldsTheChange) {
  const Made made = make({{"a.h", "#define LIMIT 64\n"}, {"b.c", kOne}},
                         {{"a.h", "#define LIMIT 32\n"}, {"b.c", "int one(int a)\n{\n  return a + 9;\n}\n"}});
  EXPECT_EQ(told(made.pairs), (Words{"b.c one changed", "a.h  file"}));
}

TEST(Pairs, TheInnermostFunctionHoldsTheChange) {
  const std::string before = "def outer(a):\n    def inner(b):\n        return b\n    return inner(a)\n";
  const std::string inner = "def outer(a):\n    def inner(b):\n        return b + 1\n    return inner(a)\n";
  const std::string both = "def outer(a):\n    def inner(b):\n        return b + 1\n    return inner(a) * 2\n";
  const Made only_inner = make({{"a.py", before}}, {{"a.py", inner}});
  ASSERT_EQ(only_inner.pairs.pairs.size(), 1U);
  EXPECT_EQ(only_inner.pairs.pairs[0].name, "inner");
  const Made with_outer = make({{"a.py", before}}, {{"a.py", both}});
  ASSERT_EQ(with_outer.pairs.pairs.size(), 2U);
  EXPECT_EQ(with_outer.pairs.pairs[0].name, "outer");
  EXPECT_EQ(with_outer.pairs.pairs[1].name, "inner");
}

TEST(Pairs, FollowRenamedFilesAndFunctionsAcrossFiles) {
  const std::string long_file = kOne + kTwo + "int three(int a)\n{\n  return a + 3;\n}\n";
  std::string changed = long_file;
  changed.replace(changed.find("a + 3"), 5, "a + 4");
  const Made renamed = make({{"old.c", long_file}, {"x.c", kOne}}, {{"src/new.c", changed}, {"x.c", kOne}});
  ASSERT_EQ(told(renamed.pairs), Words{"src/new.c three changed"});
  EXPECT_EQ(renamed.pairs.pairs[0].before->path, "old.c");

  const Made moved = make({{"a.c", kOne + kTwo}, {"b.c", "int b;\n"}},
                          {{"a.c", kOne}, {"b.c", "int b;\nint two(int a)\n{\n  return a + 22;\n}\n"}});
  ASSERT_EQ(told(moved.pairs), Words{"b.c two changed"});
  EXPECT_EQ(moved.pairs.pairs[0].before->path, "a.c");
}

TEST(Pairs, LeaveOutWhatIsNotTheProductsCode) {
  const std::string other = "int one(int a)\n{\n  return a + 9;\n}\n";
  Files before{{"README.md", "a"}, {"run->", "a"}, {"sub@", std::string(40, 'a')}};
  Files after{{"README.md", "b"}, {"run->", "b"}, {"sub@", std::string(40, 'b')}};
  for (const char* path : {"tests/a.c", "docs/a.c", "vendor/a.c", "dist/a.c", "src/a.c"}) {
    before[path] = kOne;
    after[path] = other;
  }
  before["src/gen.c"] = "/* @generated */\n" + kOne;
  after["src/gen.c"] = "/* @generated */\n" + other;
  before["src/bin.c"] = std::string("a\0b", 3);
  after["src/bin.c"] = std::string("a\0c", 3);
  const Made made = make(before, after);
  EXPECT_EQ(told(made.pairs), Words{"src/a.c one changed"});
  for (const char* word : {"tests", "docs", "vendored", "language", "symlink", "gitlink", "binary"}) {
    EXPECT_EQ(made.pairs.counts.of(word), 1U) << word;
  }
  EXPECT_EQ(made.pairs.counts.of("generated"), 2U);
}

TEST(Pairs, OverLongFunctionsAreLeftOutWhole) {
  const std::string filler(kMostCodeBytes, 'x');
  const Made made = make({{"a.c", "char *f(void)\n{\n  return \"a" + filler + "\";\n}\n" + kOne}},
                         {{"a.c", "char *f(void)\n{\n  return \"b" + filler + "\";\n}\n" + kOne + kTwo}});
  EXPECT_TRUE(made.pairs.pairs.empty());
}

TEST(Survey, TellsWhyNothingCanCome) {
  History history;
  const std::string root = history.commit({{"a.c", kOne}}, {});
  const std::string left = history.commit({{"a.c", kTwo}}, {root});
  const std::string right = history.commit({{"a.c", kOne}, {"b.c", kTwo}}, {root});
  const std::string merge = history.commit({{"a.c", kTwo}, {"b.c", kTwo}}, {left, right});
  const std::string docs = history.commit({{"a.c", kTwo}, {"b.c", kTwo}, {"README", "x"}}, {merge});
  const std::string empty = history.commit({{"a.c", kTwo}, {"b.c", kTwo}, {"README", "x"}}, {docs});
  Files many;
  for (std::size_t i = 0; i <= kMostCodeFiles; ++i) many["f" + std::to_string(i) + ".c"] = kOne;
  const std::string sweep_begin = history.commit(many, {});
  for (auto& [path, text] : many) text = kTwo;
  const std::string sweep = history.commit(many, {sweep_begin});
  const std::string orphan_parent = history.commit({{"a.c", kOne + kTwo}}, {});
  const std::string orphan = history.commit({{"a.c", kTwo + kTwo}}, {orphan_parent});
  history.remove_object(orphan_parent);
  const Repository repository(history.path());
  const auto why = [&repository](const std::string& id) { return survey(repository, id_of(id)).why_not; };
  EXPECT_EQ(why(root), "root");
  EXPECT_EQ(why(left), "");
  EXPECT_EQ(why(right), "one_sided");
  EXPECT_EQ(why(merge), "merge");
  EXPECT_EQ(why(docs), "no_code");
  EXPECT_EQ(why(empty), "no_change");
  EXPECT_EQ(why(sweep), "sweeping");
  EXPECT_EQ(why(orphan), "missing_parent");
  EXPECT_EQ(why(std::string(40, 'c')), "missing_commit");
}

TEST(Survey, AbysmalFoldersAreLeftAlone) {
  std::string path = "a.c";
  for (std::size_t i = 0; i < Repository::kMostDepth + 2; ++i) path = "d/" + path;
  const Made made = make({{path, kOne}}, {{path, kTwo}});
  EXPECT_EQ(made.survey.why_not, "sweeping");
}

TEST(Survey, NamesTheBlobsThatPairsNeed) {
  History history;
  const std::string id = history.change({{"a.c", kOne}, {"LICENSE", "MIT"}, {"x.c", "int x;\n"}, {"tests/t.c", kOne}},
                                        {{"a.c", kTwo}, {"LICENSE", "MIT"}, {"x.c", "int x;\n"}, {"tests/t.c", "1"}});
  const Repository repository(history.path());
  std::vector<std::string> needed;
  for_each_needed_blob(survey(repository, id_of(id)),
                       [&needed](const ObjectId& blob) { needed.push_back(blob.hex()); });
  EXPECT_EQ(needed, (Words{history.blob_id(kOne), history.blob_id(kTwo), history.blob_id("MIT")}));
}

TEST(Pairs, MissingBlobsAreCounted) {
  History history;
  const std::string id = history.change({{"a.c", kOne}}, {{"a.c", kTwo}});
  history.remove_object(history.blob_id(kOne));
  const Repository repository(history.path());
  Outlines outlines;
  const CommitPairs made = make_pairs(repository, survey(repository, id_of(id)), outlines);
  EXPECT_TRUE(made.pairs.empty());
  EXPECT_EQ(made.counts.of("missing_blob"), 1U);
}

TEST(Pairs, KnowTheLicenceOfTheirTime) {
  const std::string tag = "/* SPDX-License-Identifier: BSD-3-Clause */\n";
  const std::string gpl = "GNU GENERAL PUBLIC LICENSE\nVersion 2, June 1991\n";
  const Made made = make({{"a.c", kOne}, {"b.c", tag + kOne}, {"COPYING", gpl}},
                         {{"a.c", "int one(int a)\n{\n  return 0;\n}\n"},
                          {"b.c", tag + "int one(int a)\n{\n  return 1;\n}\n"},
                          {"COPYING", gpl}});
  ASSERT_EQ(made.pairs.pairs.size(), 2U);
  EXPECT_EQ(made.pairs.pairs[0].licence, "GPL-2.0-only");
  EXPECT_EQ(made.pairs.pairs[1].licence, "BSD-3-Clause");
}

}  // namespace
}  // namespace streamguard::fix
