#include "net/git_program.hpp"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <thread>
#include <utility>

#include "net/bounds.hpp"
#include "os/file.hpp"
#include "os/paths.hpp"

namespace streamguard::net {
namespace {

namespace fs = std::filesystem;
using Environment = std::map<std::string, std::string>;

/// Complaints about objects that harm nobody who only reads them: real histories are full of them.
constexpr const char* kHarmless[] = {"badDate",
                                     "badDateOverflow",
                                     "badEmail",
                                     "badFilemode",
                                     "badName",
                                     "badTimezone",
                                     "missingAuthor",
                                     "missingEmail",
                                     "missingNameBeforeEmail",
                                     "missingSpaceBeforeDate",
                                     "missingSpaceBeforeEmail",
                                     "multipleAuthors",
                                     "nulInCommit",
                                     "zeroPaddedDate",
                                     "zeroPaddedFilemode"};

/// Configuration by environment: neither in argv, where everybody sees it, nor on the disk.
class Config {
 public:
  Config& set(const std::string& key, const std::string& value) {
    entries_["GIT_CONFIG_KEY_" + std::to_string(count_)] = key;
    entries_["GIT_CONFIG_VALUE_" + std::to_string(count_)] = value;
    ++count_;
    return *this;
  }
  void add_to(Environment& environment) const {
    environment.insert(entries_.begin(), entries_.end());
    environment["GIT_CONFIG_COUNT"] = std::to_string(count_);
  }

 private:
  Environment entries_;
  int count_ = 0;
};

Environment bare_environment() {
  Environment out = os::system_environment();
  out.insert({{"HOME", "/nonexistent"},
              {"LC_ALL", "C"},
              {"GIT_CONFIG_NOSYSTEM", "1"},
              {"GIT_CONFIG_GLOBAL", os::null_device()},
              {"GIT_ATTR_NOSYSTEM", "1"},
              {"GIT_TERMINAL_PROMPT", "0"},
              {"GIT_NO_LAZY_FETCH", "1"},
              {"GIT_NO_REPLACE_OBJECTS", "1"},
              {"GIT_OPTIONAL_LOCKS", "0"},
              {"GIT_PROTOCOL_FROM_USER", "0"}});
  return out;
}

/// What is read goes on being counted when there is no room for it, so that the program is never blocked.
class Output {
 public:
  Output(os::Channel& channel, std::size_t most) : channel_(channel), most_(most), thread_([this] { read(); }) {}
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output() { join(); }
  void join() {
    if (thread_.joinable()) thread_.join();
  }
  std::string text;
  bool whole = true;

 private:
  void read() {
    std::vector<char> piece(64 * limits::KiB);
    for (;;) {
      const auto got = channel_.read_some(piece);
      if (!got || got.value() == 0) return;
      const std::size_t room = std::min(got.value(), most_ - std::min(most_, text.size()));
      text.append(piece.data(), room);
      whole = whole && room == got.value();
    }
  }
  os::Channel& channel_;
  const std::size_t most_;
  std::thread thread_;
};

/// A file with the program's input, gone when the run is over.
class Input {
 public:
  static Result<Input> make(const std::string& text, const fs::path& folder) {
    static std::atomic<unsigned> next{0};
    Input out;
    if (text.empty()) return out;
    out.path_ = folder / ("input-" + std::to_string(os::own_id()) + "-" + std::to_string(next.fetch_add(1)));
    std::ofstream file(out.path_, std::ios::binary);
    file << text;
    if (file.flush()) return out;
    return Error{Code::io, out.path_.string() + ": cannot be written; is the disk full?"};
  }
  Input(Input&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  Input& operator=(Input&&) = delete;
  ~Input() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove(path_, ignored);
  }
  const fs::path& path() const noexcept { return path_; }

 private:
  Input() = default;
  fs::path path_;
};

}  // namespace

void GitControl::cancel() {
  const std::lock_guard lock(mutex_);
  cancelled_ = true;
  if (process_ != nullptr) process_->kill();
  changed_.notify_all();
}

bool GitControl::cancelled() const {
  const std::lock_guard lock(mutex_);
  return cancelled_;
}

bool GitControl::wait(milliseconds time) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, time, [this] { return cancelled_; });
}

