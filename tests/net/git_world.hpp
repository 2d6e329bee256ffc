/// git_world.hpp: repositories that a test writes, a server of them on 127.0.0.1 (git's own http-backend behind the
/// loopback server), and a store that asks it.
#pragma once

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "loopback_server.hpp"
#include "net/git_store.hpp"
#include "support.hpp"

namespace streamguard::net::testing {

/// Runs git as a test does, in a folder, with nobody's configuration; gives what it printed.
std::string git(const std::filesystem::path& folder, const std::vector<std::string>& arguments,
                const std::string& input = {});

using Files = std::map<std::string, std::string>;

/// A bare repository that is written commit by commit, with fixed dates: equal calls make equal ids.
class Repository {
 public:
  explicit Repository(std::filesystem::path path);
  const std::filesystem::path& path() const { return path_; }
  /// The id of a commit with exactly these files, on `branch` ("" for none).
  std::string commit(const Files& files, const std::vector<std::string>& parents, const std::string& branch = "main",
                     const std::string& submodule = {});
  std::string id(const std::string& name) const;  ///< as rev-parse
  void set_ref(const std::string& ref, const std::string& id);

 private:
  std::filesystem::path path_;
  int commits_ = 0;
};

/// Serves all repositories below a folder. `script` may answer in its place.
class GitServer {
 public:
  using Script = std::function<std::optional<Reply>(const Seen&)>;
  explicit GitServer(std::filesystem::path root, Script script = {});
  std::string url() const { return server_->url(); }
  int count() const { return server_->count(); }
  std::vector<Seen> seen() const { return server_->seen(); }
  LoopbackServer& loopback() { return *server_; }

 private:
  Reply answer(const Seen& seen) const;
  std::filesystem::path root_;
  Script script_;
  std::unique_ptr<LoopbackServer> server_;
};

/// A plan with a collector "fixes" that is granted all upstreams, and a store for it.
struct GitWorld {
  TempFolder folder;
  Plan plan;
  GitStore::Options options;
  std::unique_ptr<GitStore> store;
  std::mutex mutex;
  std::vector<Event> events;

  GitWorld();
  Upstream& upstream(const std::string& name, const std::string& url);
  GitStore& start();
  Result<GitAnswer> ask(GitWhat what, const std::string& repository, const std::vector<std::string>& objects = {});
  std::future<Result<GitAnswer>> begin(GitWhat what, const std::string& repository,
                                       const std::vector<std::string>& objects, GitStore::Id* id = nullptr);
  std::filesystem::path cache() const { return folder.path() / "cache"; }
};

/// "commit", "blob", … or "missing": what a repository has of that name without asking anybody.
std::string type_of(const std::filesystem::path& repository, const std::string& name);

}  // namespace streamguard::net::testing
