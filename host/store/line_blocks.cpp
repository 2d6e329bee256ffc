#include "store/line_blocks.hpp"

#include <algorithm>
#include <cstring>

#include "core/batch.hpp"
#include "core/limits.hpp"

namespace streamguard::store {
namespace {

constexpr std::size_t kBlock = 1 * limits::MiB;
constexpr std::size_t kLongestLine = limits::kRecordBytes + 1;

}  // namespace

Result<std::string_view> LineBlocks::next() {
  if (given_ != 0) {
    std::memmove(buffer_.data(), buffer_.data() + given_, used_ - given_);
    used_ -= given_;
    given_ = 0;
  }
  std::size_t searched = 0;
  for (;;) {
    const std::size_t room = kBlock + (used_ >= kBlock ? kLongestLine : 0);
    if (buffer_.size() < room + Batch::kPadding) buffer_.resize(room + Batch::kPadding);
    const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(room - std::min(room, used_), end_ - at_));
    if (want != 0) {
      auto got = file_.read(at_, std::span(buffer_).subspan(used_, want));
      if (!got) return std::move(got).error();
      if (*got == 0)
        return Error{Code::data, "the file ends at byte " + std::to_string(at_) + ", short of what is committed"};
      used_ += *got;
      at_ += *got;
    }
    if (used_ == 0) return std::string_view();
    for (std::size_t i = used_; i > searched; --i) {
      if (buffer_[i - 1] == '\n') {
        given_ = i;
        return std::string_view(buffer_.data(), given_);
      }
    }
    searched = used_;
    if (want == 0) return Error{Code::data, "no line ends at byte " + std::to_string(at_)};
  }
}

}  // namespace streamguard::store
