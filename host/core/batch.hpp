/// batch.hpp: many records in one piece of memory, as they came in one EMIT frame: each record is followed by one
/// newline byte, so a run of accepted records is written to its part without being copied again. Behind the last byte
/// there are kPadding more that may be read (SIMD parsers do). Moved, never copied; its destructor hands the memory
/// back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace streamguard {

class Batch {
 public:
  static constexpr std::size_t kPadding = 64;

  Batch() = default;
  /// `memory` holds at least size + kPadding bytes; `lengths` are those of the records, newline included, and add up to
  /// size. `on_release` is called once, from any thread, when nobody needs the bytes any more (credits go back by it).
  Batch(std::unique_ptr<char[]> memory, std::size_t offset, std::size_t size, std::vector<std::uint32_t> lengths,
        std::function<void(std::unique_ptr<char[]>)> on_release)
      : memory_(std::move(memory)),
        offset_(offset),
        size_(size),
        lengths_(std::move(lengths)),
        on_release_(std::move(on_release)) {}
  Batch(Batch&& other) noexcept { swap(other); }
  Batch& operator=(Batch&& other) noexcept {
    Batch taken(std::move(other));
    swap(taken);
    return *this;
  }
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;
  ~Batch() {
    if (on_release_) on_release_(std::move(memory_));
  }

  std::string_view bytes() const noexcept { return {memory_.get() + offset_, size_}; }
  const std::vector<std::uint32_t>& lengths() const noexcept { return lengths_; }

 private:
  void swap(Batch& other) noexcept {
    std::swap(memory_, other.memory_);
    std::swap(offset_, other.offset_);
    std::swap(size_, other.size_);
    std::swap(lengths_, other.lengths_);
    std::swap(on_release_, other.on_release_);
  }
  std::unique_ptr<char[]> memory_;
  std::size_t offset_ = 0, size_ = 0;
  std::vector<std::uint32_t> lengths_;
  std::function<void(std::unique_ptr<char[]>)> on_release_;
};

}  // namespace streamguard
