#include "ipc/wire.hpp"

#include <algorithm>
#include <cstring>

#include "core/frame.hpp"
#include "core/limits.hpp"

namespace streamguard::ipc {
namespace {

/// What most EMIT frames fit into: a batch, its last record, its table.
constexpr std::size_t kPooledBytes = 2 * limits::kBatchBytes;
constexpr std::size_t kPooledMost = 2 * limits::kEmitCreditBytes / kPooledBytes;

}  // namespace

Pool::Memory Pool::take(std::size_t size) {
  if (size > kPooledBytes) return {std::make_unique_for_overwrite<char[]>(size), size};
  {
    const std::lock_guard lock(mutex_);
    if (!free_.empty()) {
      Memory memory{std::move(free_.back()), kPooledBytes};
      free_.pop_back();
      return memory;
    }
  }
  return {std::make_unique_for_overwrite<char[]>(kPooledBytes), kPooledBytes};
}

void Pool::give(std::unique_ptr<char[]> bytes, std::size_t capacity) noexcept {
  if (!bytes || capacity != kPooledBytes) return;
  const std::lock_guard lock(mutex_);
  if (free_.size() < kPooledMost) free_.push_back(std::move(bytes));
}

/// Fills `into` from what was read ahead, then from the channel: straight into place once the rest is large.
Status Receiver::take(std::span<char> into) {
  while (!into.empty()) {
    if (begin_ < end_) {
      const std::size_t count = std::min(into.size(), end_ - begin_);
      std::memcpy(into.data(), ahead_.data() + begin_, count);
      begin_ += count;
      into = into.subspan(count);
      continue;
    }
    const bool direct = into.size() >= ahead_.size();
    auto got = channel_.read_some(direct ? into : std::span<char>(ahead_));
    if (!got) return std::move(got).error();
    if (*got == 0) return Error{Code::cancelled, "the other side closed the channel"};
    if (direct) {
      into = into.subspan(*got);
    } else {
      begin_ = 0;
      end_ = *got;
    }
  }
  return {};
}

Result<Frame> Receiver::next() {
  frame::HeaderBytes bytes{};
  if (auto status = take(std::span<char>(bytes).first(1)); !status) return std::move(status).error();
  const auto torn = [](const Error& error) {  // an end inside a frame is a death, not a goodbye
    return error.code == Code::cancelled ? Error{Code::transient, "the channel ended inside a frame"} : error;
  };
  if (auto status = take(std::span<char>(bytes).subspan(1)); !status) return torn(std::move(status).error());
  auto header = frame::decode({bytes.data(), bytes.size()});
  if (!header) return std::move(header).error();
  Pool::Memory memory = pool_->take(header->length + Frame::kSlack);
  Frame out{static_cast<Type>(header->type), header->stream, header->length, memory.capacity, std::move(memory.bytes)};
  if (auto status = take({out.memory.get(), out.size}); !status) return torn(std::move(status).error());
  std::memset(out.memory.get() + out.size, 0, Frame::kSlack);
  if (!frame::intact({bytes.data(), bytes.size()}, out.payload())) return Error{Code::data, "a frame with a wrong CRC"};
  return out;
}

Status Sender::send(Type type, std::string_view payload, std::uint32_t stream) {
  return send(type, std::vector<std::string_view>{payload}, stream);
}

Status Sender::send(Type type, const std::vector<std::string_view>& pieces, std::uint32_t stream) {
  const frame::HeaderBytes header = frame::encode(static_cast<std::uint16_t>(type), stream, pieces);
  std::vector<std::string_view> all;
  all.reserve(pieces.size() + 1);
  all.emplace_back(header.data(), header.size());
  all.insert(all.end(), pieces.begin(), pieces.end());
  const std::lock_guard lock(mutex_);
  return channel_.write(all);
}

}  // namespace streamguard::ipc
