/// simulator.hpp: all upstreams over one mirror folder, on one port of 127.0.0.1, with their limits, faults and counts.
///
///     /rest/json/cves/2.0   /feeds/json/cve/2.0/…   /graphql   /osv/…   /exploitdb/-/…   /git/…
///     GET /_stats   POST /_stats (begins anew)   GET /_faults   POST /_faults (the body replaces all faults)
///
/// Works from construction to destruction, on threads of its own; everything here may be called from any.
#pragma once

#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "faults.hpp"
#include "github.hpp"
#include "server.hpp"
#include "upstream.hpp"

namespace streamguard::upstreams {

struct SimulatorOptions {
  std::filesystem::path mirror;
  std::uint16_t port = 0;
  Scale scale;
  std::string faults;         ///< as faults.hpp describes them
  std::filesystem::path log;  ///< a line for each request; empty: none
  std::string nvd_key;        ///< the only ones that are known; empty: all are
  std::string github_token;
  GithubLimits github;
};

class Simulator {
 public:
  /// Throws std::invalid_argument for faults that cannot be read, std::runtime_error where it cannot listen.
  explicit Simulator(const SimulatorOptions& options);
  ~Simulator();
  Simulator(const Simulator&) = delete;
  Simulator& operator=(const Simulator&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_->port()); }
  std::uint16_t port() const noexcept { return server_->port(); }
  Stats& stats() noexcept { return stats_; }
  Faults& faults() noexcept { return faults_; }

 private:
  Answer answer(const Request& request);
  Response control(const Request& request);
  Response answer_of(Upstream& upstream, const Request& request, std::uint64_t number, Count& count);
  void note(const std::string& line);

  Stats stats_;
  Faults faults_;
  std::vector<std::unique_ptr<Upstream>> upstreams_;
  std::atomic<std::uint64_t> requests_{0};
  std::mutex log_mutex_;
  std::ofstream log_;
  std::unique_ptr<Server> server_;  // last: it calls all of the above
};

}  // namespace streamguard::upstreams
