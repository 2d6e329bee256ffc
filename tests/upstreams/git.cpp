#include "git.hpp"

#include <vector>

#include "cgi.hpp"

namespace streamguard::upstreams {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "/git/";
constexpr std::string_view kInfo = "/info/refs";
constexpr std::string_view kFetch = "/git-upload-pack";

/// The folder's name for a repository, with ".git" or without; empty where there is none.
std::string repository_of(const fs::path& folder, std::string name) {
  for (const fs::path& part : fs::path(name)) {
    if (part.empty() || part == "." || part == "..") return {};
  }
  std::error_code failed;
  if (!name.ends_with(".git")) name += ".git";
  return fs::is_regular_file(folder / name / "HEAD", failed) ? name : std::string();
}

}  // namespace

/// What the client says it wants, as far as pkt-lines can be told apart by looking: "ls-refs" or "fetch".
std::string Git::sort_of(const Request& request) const {
  if (request.path.ends_with(kInfo)) return "info";
  if (!request.field("content-encoding").empty()) return "fetch";
  return request.body.find("command=ls-refs") != std::string::npos ? "ls-refs" : "fetch";
}

Response Git::answer(const Request& request, Count&) {
  const bool info = request.path.ends_with(kInfo) && request.method == "GET";
  const bool fetch = request.path.ends_with(kFetch) && request.method == "POST";
  if (info && request.query != "service=git-upload-pack") {
    return response_of(request.query.empty() ? 403 : 401, "text/plain", "Only smart fetches are served here.\n");
  }
  if (!info && !fetch) return response_of(404, "text/plain", "Not Found\n");
  const std::string_view tail = info ? kInfo : kFetch;
  const std::string name =
      repository_of(folder_, request.path.substr(kPrefix.size(), request.path.size() - kPrefix.size() - tail.size()));
  if (name.empty()) {
    Response out = response_of(401, "text/plain", "Repository not found.\n");
    out.set("WWW-Authenticate", "Basic realm=\"GitHub\"");
    return out;
  }
  std::vector<std::string> environment{
      "GIT_PROJECT_ROOT=" + fs::absolute(folder_).string(),
      "GIT_HTTP_EXPORT_ALL=1",
      "PATH_INFO=/" + name + std::string(tail),
      "REMOTE_ADDR=127.0.0.1",
      "GIT_CONFIG_NOSYSTEM=1",
      "HOME=/nonexistent",
      "GIT_CONFIG_COUNT=5",
      "GIT_CONFIG_KEY_0=uploadpack.allowFilter",
      "GIT_CONFIG_VALUE_0=true",
      "GIT_CONFIG_KEY_1=uploadpack.allowAnySHA1InWant",
      "GIT_CONFIG_VALUE_1=true",
      "GIT_CONFIG_KEY_2=safe.directory",
      "GIT_CONFIG_VALUE_2=*",
      "GIT_CONFIG_KEY_3=http.receivepack",
      "GIT_CONFIG_VALUE_3=false",
      "GIT_CONFIG_KEY_4=pack.threads",  // equal requests give equal packs
      "GIT_CONFIG_VALUE_4=1",
  };
  return run_cgi({"git", "http-backend"}, request, std::move(environment));
}

}  // namespace streamguard::upstreams
