/// channel_posix.hpp: how spawn() reaches the descriptors inside a Channel, and how a Channel is made of one.
#pragma once

#include <memory>

#include "os/channel.hpp"
#include "os/unique_fd.hpp"

namespace streamguard::os {

struct SocketPair {
  UniqueFd ours, theirs;
};

/// Two connected stream sockets, close-on-exec, with buffers of `buffer_bytes` as far as the system allows.
Result<SocketPair> socket_pair(int buffer_bytes);

std::unique_ptr<Channel> make_channel(UniqueFd fd);

/// Room for several batches, so that a worker goes on while the host is busy elsewhere. It is not for throughput: with
/// 256 KiB writes that is the same from 208 KiB to 4 MiB.
inline constexpr int kChannelBufferBytes = 1 << 20;
/// What a plugin prints is little.
inline constexpr int kOutputBufferBytes = 64 << 10;

}  // namespace streamguard::os
