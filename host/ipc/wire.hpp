/// wire.hpp: frames on a channel. Receiver is used by one thread; Sender by any number: each frame goes out whole.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "ipc/message.hpp"
#include "os/channel.hpp"

namespace streamguard::ipc {

/// One received frame. The payload's memory has kSlack readable bytes behind it and may be moved out.
struct Frame {
  static constexpr std::size_t kSlack = 64;
  Type type{};
  std::uint32_t stream = 0;
  std::size_t size = 0;
  std::size_t capacity = 0;  ///< of memory, slack included
  std::unique_ptr<char[]> memory;
  std::string_view payload() const noexcept { return {memory.get(), size}; }
};

/// Memory for payloads, used again: a fresh quarter of a megabyte for each batch would be faulted in page by page.
/// Any thread; outlives the frames by shared ownership.
class Pool {
 public:
  struct Memory {
    std::unique_ptr<char[]> bytes;
    std::size_t capacity = 0;
  };
  Memory take(std::size_t size);
  void give(std::unique_ptr<char[]> bytes, std::size_t capacity) noexcept;

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<char[]>> free_;
};

class Receiver {
 public:
  explicit Receiver(os::Channel& channel) : channel_(channel) {}
  /// The next frame. Code::cancelled once the other side closed between two frames, Code::transient when it ended
  /// inside one (it died), Code::data for what is not a frame.
  Result<Frame> next();
  /// Where the payload of a frame that was moved elsewhere goes back to.
  const std::shared_ptr<Pool>& pool() const noexcept { return pool_; }

 private:
  Status take(std::span<char> into);
  os::Channel& channel_;
  std::shared_ptr<Pool> pool_ = std::make_shared<Pool>();
  std::vector<char> ahead_ =
      std::vector<char>(16 * 1024);  ///< bytes read but not used yet: small frames come many at once
  std::size_t begin_ = 0, end_ = 0;
};

class Sender {
 public:
  explicit Sender(os::Channel& channel) : channel_(channel) {}
  Status send(Type type, std::string_view payload, std::uint32_t stream = 0);
  Status send(Type type, const std::vector<std::string_view>& pieces, std::uint32_t stream = 0);

 private:
  os::Channel& channel_;
  std::mutex mutex_;
};

}  // namespace streamguard::ipc
