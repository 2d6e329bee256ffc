/// sg.http/1 over folders: what CollectOptions::upstreams names. Safe from any thread: it only reads its options.
#pragma once

#include <streamguard/extensions.h>
#include <streamguard/testing/in_process_host.hpp>

#include <atomic>
#include <string>
#include <vector>

namespace streamguard::testing::internal {

class FileMirror {
 public:
  /// `asked` are the upstreams of the plugin's manifest; `scratch` is where SG_HTTP_TO_FILE places bodies.
  FileMirror(const CollectOptions& options, std::vector<std::string> asked, std::string scratch)
      : options_(options), asked_(std::move(asked)), scratch_(std::move(scratch)) {}

  /// As sg_http_v1.fetch, but for cancellation, which the caller checks. Words on failure go to `error`.
  sg_rc fetch(const sg_http_request& request, const sg_http_sink& sink, std::string& error);

 private:
  std::string refusal(const sg_http_request& request) const;
  sg_rc serve(const std::filesystem::path& file, const sg_http_request& request, const sg_http_sink& sink,
              std::string& error);
  sg_rc place(const std::filesystem::path& file, const sg_http_sink& sink, std::uint64_t bytes, std::string& error);

  const CollectOptions& options_;
  std::vector<std::string> asked_;
  std::string scratch_;
  std::atomic<unsigned> next_file_{0};
};

}  // namespace streamguard::testing::internal
