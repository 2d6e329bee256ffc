/// delivery.hpp: one whole answer on its way to its sink: head, then the body in pieces within the window or as a file,
/// then the end. The window is counted in bytes handed over and not yet acknowledged. One thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "net/broker.hpp"
#include "net/tape.hpp"
#include "os/file.hpp"

namespace streamguard::net {

class Delivery {
 public:
  Delivery(std::shared_ptr<Sink> sink, Shot shot, std::filesystem::path to_file, bool head_only)
      : sink_(std::move(sink)), shot_(std::move(shot)), to_file_(std::move(to_file)), head_only_(head_only) {}

  /// Hands over as much as the window lets. The outcome once nothing is left; the caller ends the sink with it.
  std::optional<Status> pump();
  void acknowledge(std::uint64_t bytes) { outstanding_ -= std::min(bytes, outstanding_); }

 private:
  Status begin();
  std::optional<Status> piece();

  std::shared_ptr<Sink> sink_;
  Shot shot_;
  std::filesystem::path to_file_;
  bool head_only_;
  bool begun_ = false;
  std::unique_ptr<os::File> file_;
  std::uint64_t sent_ = 0, outstanding_ = 0;
  std::string room_;
};

}  // namespace streamguard::net
