/// process.hpp: a child process, held by a handle that cannot name another process by mistake (pidfd, job object), and
/// that dies with us (PR_SET_PDEATHSIG, kill-on-close). Its environment is exactly what is given.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "os/channel.hpp"

namespace streamguard::os {

struct SpawnOptions {
  std::filesystem::path program;
  std::vector<std::string> arguments;  ///< without argv[0]; "{channel}" is replaced by the channel's argument
  std::map<std::string, std::string> environment;
  std::filesystem::path folder;      ///< the working folder; empty: "/"
  std::filesystem::path input;       ///< the file that is its stdin; empty: nothing
  std::uint64_t memory = 0;          ///< where the system limits it from outside (Windows jobs); 0 = none
  std::chrono::milliseconds cpu{0};  ///< processor time, likewise
  /// Where the system takes rights away from outside (Windows): no children, few privileges, nothing of the screen.
  bool confined = false;
};

/// How a process ended.
struct Exit {
  bool signalled = false;     ///< ended by the system, or by us
  int code = 0;               ///< exit code, or the signal's number (Windows: the status)
  std::string words() const;  ///< "exit code 3", "killed by SIGSEGV (segmentation fault)"
};

/// wait() from one thread; kill() and id() from any.
class Process {
 public:
  virtual ~Process() = default;  ///< kills and reaps what is still running
  virtual std::int64_t id() const noexcept = 0;
  virtual void kill() noexcept = 0;  ///< at once, with its descendants where the system can
  /// The end of the process, or nothing when `timeout` passed. Negative waits for ever.
  virtual std::optional<Exit> wait(std::chrono::milliseconds timeout) = 0;
  /// Resident bytes now; 0 once it is gone.
  virtual std::uint64_t memory() const noexcept = 0;
};

struct Spawned {
  std::unique_ptr<Process> process;
  std::unique_ptr<Channel> channel;  ///< frames
  std::unique_ptr<Channel> output;   ///< the child's stdout and stderr together, for reading
};

/// Starts a child. Errors name the program.
Result<Spawned> spawn(const SpawnOptions& options);

/// The first executable file of that name in the folders of PATH; empty where there is none.
std::filesystem::path find_program(const std::string& name);

/// The number of this process.
std::int64_t own_id() noexcept;

/// Ends this process here and now: no destructors, no exit handlers, nobody's library has a say.
[[noreturn]] void end_now(int code) noexcept;

/// The path of the running executable.
std::filesystem::path executable_path();

/// No core files of this process, ever: secrets are in its memory. Nor windows that ask what to do about its end.
void forbid_core_files() noexcept;

}  // namespace streamguard::os
