/// git_store.hpp: bare repositories for sg.git/1, shared by all collectors, runs and hosts: what is wanted and not
/// there yet is brought by the `git` program, which alone talks to servers and reads packs. README.md, section "git",
/// has the rules.
///
/// fetch() and cancel() may be called from any thread; `done` is called once for each request, on a thread of the
/// store, also when the store is destroyed, and must not block. One repository is worked on by one thread of one host
/// at a time, which a lock beside it says.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/event.hpp"
#include "core/plan.hpp"
#include "core/result.hpp"
#include "net/traffic.hpp"
#include "os/clock.hpp"

namespace streamguard::net {

enum class GitWhat : std::uint32_t { commits = 1, blobs, history };

struct GitRequest {
  std::string collector;  ///< who asks: for grants and statistics
  GitWhat what = GitWhat::commits;
  std::string repository;  ///< its url, or an absolute path
  std::string objects;     ///< ids and refs, each with its newline
};

struct GitAnswer {
  std::filesystem::path path;                              ///< the bare repository
  std::vector<std::string> missing;                        ///< in the order of the request
  std::vector<std::pair<std::string, std::string>> found;  ///< refs and their commits
};

class GitStore {
 public:
  using Id = std::uint64_t;
  using Done = std::function<void(Result<GitAnswer>)>;

  struct Options {
    const os::Clock* clock = nullptr;
    std::filesystem::path record;  ///< keep the repositories below it instead of in the cache
    std::filesystem::path replay;  ///< answer from those only; no network
    std::uint64_t seed = 42;       ///< for the jitter of retries
    std::filesystem::path git;     ///< the program; empty: `git` of the PATH, else streamguard-clone beside the worker
    std::function<void(Event)> tell;  ///< waits and retries; any thread
  };

  virtual ~GitStore() = default;

  /// Code::config for an upstream that cannot be used. Nothing is started before the first request.
  static Result<std::unique_ptr<GitStore>> start(const Plan& plan, const Options& options);

  /// Ends with Code::config where no granted upstream serves the repository, Code::unavailable where there is none,
  /// Code::data for an unsound one, Code::transient, Code::rate_limited, Code::cancelled, Code::bug for a request that
  /// breaks the contract.
  virtual Id fetch(GitRequest request, Done done) = 0;
  virtual void cancel(Id id) = 0;
  virtual Traffic traffic(const std::string& collector) const = 0;
  virtual std::vector<UpstreamUse> upstreams() const { return {}; }  ///< as Broker::upstreams()
  virtual void pause(bool /*on*/) {}                                 ///< no command starts; any thread
  /// What a worker of this collector has to be able to read; made where it is missing. Nothing for a plugin that does
  /// not use sg.git/1.
  virtual std::vector<std::filesystem::path> readable(const Collector& collector) = 0;
};

}  // namespace streamguard::net
