/// line_blocks.hpp: a stretch of a part's file, read in blocks of whole lines. Used from one thread; holds one block.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "os/file.hpp"

namespace streamguard::store {

class LineBlocks {
 public:
  /// The bytes from `begin` to `end`, which must be ends of lines. The file outlives this.
  LineBlocks(const os::File& file, std::uint64_t begin, std::uint64_t end) : file_(file), at_(begin), end_(end) {}

  /// Some whole lines, each with its '\n', and Batch::kPadding readable bytes behind the last; valid until the next
  /// call. Empty at the end. Code::data where the file is too short, or has no line end where one must be.
  Result<std::string_view> next();

 private:
  const os::File& file_;
  std::uint64_t at_, end_;  ///< `at_` is where the file is read next
  std::vector<char> buffer_;
  std::size_t used_ = 0;   ///< bytes in the buffer
  std::size_t given_ = 0;  ///< of them, what the last call returned
};

}  // namespace streamguard::store
