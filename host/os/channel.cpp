#include "os/channel.hpp"

namespace streamguard::os {

Status read_exactly(Channel& channel, std::span<char> into) {
  std::size_t done = 0;
  while (done < into.size()) {
    auto got = channel.read_some(into.subspan(done));
    if (!got) return std::move(got).error();
    if (*got == 0) {
      if (done == 0) return Error{Code::cancelled, "closed"};
      return Error{Code::data, "the channel was closed after " + std::to_string(done) + " of " +
                                   std::to_string(into.size()) + " bytes: the other process ended in mid-frame"};
    }
    done += *got;
  }
  return {};
}

}  // namespace streamguard::os
