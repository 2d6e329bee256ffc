/// sg.git/1 over local repositories: what CollectOptions::repositories names. Any thread.
#pragma once

#include <streamguard/extensions.h>
#include <streamguard/testing/in_process_host.hpp>

#include <mutex>
#include <string>
#include <vector>

namespace streamguard::testing::internal {

class GitMirror {
 public:
  explicit GitMirror(const CollectOptions& options) : options_(options) {}

  /// As sg_git_v1.fetch, but for cancellation, which the caller checks. SG_E_BUG with words in `error`: the request
  /// breaks the contract.
  sg_rc fetch(const sg_git_request& request, const sg_git_sink& sink, std::string& error);
  std::vector<GitRequest> take_requests();

 private:
  sg_rc find(const std::string& url, std::filesystem::path& repository, std::string& error) const;

  const CollectOptions& options_;
  std::mutex mutex_;
  std::vector<GitRequest> requests_;
};

}  // namespace streamguard::testing::internal