void GitControl::hold(os::Process* process) {
  const std::lock_guard lock(mutex_);
  process_ = process;
  if (process_ != nullptr && cancelled_) process_->kill();
}

fs::path clone_program() {
  return os::worker_program().parent_path() / (std::string("streamguard-clone") + os::program_ending());
}

Result<GitProgram> GitProgram::find(const fs::path& wanted) {
  GitProgram out;
  out.path = wanted.empty() ? os::find_program("git") : wanted;
  std::error_code ignored;
  if (out.path.empty()) out.path = clone_program();
  out.is_git = out.path.filename() != clone_program().filename();
  if (fs::is_regular_file(out.path, ignored)) return out;
  return Error{Code::config, "there is no program `git`, and no streamguard-clone beside the worker: install git"};
}

Environment local_environment() {
  Environment out = bare_environment();
  out["GIT_ALLOW_PROTOCOL"] = "none";
  Config().set("core.hooksPath", os::null_device()).set("core.fsmonitor", "false").add_to(out);
  return out;
}

Environment server_environment(const Upstream& upstream, const Secret* secret) {
  Environment out = bare_environment();
  out["GIT_ALLOW_PROTOCOL"] = upstream.url.substr(0, upstream.url.find(':'));
  for (const char* name :
       {"http_proxy", "https_proxy", "no_proxy", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"}) {
    if (auto value = os::environment(name)) out[name] = std::move(*value);
  }
  Config config;
  config.set("protocol.version", "2").set("transfer.fsckObjects", "true").set("fetch.unpackLimit", "1");
  config.set("core.hooksPath", os::null_device()).set("core.fsmonitor", "false").set("core.askPass", "");
  config.set("gc.auto", "0").set("maintenance.auto", "false").set("fetch.writeCommitGraph", "false");
  config.set("credential.helper", "").set("http.followRedirects", "false").set("http.userAgent", "streamguard");
  config.set("http.lowSpeedLimit", std::to_string(limits::kGitSlowBytesPerSecond));
  config.set("http.lowSpeedTime", std::to_string(limits::kGitSlowSeconds));
  config.set("submodule.recurse", "false").set("fetch.recurseSubmodules", "false").set("remote.pushDefault", "");
  for (const char* complaint : kHarmless) config.set(std::string("fetch.fsck.") + complaint, "ignore");
  // Of the ways to say it git knows this one with every TLS library.
  if (const auto own = os::environment("SSL_CERT_FILE")) config.set("http.sslCAInfo", *own);
  if (secret != nullptr && upstream.auth) {
    const std::string scheme = upstream.auth->scheme.empty() ? "" : upstream.auth->scheme + " ";
    config.set("http.extraHeader", upstream.auth->header + ": " + scheme + std::string(secret->reveal()));
  }
  config.add_to(out);
  return out;
}

Result<GitRan> run(const GitProgram& program, const GitRun& run, const fs::path& temporary, GitControl& control) {
  const auto input = Input::make(run.input, temporary);
  if (!input) return input.error();
  os::SpawnOptions options;
  options.program = program.path;
  options.arguments = run.arguments;
  options.environment = run.extra;
  options.input = input.value().path();
  auto spawned = os::spawn(options);
  if (!spawned) return std::move(spawned).error();
  GitRan out;
  Output output(*spawned->output, run.output_most);
  control.hold(spawned->process.get());
  const auto end = std::chrono::steady_clock::now() + run.time_most;
  for (;;) {
    if (const auto exit = spawned->process->wait(limits::kGitLook)) {
      out.exit = *exit;
      break;
    }
    if (out.end != GitRan::End::ended) continue;  // it was killed, and is not gone yet
    if (std::chrono::steady_clock::now() > end) out.end = GitRan::End::too_long;
    if (!run.grows.empty() && os::folder_size(run.grows) > run.grows_most) out.end = GitRan::End::too_large;
    if (out.end != GitRan::End::ended) spawned->process->kill();
  }
  control.hold(nullptr);
  output.join();
  if (control.cancelled()) return Error{Code::cancelled, "the request was cancelled"};
  out.output = std::move(output.text);
  out.whole = output.whole;
  return out;
}

}  // namespace streamguard::net
