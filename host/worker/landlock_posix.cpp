#include "worker/landlock.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <system_error>

#include "os/unique_fd.hpp"

namespace streamguard::worker {

namespace {

namespace fs = std::filesystem;

// The kernel's headers of the oldest system we build on end with version 2; the numbers are ABI and never change.
constexpr std::uint64_t kFsTruncate = 1ULL << 14;        // since 3
constexpr std::uint64_t kFsIoctlDevice = 1ULL << 15;     // since 5
constexpr std::uint64_t kNetBindTcp = 1ULL << 0;         // since 4
constexpr std::uint64_t kNetConnectTcp = 1ULL << 1;      // since 4
constexpr std::uint64_t kScopeAbstractUnix = 1ULL << 0;  // since 6
constexpr std::uint64_t kScopeSignal = 1ULL << 1;        // since 6
constexpr std::uint32_t kNoAuditLog = 1U << 0;           // since 7

/// As the kernel knows it since version 6; older ones are told a shorter size.
struct RulesetAttributes {
  std::uint64_t handled_access_fs = 0;
  std::uint64_t handled_access_net = 0;
  std::uint64_t scoped = 0;
};

constexpr std::uint64_t kReadFile = LANDLOCK_ACCESS_FS_READ_FILE;
constexpr std::uint64_t kRead = kReadFile | LANDLOCK_ACCESS_FS_READ_DIR;
// Making links, devices, sockets and FIFOs is left out: nothing in the scratch folder can lead or stall its reader.
constexpr std::uint64_t kScratch = kRead | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                                   LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |
                                   LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REFER | kFsTruncate;
constexpr std::uint64_t kForFiles =
    kReadFile | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_EXECUTE | kFsTruncate | kFsIoctlDevice;

/// What ordinary libraries read. Executing is granted nowhere: loading a library needs only to read it. /dev/zero is
/// left out since mapping it gives memory that no resource limit counts.
constexpr std::array kSystemPaths{"/lib",
                                  "/lib64",
                                  "/usr/lib",
                                  "/usr/lib64",
                                  "/usr/local/lib",
                                  "/etc/ld.so.cache",
                                  "/etc/localtime",
                                  "/usr/share/zoneinfo",
                                  "/dev/urandom",
                                  "/dev/random",
                                  "/proc/self/maps",
                                  "/proc/self/stat",
                                  "/proc/self/statm",
                                  "/proc/self/status",
                                  "/proc/cpuinfo",
                                  "/proc/meminfo",
                                  "/sys/devices/system/cpu"};

/// Libraries beside the plugin that it may need ($ORIGIN); more are not looked at.
constexpr int kNeighbours = 512;

std::uint64_t handled_by(int abi) noexcept {
  std::uint64_t handled = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;  // version 1 knows all up to this one
  if (abi >= 2) handled |= LANDLOCK_ACCESS_FS_REFER;
  if (abi >= 3) handled |= kFsTruncate;
  if (abi >= 5) handled |= kFsIoctlDevice;
  return handled;
}

Error refused(const std::string& what) {
  const char* reason = ::strerrordesc_np(errno);
  return Error{Code::config, "landlock cannot " + what + ": " + (reason ? reason : "unknown error")};
}

class Ruleset {
 public:
  static Result<Ruleset> make(int abi) {
    RulesetAttributes attributes;
    attributes.handled_access_fs = handled_by(abi);
    std::size_t size = sizeof attributes.handled_access_fs;
    if (abi >= 4) {
      attributes.handled_access_net = kNetBindTcp | kNetConnectTcp;
      size = 2 * sizeof(std::uint64_t);
    }
    if (abi >= 6) {
      attributes.scoped = kScopeAbstractUnix | kScopeSignal;
      size = sizeof attributes;
    }
    os::UniqueFd fd(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, size, 0)));
    if (!fd) return refused("make a rule set");
    return Ruleset(std::move(fd), attributes.handled_access_fs);
  }

  /// Grants `access` below `path`. A path that does not exist needs no rule.
  Status allow(const fs::path& path, std::uint64_t access) {
    const os::UniqueFd place(::open(path.c_str(), O_PATH | O_CLOEXEC));
    if (!place) {
      if (errno == ENOENT || errno == ENOTDIR || errno == EACCES) return {};
      return refused("open " + path.string());
    }
    struct stat info {};
    if (::fstat(place.get(), &info) != 0) return refused("look at " + path.string());
    landlock_path_beneath_attr rule{};
    rule.parent_fd = place.get();
    rule.allowed_access = access & handled_ & (S_ISDIR(info.st_mode) ? ~0ULL : kForFiles);
    if (::syscall(SYS_landlock_add_rule, fd_.get(), LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0) {
      return refused("grant " + path.string());
    }
    return {};
  }

  Status enforce(int abi) {
    const std::uint32_t flags = abi >= 7 ? kNoAuditLog : 0;  // a plugin must not be able to flood the machine's log
    if (::syscall(SYS_landlock_restrict_self, fd_.get(), flags) != 0) return refused("restrict this process");
    return {};
  }

 private:
  Ruleset(os::UniqueFd fd, std::uint64_t handled) : fd_(std::move(fd)), handled_(handled) {}
  os::UniqueFd fd_;
  std::uint64_t handled_;
};

/// The plugin's library and the shared libraries beside it, one by one: a plugin tried out of the home folder must not
/// open the whole home folder.
Status allow_plugin(Ruleset& rules, const fs::path& library) {
  if (library.empty()) return {};
  if (Status done = rules.allow(library, kReadFile); !done) return done;
  std::error_code failed;
  fs::directory_iterator entry(library.parent_path(), failed);
  int seen = 0;
  for (const fs::directory_iterator end; !failed && entry != end && seen < kNeighbours; entry.increment(failed)) {
    const std::string name = entry->path().filename().string();
    if (!name.ends_with(".so") && name.find(".so.") == std::string::npos) continue;
    ++seen;
    std::error_code unknown;
    if (!entry->is_regular_file(unknown)) continue;
    if (Status done = rules.allow(entry->path(), kReadFile); !done) return done;
  }
  return {};
}

}  // namespace

int landlock_abi() noexcept {
  const long abi = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return abi > 0 ? static_cast<int>(abi) : 0;
}

Status restrict_files(int abi, const SandboxRequest& request, bool whole_proc_self) {
  auto rules = Ruleset::make(abi);
  if (!rules) return std::move(rules).error();
  for (const char* path : kSystemPaths) {
    if (Status done = rules->allow(path, kRead); !done) return done;
  }
  if (Status done = rules->allow("/dev/null", kReadFile | LANDLOCK_ACCESS_FS_WRITE_FILE); !done) return done;
  if (whole_proc_self) {
    if (Status done = rules->allow("/proc/self", kRead); !done) return done;
  }
  if (Status done = allow_plugin(*rules, request.plugin_library); !done) return done;
  for (const fs::path& path : request.read) {
    if (Status done = rules->allow(path, kRead); !done) return done;
  }
  if (!request.scratch.empty()) {
    if (Status done = rules->allow(request.scratch, kScratch); !done) return done;
  }
  return rules->enforce(abi);
}

}  // namespace streamguard::worker
