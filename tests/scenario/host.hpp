/// host.hpp: the real streamguard program, run as a child of the test, and what it says: its events one by one, its
/// text, its end. One thread. A program that says nothing for kPatience is killed and the test fails: no test waits for
/// a time to pass.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace streamguard::scenario {

inline constexpr std::chrono::seconds kPatience{180};

struct Ended {
  bool signalled = false;
  int code = 0;  ///< exit code, or the signal's number
};

/// How the system's own endings of a worker are told.
struct EndingWords {
  const char *aborted, *bad_address, *killed, *time_used_up;
};
extern const EndingWords kEndings;

/// A process that we started, or a child of one, held by what cannot name another.
class ProcessHandle {
 public:
  explicit ProcessHandle(pid_t id);
  ProcessHandle(ProcessHandle&& other) noexcept : id_(other.id_), held_(std::exchange(other.held_, -1)) {}
  ProcessHandle(const ProcessHandle&) = delete;
  ProcessHandle& operator=(const ProcessHandle&) = delete;
  ~ProcessHandle();
  pid_t id() const noexcept { return id_; }
  /// As Ctrl-C does; only to a program that Host started.
  void interrupt() const;
  /// SIGTERM; Ctrl-Break where there are no signals. As above.
  void terminate() const;
  void kill() const;
  /// Not on Windows, which has no signals.
  void signal(int number) const;
  /// Whether it ended within `patience`.
  bool gone(std::chrono::milliseconds patience) const;

 private:
  pid_t id_;
  std::intptr_t held_;  ///< a descriptor or a handle; -1 is none
};

class Host {
 public:
  struct Options {
    std::vector<std::pair<std::string, std::string>> environment;  ///< besides ours, or in the place of ours
    std::function<void()> before_exec;                             ///< in the child, only system calls; not on Windows
  };
  /// `streamguard <arguments>`. With "--events -" among them its standard output is events.
  explicit Host(std::vector<std::string> arguments) : Host(std::move(arguments), Options()) {}
  Host(std::vector<std::string> arguments, const Options& options);
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;
  ~Host();

  const ProcessHandle& process() const { return *process_; }
  /// Its children now: the workers.
  std::vector<pid_t> workers() const;
  /// The next line of standard output; nothing once it has closed.
  std::optional<std::string> line();
  /// Reads events until one is of this kind and, where told, of this collector. Throws std::runtime_error where none
  /// comes.
  nlohmann::json until(const std::string& event, const std::string& collector = {});
  /// As above, until `enough` says so.
  nlohmann::json until(const std::function<bool(const nlohmann::json&)>& enough);
  /// Reads all that is left and waits for the end.
  Ended wait();

  const std::string& output() const noexcept { return output_; }  ///< standard output, as far as it was read
  std::string errors() const;                                     ///< standard error, so far
  std::vector<nlohmann::json> events() const;                     ///< of what was read

 private:
  /// What comes next of standard output, into output_; false once it has closed.
  bool read_more();
  [[noreturn]] void give_up();
  Ended wait_for_the_end();
  struct Ends;
  std::unique_ptr<Ends> ends_;  ///< of its outputs, on our side
  std::optional<ProcessHandle> process_;
  std::string output_;
  std::size_t taken_ = 0;
  std::optional<Ended> ended_;
};

}  // namespace streamguard::scenario
