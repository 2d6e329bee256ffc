#include "worker/syscalls.hpp"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "worker/filter_placeholder.hpp"

namespace streamguard::worker {
namespace {

#include "worker/filters.inc"  // made by make_filters: kFilter, kFilterWithTruncate

/// The filter with our own process id where the placeholder stands.
std::vector<sock_filter> completed(std::span<const sock_filter> made) {
  std::vector<sock_filter> out(made.begin(), made.end());
  const auto self = static_cast<std::uint32_t>(::getpid());
  for (sock_filter& one : out) {
    if (BPF_CLASS(one.code) == BPF_JMP && one.k == kOwnProcess) one.k = self;
  }
  return out;
}

}  // namespace

Status restrict_syscalls(const SyscallRules& rules) {
  std::vector<sock_filter> filter =
      completed(rules.truncate_by_path ? std::span<const sock_filter>(kFilterWithTruncate) : kFilter);
  sock_fprog program{};
  program.len = static_cast<unsigned short>(filter.size());
  program.filter = filter.data();
  const long result = ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
  if (result == 0) return {};
  // A positive result is a thread that could not be brought under the filter.
  const char* reason = result < 0 ? ::strerrordesc_np(errno) : "a thread of the worker cannot be restricted";
  return Error{Code::config, std::string("seccomp: ") + (reason ? reason : "the filter cannot be loaded")};
}

}  // namespace streamguard::worker
