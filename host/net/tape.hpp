/// tape.hpp: --record and --replay. A recording is a folder that people can read: index.jsonl with one line for each
/// ended fetch (request, status, headers, how it ended, the body's name), and bodies/<sha256>. Credentials are not part
/// of a request here, so they cannot be recorded. Replayed answers come in the order recorded for the same request;
/// when a request is made more often than it was recorded (a collector was restarted), the last answer is given again.
/// Recording into a folder that holds one already continues it. One thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "net/body.hpp"
#include "net/broker.hpp"

namespace streamguard::net {

/// How one fetch ended, as it is kept and given back. Without a body for anything but success.
struct Shot {
  int status = 0;
  Headers headers;
  std::shared_ptr<const Body> body;
  Status outcome;
};

class Tape {
 public:
  static Result<std::unique_ptr<Tape>> record(const std::filesystem::path& folder);
  static Result<std::unique_ptr<Tape>> replay(const std::filesystem::path& folder);

  Status keep(const Request& request, const Shot& shot);
  /// Code::config naming the request and the cure for what was never recorded; Code::data for a damaged recording.
  Result<Shot> next(const Request& request);

 private:
  struct Line {
    Shot shot;
    std::string body_name;
    bool checked = false;
  };
  struct Lines {
    std::vector<Line> all;
    std::size_t next = 0;
  };
  explicit Tape(std::filesystem::path folder) : folder_(std::move(folder)) {}
  Status load();

  std::filesystem::path folder_;
  std::map<std::string, Lines> lines_;
};

}  // namespace streamguard::net
