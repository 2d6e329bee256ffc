/// channel.hpp: a reliable byte stream between two processes: a unix socket pair, on Windows a named pipe. Frames are
/// laid on it by ipc/. One thread may read while another writes; shutdown() from any thread wakes both.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "core/result.hpp"

namespace streamguard::os {

class Channel {
 public:
  virtual ~Channel() = default;
  /// At least one byte, at most `into.size()`; 0 once the other side has closed.
  virtual Result<std::size_t> read_some(std::span<char> into) = 0;
  /// As read_some, but gives up after `timeout_ms` with Code::transient. Negative waits for ever.
  virtual Result<std::size_t> read_some(std::span<char> into, int timeout_ms) = 0;
  /// All pieces in order, in as few system calls as can be. Fails once the other side has closed (no signal is raised).
  virtual Status write(std::span<const std::string_view> pieces) = 0;
  /// Ends both directions; blocked reads and writes return.
  virtual void shutdown() noexcept = 0;

  /// Two connected ends in this process, close-on-exec. The second is given to a child by SpawnOptions.
  static Result<std::pair<std::unique_ptr<Channel>, std::unique_ptr<Channel>>> pair();
  /// In a child: the end that its parent passed, named by the text of the argument that spawn() put in.
  static Result<std::unique_ptr<Channel>> inherited(const std::string& argument);
};

/// Reads exactly into.size() bytes. 0 bytes read before the end is Code::cancelled ("closed"), a part is Code::data.
Status read_exactly(Channel& channel, std::span<char> into);

}  // namespace streamguard::os
