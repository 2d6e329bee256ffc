/// channel_win32.hpp: how spawn() reaches the handles inside a Channel, and how a Channel is made of one.
#pragma once

#include <memory>

#include "os/channel.hpp"
#include "os/windows_win32.hpp"

namespace streamguard::os {

/// `theirs` can be inherited by a child that is given it by name, and by no other.
struct PipePair {
  UniqueHandle ours, theirs;
};

enum class PipeUse {
  frames,  ///< both ways, overlapped at both ends
  output   ///< what a child prints: it writes as into a file, we read
};

/// A named pipe with one instance, whose name nobody can guess, already connected; nothing else can join it.
Result<PipePair> pipe_pair(PipeUse use, DWORD buffer_bytes);

/// `handle` was opened for overlapped use.
std::unique_ptr<Channel> make_channel(UniqueHandle handle);

/// As on other systems: room for several batches, and for little that a plugin prints.
inline constexpr DWORD kChannelBufferBytes = 1 << 20;
inline constexpr DWORD kOutputBufferBytes = 64 << 10;

}  // namespace streamguard::os
