#include "fix/target.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace streamguard::fix {
namespace {

const std::string kId = "0123456789abcdef0123456789abcdef01234567";
const std::string kUpper = "0123456789ABCDEF0123456789ABCDEF01234567";

struct Row {
  std::string url, repository, commit;
};

void expect_target(const Row& row) {
  NoTarget why = NoTarget::none;
  const auto target = target_of(row.url, &why);
  ASSERT_TRUE(target.has_value()) << row.url << ": " << static_cast<int>(why);
  EXPECT_EQ(target->repository, row.repository) << row.url;
  EXPECT_EQ(target->commit, row.commit) << row.url;
  EXPECT_EQ(why, NoTarget::none);
}

void expect_none(const std::string& url, NoTarget expected) {
  NoTarget why = NoTarget::none;
  EXPECT_FALSE(target_of(url, &why).has_value()) << url;
  EXPECT_EQ(why, expected) << url;
}

TEST(Target, ReadsGitHubLinks) {
  const std::string repository = "https://github.com/Owner/Na.me-1";
  for (const std::string& url : std::vector<std::string>{
           "https://github.com/Owner/Na.me-1/commit/" + kId,
           "http://www.GitHub.com/Owner/Na.me-1.git/commit/" + kUpper + "/",
           "https://github.com/Owner/Na.me-1/commit/" + kId + ".patch",
           "https://github.com/Owner/Na.me-1/commit/" + kId + ".diff?x=1#L7",
           "https://github.com/Owner/Na.me-1/commit/" + kId + "#diff-0a1b",
           "https://github.com/Owner/Na.me-1/commit/" + kId + "%23diff-0a1b",
           "  <https://github.com/Owner/Na.me-1/commit/" + kId + ">,",
           "(https://github.com/Owner/Na.me-1/commit/" + kId + ").",
           "https://github.com/Owner/Na.me-1/pull/12/commits/" + kId,
           "https://github.com/Owner/Na.me-1/pull/12/changes/" + kId,
           "https://github.com/Owner/Na.me-1/compare/" + kId + "^..." + kId,
           "https://github.com/Owner/Na.me-1/compare/" + kId + "~1.." + kUpper,
           "https://redirect.github.com/Owner/Na.me-1/commit/" + kId,
           "https://api.github.com/repos/Owner/Na.me-1/commits/" + kId,
           "https://api.github.com/repos/Owner/Na.me-1/git/commits/" + kId,
           "https://web.archive.org/web/20210517133345/https://github.com/Owner/Na.me-1/commit/" + kId}) {
    expect_target({url, repository, kId});
  }
}

TEST(Target, ReadsPullRequestsAsRefs) {
  for (const char* end : {"", "/", "/files", "/commits", "/files#diff-1", ".patch", ".diff", "/files?w=1"}) {
    expect_target({std::string("https://github.com/o/n/pull/12") + end, "https://github.com/o/n", "refs/pull/12/head"});
  }
  expect_target(
      {"https://patch-diff.githubusercontent.com/raw/o/n/pull/7.patch", "https://github.com/o/n", "refs/pull/7/head"});
  EXPECT_TRUE(target_of("https://github.com/o/n/pull/12")->is_ref());
  EXPECT_FALSE(target_of("https://github.com/o/n/commit/" + kId)->is_ref());
}

TEST(Target, ReadsGitLabLinks) {
  expect_target({"https://gitlab.com/a/b/c/-/commit/" + kId, "https://gitlab.com/a/b/c", kId});
  expect_target({"https://gitlab.com/a/b/commit/" + kId, "https://gitlab.com/a/b", kId});
  expect_target({"https://gitlab.example.org:8443/a/b/-/commit/" + kUpper + ".patch",
                 "https://gitlab.example.org:8443/a/b", kId});
  expect_target({"https://git.example.org/a/b/-/commit/" + kId, "https://git.example.org/a/b", kId});
  expect_target({"https://gitlab.gnome.org/GNOME/glib/-/merge_requests/4914/diffs",
                 "https://gitlab.gnome.org/GNOME/glib", "refs/merge-requests/4914/head"});
  expect_target({"https://gitlab.com/a/b/merge_requests/3", "https://gitlab.com/a/b", "refs/merge-requests/3/head"});
  expect_target({"https://gitlab.com/a/b/-/merge_requests/3/diffs?commit_id=" + kId, "https://gitlab.com/a/b", kId});
}

TEST(Target, ReadsOtherForges) {
  expect_target({"https://bitbucket.org/a/b/commits/" + kId, "https://bitbucket.org/a/b", kId});
  expect_target({"https://codeberg.org/a/b/commit/" + kId, "https://codeberg.org/a/b", kId});
  expect_target({"https://pagure.io/a/c/" + kId, "https://pagure.io/a", kId});
  expect_target({"https://go.googlesource.com/go/+/" + kId, "https://go.googlesource.com/go", kId});
  expect_target({"https://android.googlesource.com/platform/frameworks/base/+/" + kId + "%5E%21/#F0",
                 "https://android.googlesource.com/platform/frameworks/base", kId});
  expect_target(
      {"https://chromium.googlesource.com/v8/v8.git/+/" + kId + "^!", "https://chromium.googlesource.com/v8/v8", kId});
}

TEST(Target, ReadsKernelLinks) {
  const std::string trees = "https://git.kernel.org/pub/scm/linux/kernel/git/";
  expect_target({"https://git.kernel.org/stable/c/" + kId, trees + "stable/linux", kId});
  expect_target({"https://git.kernel.org/linus/" + kId, trees + "torvalds/linux", kId});
  expect_target({"https://git.kernel.org/torvalds/c/" + kId, trees + "torvalds/linux", kId});
  expect_target({"https://git.kernel.org/c/" + kId, trees + "torvalds/linux", kId});
  expect_target({"https://git.kernel.org/netdev/net/c/" + kId, trees + "netdev/net", kId});
  expect_target({trees + "torvalds/linux.git/commit/?h=v5&id=" + kId, trees + "torvalds/linux", kId});
  expect_target({"https://git.kernel.org/cgit/linux/kernel/git/torvalds/linux.git/commit/?id=" + kId,
                 trees + "torvalds/linux", kId});
  expect_target({"http://git.kernel.org/?p=linux/kernel/git/torvalds/linux-2.6.git%3Ba=commit%3Bh=" + kId,
                 trees + "torvalds/linux", kId});
}

TEST(Target, ReadsCgitAndGitweb) {
  expect_target({"https://git.savannah.gnu.org/cgit/grub.git/commit/grub-core/a.c?id=" + kId,
                 "https://git.savannah.gnu.org/git/grub", kId});
  expect_target({"https://git.example.org/x/name.git/patch/?id=" + kId, "https://git.example.org/x/name", kId});
  expect_target({"https://sourceware.org/git/?p=glibc.git;a=commit;h=" + kId, "https://sourceware.org/git/glibc", kId});
  expect_target({"https://sourceware.org/git/gitweb.cgi?p=binutils-gdb.git;h=" + kId,
                 "https://sourceware.org/git/binutils-gdb", kId});
  expect_target({"https://git.ffmpeg.org/gitweb/ffmpeg.git/commit/" + kId, "https://git.ffmpeg.org/ffmpeg", kId});
  expect_target({"http://git.openssl.org/gitweb/?p=openssl.git%3Ba=commit%3Bh=" + kId,
                 "https://github.com/openssl/openssl", kId});
  expect_target({"https://gitbox.apache.org/repos/asf?p=karaf.git;a=commitdiff;h=" + kId,
                 "https://github.com/apache/karaf", kId});
}

TEST(Target, IsNeverALinkThatIsNoChange) {
  for (const std::string& url :
       std::vector<std::string>{"https://github.com/o/n",
                                "https://github.com/o/n/",
                                "https://github.com/o/n/issues/12",
                                "https://github.com/o/n/blob/" + kId + "/a.c",
                                "https://github.com/o/n/tree/" + kId,
                                "https://github.com/o/n/raw/" + kId + "/a.c",
                                "https://github.com/o/n/blame/" + kId + "/a.c",
                                "https://github.com/o/n/releases/tag/v1",
                                "https://github.com/o/n/security/advisories/GHSA-cxm3-wv7p-598c",
                                "https://github.com/advisories/GHSA-cxm3-wv7p-598c",
                                "https://github.com/o/n/commits/" + kId,
                                "https://github.com/o/n/commits/main?after=" + kId + "+34",
                                "https://github.com/o/n/commit/" + kId + "0",
                                "https://github.com/o/../commit/" + kId,
                                "https://github.com/o/n/pull/abc",
                                "https://github.com/o/n/pull/0",
                                "https://github.com/o/n/discussions/5",
                                "https://github.com/o/n/1/commit/" + kId,
                                "https://gitlab.com/a/b/-/blob/" + kId + "/x",
                                "https://gitlab.com/a/b/-/issues/3",
                                "https://gitlab.com/a/b/-/commits/main",
                                "https://bitbucket.org/a/b/src/" + kId + "/x",
                                "https://go.googlesource.com/go/+/" + kId + "/src/a.go",
                                "https://go.googlesource.com/go/+/refs/heads/master",
                                "https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/tree/a.c?id=" + kId,
                                "https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/log/?id=" + kId,
                                "https://sourceware.org/git/?p=glibc.git;a=blob;f=a.c;h=" + kId,
                                "https://sourceware.org/bugzilla/show_bug.cgi?id=123",
                                "https://nvd.nist.gov/vuln/detail/CVE-2021-1",
                                "https://lists.apache.org/thread.html/" + kId,
                                "ftp://github.com/o/n/commit/" + kId,
                                "",
                                "no url",
                                "https://",
                                "https:///a",
                                "https://github.com/o/n%2F..%2Fx/commit/" + kId}) {
    expect_none(url, NoTarget::not_a_change);
  }
}

TEST(Target, TellsWhyAChangeGivesNone) {
  expect_none("https://github.com/o/n/commit/0123456", NoTarget::short_id);
  expect_none("https://git.kernel.org/stable/c/" + kId.substr(0, 12), NoTarget::short_id);
  expect_none("https://gitbox.apache.org/repos/asf?p=karaf.git;h=36a2bc4", NoTarget::short_id);
  expect_none("https://github.com/o/n/compare/v1...v2", NoTarget::comparison);
  expect_none("https://github.com/o/n/compare/" + kId + "..." + std::string(40, 'a'), NoTarget::comparison);
  expect_none("https://github.com/o/n/compare/0123456^...0123456", NoTarget::comparison);
  expect_none("https://bitbucket.org/a/b/pull-requests/91/x", NoTarget::unsupported_host);
  expect_none("https://go-review.googlesource.com/c/crypto/+/278852", NoTarget::unsupported_host);
  expect_none("https://git.unknown.example/?p=x.git;a=commit;h=" + kId, NoTarget::unsupported_host);
  expect_none("https://svn.example.org/viewvc?revision=1", NoTarget::unsupported_host);
}

TEST(Target, ReadsCommitsOfRanges) {
  const Target expected{"https://github.com/o/n", kId};
  for (const char* repository : {"https://github.com/o/n", "https://github.com/o/n.git", "git://github.com/o/n.git/",
                                 "git@github.com:o/n.git", "git+https://www.github.com/o/n", "ssh://git@github.com/o/n",
                                 "https://github.com/o/n/tree/main", "http://GitHub.com:80/o/n"}) {
    EXPECT_EQ(target_of(repository, kUpper), expected) << repository;
  }
  EXPECT_EQ(target_of("/srv/mirror/n.git/", kId), (Target{"/srv/mirror/n", kId}));
  EXPECT_EQ(target_of("https://git.openssl.org/openssl.git", kId), (Target{"https://github.com/openssl/openssl", kId}));
  for (const char* commit : {"0", "", "v1.2", "0123456", "0123456789abcdef0123456789abcdef0123456g"}) {
    EXPECT_FALSE(target_of("https://github.com/o/n", commit).has_value()) << commit;
  }
  for (const char* repository : {"", "github.com", "https://github.com", "https://github.com/o", "../x", "/a/../b",
                                 "file:///etc", "//host/x", "https://exam ple.org/a"}) {
    EXPECT_FALSE(target_of(repository, kId).has_value()) << repository;
  }
}

/// Whatever stands in a link: a target's parts stand in it as well, and the commit is whole.
TEST(Target, TakesEverythingFromTheLink) {
  const std::vector<std::string> links{"https://github.com/owner/name/commit/" + kId + ".patch#x",
                                       "https://gitlab.com/a/b/-/merge_requests/3/diffs",
                                       "https://git.example.org/x/name.git/commit/?h=main&id=" + kId,
                                       "https://go.googlesource.com/go/+/" + kId + "%5E%21/",
                                       "https://repo.or.cz/?p=x.git;a=commit;h=" + kId,
                                       "https://github.com/o/n/compare/" + kId + "^..." + kId};
  constexpr std::string_view kBytes = "/?#=;&.%^!-+:@ab01GZ \n\xff";
  std::uint32_t state = 1;
  const auto next = [&state](std::size_t below) {
    state = state * 1664525U + 1013904223U;
    return static_cast<std::size_t>(state >> 8U) % below;
  };
  for (int round = 0; round < 20'000; ++round) {
    std::string link = links[next(links.size())];
    for (std::size_t i = next(4); i > 0; --i) link[next(link.size())] = kBytes[next(kBytes.size())];
    if (next(4) == 0) link.resize(next(link.size() + 1));
    const auto target = target_of(link);
    if (!target) continue;
    EXPECT_TRUE(target->repository.starts_with("https://")) << link;
    EXPECT_EQ(target->repository.find_first_of(" ?#%\n\xff"), std::string::npos) << link;
    EXPECT_FALSE(target->repository.ends_with('/') || target->repository.ends_with(".git")) << link;
    if (!target->is_ref()) {
      EXPECT_EQ(target->commit.size(), kId.size()) << link;
      EXPECT_NE(link.find(target->commit), std::string::npos) << link;
    }
  }
}

}  // namespace
}  // namespace streamguard::fix
