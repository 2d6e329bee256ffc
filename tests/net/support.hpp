/// support.hpp: what the broker's tests share: a clock moved by hand, a sink that remembers, a folder that goes away.
#pragma once

#include <zlib.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "net/broker.hpp"

namespace streamguard::net::testing {

/// Time stands still until someone moves it. As Options::on_idle it jumps to whatever the broker waits for.
class HandClock final : public os::Clock {
 public:
  os::SteadyTime now() const override { return os::SteadyTime(std::chrono::nanoseconds(now_.load())); }
  os::WallTime wall() const override;
  void move_to(os::SteadyTime at);
  void move(std::chrono::milliseconds by) { now_ += std::chrono::nanoseconds(by).count(); }
  std::chrono::duration<double> passed() const { return std::chrono::nanoseconds(now_.load() - kBegin); }

 private:
  static constexpr std::int64_t kBegin = 1'000'000'000'000;
  std::atomic<std::int64_t> now_{kBegin};
};

class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path write(const std::string& name, const std::string& text) const;

 private:
  std::filesystem::path path_;
};

std::string read_all(const std::filesystem::path& file);
/// Whether any file below the folder, or its name, holds the text.
bool folder_holds(const std::filesystem::path& folder, const std::string& text);
std::string gzip(const std::string& text);

/// Remembers one answer. Acknowledges what it gets unless told not to.
class MemorySink final : public Sink {
 public:
  void head(int code, const Headers& all) override;
  void body(std::string_view bytes) override;
  void file(const std::filesystem::path& path, std::uint64_t bytes) override;
  void end(Status outcome) override;

  /// Waits for the end; fails the test after a minute.
  void wait();
  /// Waits until so many body bytes came.
  void wait_for_bytes(std::size_t bytes);
  void acknowledge_through(Broker& broker, Broker::Id id);

  bool ok() const { return ended == 1 && !error; }
  Code code() const { return error ? error->code : Code::bug; }
  std::string message() const { return error ? error->message : ""; }

  int heads = 0, files = 0, ended = 0, status = 0;
  Headers headers;
  std::string text;
  std::filesystem::path placed;
  std::uint64_t placed_bytes = 0;
  std::unique_ptr<Error> error;
  mutable std::mutex mutex;

 private:
  std::condition_variable changed_;
  Broker* broker_ = nullptr;
  Broker::Id id_ = 0;
};

/// A plan with one collector "osv", which is granted all upstreams given, and a cache folder.
struct World {
  TempFolder folder;
  HandClock clock;
  Plan plan;
  Options options;
  std::unique_ptr<Broker> broker;
  std::mutex mutex;
  std::vector<Event> events;

  World();
  Upstream& upstream(const std::string& name, const std::string& url);
  Broker& start();  ///< also again: the old one ends first
  std::shared_ptr<MemorySink> ask(Request request);
  std::shared_ptr<MemorySink> get(Request request);  ///< ask and wait
  std::filesystem::path cache() const { return folder.path() / "cache"; }
};

Request request_for(const std::string& upstream, const std::string& path);

}  // namespace streamguard::net::testing
