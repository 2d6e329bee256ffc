// fetch: all branches of a repository, and the refs that are named.
#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "clone/command.hpp"
#include "clone/trust.hpp"

namespace streamguard::clone {
namespace {

constexpr const char* kBranches = "+refs/heads/*:refs/heads/*";

struct FreeRemote {
  void operator()(git_remote* remote) const noexcept { git_remote_free(remote); }
};

std::string from_environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value != nullptr ? value : "";
}

/// The store hands credentials over as a setting of git's.
std::vector<std::string> extra_headers() {
  std::vector<std::string> headers;
  const int count = std::atoi(from_environment("GIT_CONFIG_COUNT").c_str());
  for (int i = 0; i < count; ++i) {
    if (from_environment("GIT_CONFIG_KEY_" + std::to_string(i)) != "http.extraHeader") continue;
    headers.push_back(from_environment("GIT_CONFIG_VALUE_" + std::to_string(i)));
  }
  return headers;
}

/// libgit2 wants pointers into texts that stay ours.
class Strings {
 public:
  explicit Strings(std::vector<std::string> texts) : texts_(std::move(texts)) {
    for (std::string& text : texts_) pointers_.push_back(text.data());
  }
  git_strarray raw() { return {pointers_.data(), pointers_.size()}; }

 private:
  std::vector<std::string> texts_;
  std::vector<char*> pointers_;
};

struct Wanted {
  std::string url;
  bool prune = false;
  std::vector<std::string> refspecs{kBranches};
};

Wanted read(const Command& command) {
  Wanted wanted;
  bool from_input = false;
  for (const std::string& argument : command.arguments) {
    if (argument == "--stdin") {
      from_input = true;
    } else if (argument == "--prune") {
      wanted.prune = true;
    } else if (argument.front() != '-' && wanted.url.empty()) {
      wanted.url = argument;
    }
  }
  for (std::string line; from_input && std::getline(std::cin, line);) {
    if (line.front() == '+') wanted.refspecs.push_back(line);  // an id comes with its branch, or not at all
  }
  const std::string allowed = from_environment("GIT_ALLOW_PROTOCOL");
  if (wanted.url.rfind(allowed + "://", 0) != 0) throw Failure(wanted.url + ": the protocol is not allowed");
  return wanted;
}

/// Which refs of the server one pattern names: libgit2 takes a star for a whole part of a name only.
std::vector<std::string> spelled_out(git_remote* remote, const std::vector<std::string>& patterns) {
  const git_remote_head** heads = nullptr;
  std::size_t count = 0;
  check(git_remote_ls(&heads, &count, remote), "refs");
  std::vector<std::string> refspecs;
  for (const std::string& pattern : patterns) {
    const std::size_t colon = pattern.find(':');
    const std::string from = pattern.substr(1, colon - 2);  // "+<from>*:<to>*"
    const std::string to = pattern.substr(colon + 1, pattern.size() - colon - 2);
    for (std::size_t i = 0; i < count; ++i) {
      const std::string name = heads[i]->name;
      if (name.rfind(from, 0) != 0) continue;
      refspecs.push_back("+" + name + ":" + to + name.substr(from.size()));
    }
  }
  return refspecs;
}

}  // namespace

void fetch(const Command& command) {
  choose_authorities();
  const Wanted wanted = read(command);
  const Repository repository = open(command);
  git_remote* raw = nullptr;
  check(git_remote_create_anonymous(&raw, repository.get(), wanted.url.c_str()), wanted.url);
  const std::unique_ptr<git_remote, FreeRemote> remote(raw);

  Strings headers(extra_headers());
  git_fetch_options options;
  check(git_fetch_options_init(&options, GIT_FETCH_OPTIONS_VERSION), wanted.url);
  options.prune = GIT_FETCH_NO_PRUNE;
  options.update_fetchhead = 0;
  options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE;
  options.follow_redirects = GIT_REMOTE_REDIRECT_NONE;
  options.custom_headers = headers.raw();
  options.proxy_opts.type = GIT_PROXY_AUTO;

  git_remote_connect_options connect;
  check(git_remote_connect_options_init(&connect, GIT_REMOTE_CONNECT_OPTIONS_VERSION), wanted.url);
  connect.follow_redirects = options.follow_redirects;
  connect.custom_headers = options.custom_headers;
  connect.proxy_opts.type = GIT_PROXY_AUTO;
  const int connected = git_remote_connect_ext(raw, GIT_DIRECTION_FETCH, &connect);
  if (connected == GIT_ECERTIFICATE) {
    throw Failure("unable to access '" + wanted.url + "': server certificate verification failed");
  }
  if (connected == GIT_EAUTH) throw Failure("could not read Username for '" + wanted.url + "'");
  check(connected, "unable to access '" + wanted.url + "'");
  Strings refspecs(spelled_out(raw, wanted.refspecs));
  const git_strarray list = refspecs.raw();
  if (list.count == 0) return;  // an empty repository
  check(git_remote_download(raw, &list, &options), wanted.url);
  check(git_remote_update_tips(raw, &options.callbacks, 0, options.download_tags, "fetch"), wanted.url);
  if (wanted.prune) check(git_remote_prune(raw, &options.callbacks), wanted.url);
}

}  // namespace streamguard::clone
