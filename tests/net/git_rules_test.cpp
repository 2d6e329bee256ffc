// Which upstream serves a repository, what may be asked, and what a failed fetch says.
#include <gtest/gtest.h>

#include "core/limits.hpp"
#include "net/git_address.hpp"
#include "net/git_words.hpp"

namespace streamguard::net {
namespace {

std::map<std::string, Upstream> upstreams() {
  std::map<std::string, Upstream> out;
  const auto add = [&](const char* name, const char* url, std::vector<std::string> serves) {
    out[name].name = name;
    out[name].url = url;
    out[name].serves = std::move(serves);
  };
  add("git", "https://github.com", {});
  add("kernel", "https://mirror.example/kernel", {"https://git.kernel.org/pub/scm", "https://Kernel.Example"});
  add("mirror", "file:///srv/mirror", {"https://gitlab.com"});
  add("one", "https://one.example/project.git", {});
  add("secret", "https://secret.example", {});
  return out;
}

std::string found(const std::string& repository) {
  static const auto all = upstreams();
  const auto address = find_repository(repository, all, {"git", "kernel", "mirror", "one", "absent"});
  if (!address) return std::string("error ") + name_of(address.error().code);
  return address.value().upstream->name + " " + address.value().path + (address.value().with_ending ? " .git" : "");
}

TEST(GitAddress, IsTheLongestBeginningAmongTheGranted) {
  EXPECT_EQ(found("https://github.com/owner/name"), "git owner/name");
  EXPECT_EQ(found("https://github.com/owner/name.git"), "git owner/name .git");
  EXPECT_EQ(found("HTTPS://GitHub.com/Owner/name/"), "git Owner/name");
  EXPECT_EQ(found("https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git"),
            "kernel linux/kernel/git/torvalds/linux .git");
  EXPECT_EQ(found("https://kernel.example/a"), "kernel a");
  EXPECT_EQ(found("https://gitlab.com/group/sub/name"), "mirror group/sub/name");
  EXPECT_EQ(found("/srv/mirror/owner/name.git"), "mirror owner/name .git");
  EXPECT_EQ(found("/srv/mirror/with space/näme"), "mirror with space/näme");
  EXPECT_EQ(found("https://one.example/project.git"), "one  .git");
  EXPECT_EQ(found("https://one.example/project"), "one ");
}

TEST(GitAddress, RefusesWhatNobodyServesAndWhatIsNoPlainPath) {
  for (const char* repository : {"https://github.community/owner/name",
                                 "https://githubXcom/o/n",
                                 "http://github.com/owner/name",
                                 "owner/name",
                                 "",
                                 "https://secret.example/o/n",
                                 "git@github.com:owner/name",
                                 "https://github.com/../name",
                                 "https://github.com/owner/./name",
                                 "https://github.com/owner//name",
                                 "https://github.com/-u/name",
                                 "https://github.com/owner/na me",
                                 "https://github.com/owner/n%2e%2e",
                                 "https://github.com/owner/name?x=1",
                                 "https://github.com/owner/a\nb",
                                 "https://github.com/owner/x.git/name",
                                 "https://github.com/owner/x.lock",
                                 "/srv/mirror/../etc",
                                 "/srv/mirrors/x",
                                 "https://user:pass@github.com/owner/name"}) {
    EXPECT_EQ(found(repository), "error config") << repository;
  }
  EXPECT_EQ(found("https://github.com/" + std::string(600, 'x')), "error config");
}

TEST(GitWants, AreFullIdsAndPlainRefs) {
  const std::string id(40, 'a');
  auto wants = read_wants(GitWhat::commits, id + "\nrefs/pull/12/head\n" + id + "\n");
  ASSERT_TRUE(wants);
  EXPECT_EQ(wants->ids, std::vector<std::string>{id});
  EXPECT_EQ(wants->refs, std::vector<std::string>{"refs/pull/12/head"});
  EXPECT_EQ(wants->all.size(), 2U);
  EXPECT_TRUE(read_wants(GitWhat::history, ""));
}

TEST(GitWants, RefuseEverythingElse) {
  const std::string id(40, 'a');
  for (const std::string& bad :
       {id, id.substr(1) + "\n", id + "a\n", std::string(40, 'A') + "\n", std::string("HEAD\n"), std::string("\n"),
        std::string("--upload-pack=x\n"), std::string("refs/heads/*\n"), std::string("refs/a..b\n"),
        std::string("refs/a:b\n"), std::string("refs/x.lock\n"), std::string("refs/.x\n"), std::string("refs/a b\n"),
        std::string("refs/a//b\n"), "refs/" + std::string(limits::kGitRefBytes, 'x') + "\n"}) {
    EXPECT_EQ(read_wants(GitWhat::commits, bad).ok(), false) << bad;
  }
  EXPECT_FALSE(read_wants(GitWhat::blobs, "refs/pull/1/head\n")) << "a blob has no ref";
  EXPECT_FALSE(read_wants(GitWhat::history, id + "\n"));
  EXPECT_FALSE(read_wants(static_cast<GitWhat>(4), ""));
  EXPECT_FALSE(read_wants(static_cast<GitWhat>(0), ""));
}

TEST(GitWords, TellTheCause) {
  using Kind = GitFailure::Kind;
  const std::string id(40, 'd');
  const struct {
    std::string words;
    Kind kind;
    int status = 0;
    Wire wire = Wire::done;
  } cases[] = {
      {"fatal: remote error: upload-pack: not our ref " + id, Kind::not_there},
      {"fatal: remote error: want " + id + " not valid", Kind::not_there},
      {"error: Server does not allow request for unadvertised object " + id, Kind::not_there},
      {"fatal: remote error: upload-pack: not our ref", Kind::not_there},
      {"remote: Not found\nfatal: repository 'https://h/o/n/' not found", Kind::no_repository},
      {"fatal: could not read Username for 'https://github.com': terminal prompts disabled", Kind::refused},
      {"fatal: unable to access 'https://h/': The requested URL returned error: 404", Kind::no_repository, 404},
      {"fatal: unable to access 'https://h/': The requested URL returned error: 403", Kind::forbidden, 403},
      {"fatal: unable to access 'https://h/': The requested URL returned error: 301", Kind::moved, 301},
      {"fatal: unable to access 'https://h/': The requested URL returned error: 401", Kind::refused, 401},
      {"fatal: Authentication failed for 'https://h/'", Kind::refused},
      {"fatal: unable to access 'https://h/': The requested URL returned error: 429", Kind::http, 429},
      {"error: RPC failed; HTTP 500 curl 22 The requested URL returned error: 500", Kind::http, 500},
      {"fatal: unable to access: unexpected http status code: 502", Kind::http, 502},
      {"fatal: unable to access 'https://h/': Could not resolve host: h", Kind::http, 0, Wire::resolve},
      {"fatal: unable to access 'https://h/': SSL certificate problem: unable to get local issuer certificate",
       Kind::http, 0, Wire::certificate},
      {"fatal: unable to access 'https://h/': server certificate verification failed. CAfile: none", Kind::http, 0,
       Wire::certificate},
      {"fatal: unable to access 'https://h/': SSL: certificate subject name (x) does not match target host name 'h'",
       Kind::http, 0, Wire::certificate},
      {"error: RPC failed; curl 18 transfer closed\nfatal: early EOF\nfatal: index-pack failed", Kind::http, 0,
       Wire::reset},
      {"error: object " + id + ": badTree: x\nfatal: fsck error in packed object", Kind::unsound},
      {"fatal: write error: No space left on device\nfatal: fsck error", Kind::disk},
      {"fatal: something nobody has seen", Kind::http, 0, Wire::reset},
      {"", Kind::http, 0, Wire::reset},
  };
  for (const auto& one : cases) {
    const GitFailure failure = read_failure(one.words);
    EXPECT_EQ(failure.kind, one.kind) << one.words;
    if (one.kind == Kind::http && one.status == 0) {
      EXPECT_EQ(failure.answer.wire, one.wire) << one.words;
    }
    if (one.status != 0) {
      EXPECT_EQ(failure.answer.status, one.status) << one.words;
    }
  }
  EXPECT_EQ(read_failure(cases[0].words).object, id);
  EXPECT_EQ(read_failure("x\nfatal: a\nerror: b\n").line, "fatal: a");
  EXPECT_NE(read_failure("fatal: SSL certificate problem: x").line.find("SSL_CERT_FILE"), std::string::npos);
}

}  // namespace
}  // namespace streamguard::net
