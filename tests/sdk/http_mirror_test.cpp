#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <streamguard/testing/in_process_host.hpp>

#include "scripted_plugin.hpp"

namespace streamguard::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Answer {
  sg_rc rc = SG_OK;
  std::int32_t status = 0;
  std::string headers;
  std::string body;
  std::size_t pieces = 0;
  std::string placed;  // what the placed file held
  std::string error;
};

std::string content(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Request {
  std::string path;
  std::string upstream = "feed";
  std::string method = "GET";
  std::uint32_t flags = 0;
  std::uint64_t max_bytes = 0;
  std::string headers = {};
};

Answer fetch(const sg_host* host, const Request& wanted) {
  Answer answer;
  sg_http_request request{};
  request.size = sizeof request;
  request.flags = wanted.flags;
  request.upstream = text(wanted.upstream);
  request.method = text(wanted.method);
  request.path = text(wanted.path);
  request.headers_json = text(wanted.headers);
  request.max_bytes = wanted.max_bytes;
  const sg_http_sink sink{sizeof(sg_http_sink),
                          0,
                          &answer,
                          [](void* ctx, std::int32_t status, sg_str headers) -> sg_rc {
                            static_cast<Answer*>(ctx)->status = status;
                            static_cast<Answer*>(ctx)->headers = copy(headers);
                            return SG_OK;
                          },
                          [](void* ctx, sg_str bytes) -> sg_rc {
                            static_cast<Answer*>(ctx)->body += copy(bytes);
                            ++static_cast<Answer*>(ctx)->pieces;
                            return SG_OK;
                          },
                          [](void* ctx, sg_str path, std::uint64_t bytes) -> sg_rc {
                            static_cast<Answer*>(ctx)->placed = content(copy(path));
                            EXPECT_EQ(static_cast<Answer*>(ctx)->placed.size(), bytes);
                            return SG_OK;
                          }};
  sg_err err{};
  err.size = sizeof err;
  const auto* http = static_cast<const sg_http_v1*>(host->extension(host, SG_EXT_HTTP));
  answer.rc = http->fetch(host, &request, &sink, &err);
  answer.error = err.msg;
  return answer;
}

class HttpMirror : public ::testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::path(::testing::TempDir()) /
            ("sdk-mirror-" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(root_);
    fs::create_directories(root_ / "feed" / "a");
    write("feed/a/list.json", "0123456789");
    write("feed/with space.txt", "spaced");
    write("secret.txt", "outside");
    options_.upstreams["feed"] = root_ / "feed";
  }
  void TearDown() override { fs::remove_all(root_); }

  void write(const std::string& name, const std::string& text) {
    std::ofstream(root_ / name, std::ios::binary) << text;
  }

  Answer ask(const Request& request) {
    ScriptedPlugin plugin;
    Answer answer;
    plugin.run = [&](const sg_host* host, sg_err&) {
      answer = fetch(host, request);
      return SG_OK;
    };
    collected_ = collect(plugin.entry(), options_);
    return answer;
  }

  fs::path root_;
  CollectOptions options_;
  Collected collected_;
};

TEST_F(HttpMirror, AnswersGetInPieces) {
  options_.chunk_bytes = 3;
  const Answer got = ask({"/a/list.json"});
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.body, "0123456789");
  EXPECT_EQ(got.pieces, 4U);
  EXPECT_EQ(got.headers, R"({"content-length":"10"})");
  EXPECT_THAT(collected_.requests, ElementsAre("GET feed/a/list.json"));
}

TEST_F(HttpMirror, AnswersHeadWithoutABody) {
  const Answer got = ask({"/a/list.json", "feed", "HEAD"});
  EXPECT_EQ(got.rc, SG_OK);
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.body, "");
}

TEST_F(HttpMirror, AnswersWhatIsMissingWith404) {
  for (const char* path : {"/nothing", "/a", "/"}) {
    const Answer got = ask({path});
    EXPECT_EQ(got.rc, SG_E_UNAVAILABLE) << path;
    EXPECT_EQ(got.status, 404) << path;
    EXPECT_THAT(got.error, HasSubstr("404"));
  }
}

TEST_F(HttpMirror, PrefersAFileNamedAfterTheQuery) {
  EXPECT_EQ(ask({"/a/list.json?page=2"}).body, "0123456789");
  write("feed/a/list.json?page=2", "second page");
  EXPECT_EQ(ask({"/a/list.json?page=2"}).body, "second page");
}

TEST_F(HttpMirror, DecodesPathsAndStaysInside) {
  EXPECT_EQ(ask({"/with%20space.txt"}).body, "spaced");
  for (const char* path :
       {"/../secret.txt", "/a/../../secret.txt", "/%2e%2e/secret.txt", "/%2E%2E%2Fsecret.txt", "/%"}) {
    EXPECT_EQ(ask({path}).rc, SG_E_DATA) << path;
  }
  EXPECT_EQ(ask({"a/list.json"}).rc, SG_E_CONFIG);
}

TEST_F(HttpMirror, PlacesFilesInTheScratchFolder) {
  const Answer got = ask({"/a/list.json", "feed", "GET", SG_HTTP_TO_FILE});
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_EQ(got.placed, "0123456789");
  EXPECT_EQ(got.pieces, 0U);
}

TEST_F(HttpMirror, KeepsToMaxBytes) {
  EXPECT_EQ(ask({"/a/list.json", "feed", "GET", 0, 10}).rc, SG_OK);
  EXPECT_EQ(ask({"/a/list.json", "feed", "GET", 0, 9}).rc, SG_E_DATA);
}

TEST_F(HttpMirror, RefusesWhatWasNotGrantedOrAskedFor) {
  EXPECT_THAT(ask({"/x", "other"}).error, HasSubstr("permissions.upstreams"));
  options_.upstreams.clear();
  const Answer got = ask({"/a/list.json"});
  EXPECT_EQ(got.rc, SG_E_CONFIG);
  EXPECT_THAT(got.error, HasSubstr("not granted"));
}

TEST_F(HttpMirror, RefusesCredentialsAndOtherMethods) {
  EXPECT_EQ(ask({"/a/list.json", "feed", "GET", 0, 0, R"({"AUTHORIZATION":"x"})"}).rc, SG_E_CONFIG);
  EXPECT_EQ(ask({"/a/list.json", "feed", "GET", 0, 0, R"({"accept":"x"})"}).rc, SG_OK);
  EXPECT_EQ(ask({"/a/list.json", "feed", "POST"}).rc, SG_E_DATA);
}

TEST_F(HttpMirror, FailsWhereTheTestSaysSo) {
  options_.failures["feed/a/list.json"] = SG_E_TRANSIENT;
  EXPECT_EQ(ask({"/a/list.json"}).rc, SG_E_TRANSIENT);
}

}  // namespace
}  // namespace streamguard::testing
