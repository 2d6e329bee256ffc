#include "support.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "../fresh_folder.hpp"
#include "net/body.hpp"

namespace streamguard::net::testing {
namespace fs = std::filesystem;

os::WallTime HandClock::wall() const {
  // 2026-01-31T12:00:00Z at the beginning.
  return os::WallTime(std::chrono::seconds(1769860800)) +
         std::chrono::duration_cast<os::WallTime::duration>(std::chrono::nanoseconds(now_.load() - kBegin));
}

void HandClock::move_to(os::SteadyTime at) {
  const auto wanted = std::chrono::nanoseconds(at.time_since_epoch()).count();
  if (wanted > now_) now_ = wanted;
}

TempFolder::TempFolder() : path_(tests::fresh_folder("streamguard-net-")) {}

TempFolder::~TempFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

fs::path TempFolder::write(const std::string& name, const std::string& text) const {
  fs::path file = path_ / name;
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
  return file;
}

std::string read_all(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

bool folder_holds(const fs::path& folder, const std::string& text) {
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().string().find(text) != std::string::npos) return true;
    if (entry.is_regular_file() && read_all(entry.path()).find(text) != std::string::npos) return true;
  }
  return false;
}

std::string gzip(const std::string& text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string in = text;
  std::string out(deflateBound(&stream, static_cast<uLong>(in.size())) + 64, '\0');
  stream.next_in = reinterpret_cast<unsigned char*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<unsigned char*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

void MemorySink::head(int code, const Headers& all) {
  const std::lock_guard lock(mutex);
  ++heads;
  status = code;
  headers = all;
}

void MemorySink::body(std::string_view bytes) {
  const std::lock_guard lock(mutex);
  text += bytes;
  if (broker_ != nullptr) broker_->acknowledge(id_, bytes.size());
  changed_.notify_all();
}

void MemorySink::file(const fs::path& path, std::uint64_t bytes) {
  const std::lock_guard lock(mutex);
  ++files;
  placed = path;
  placed_bytes = bytes;
}

void MemorySink::end(Status outcome) {
  const std::lock_guard lock(mutex);
  ++ended;
  if (!outcome) error = std::make_unique<Error>(std::move(outcome).error());
  changed_.notify_all();
}

void MemorySink::wait() {
  std::unique_lock lock(mutex);
  ASSERT_TRUE(changed_.wait_for(lock, std::chrono::minutes(1), [this] { return ended > 0; }))
      << "the fetch never ended";
}

void MemorySink::wait_for_bytes(std::size_t bytes) {
  std::unique_lock lock(mutex);
  ASSERT_TRUE(changed_.wait_for(lock, std::chrono::minutes(1), [&] { return text.size() >= bytes; }));
}

void MemorySink::acknowledge_through(Broker& broker, Broker::Id id) {
  const std::lock_guard lock(mutex);
  broker_ = &broker;
  id_ = id;
  if (!text.empty()) broker.acknowledge(id, text.size());
}

World::World() {
  plan.cache.dir = cache();
  plan.collectors.emplace_back();
  plan.collectors.back().name = "osv";
  options.clock = &clock;
  options.on_idle = [this](os::SteadyTime until) { clock.move_to(until); };
}

Upstream& World::upstream(const std::string& name, const std::string& url) {
  Upstream& made = plan.upstreams[name];
  made.name = name;
  made.url = url;
  for (Collector& collector : plan.collectors) collector.upstreams.push_back(name);
  return made;
}

Broker& World::start() {
  broker.reset();
  auto started = Broker::start(plan, options);
  EXPECT_TRUE(started.ok()) << (started.ok() ? "" : started.error().message);
  broker = std::move(*started);
  broker->on_event([this](Event event) {
    const std::lock_guard lock(mutex);
    events.push_back(std::move(event));
  });
  return *broker;
}

std::shared_ptr<MemorySink> World::ask(Request request) {
  auto sink = std::make_shared<MemorySink>();
  const auto id = broker->fetch(std::move(request), sink);
  sink->acknowledge_through(*broker, id);
  return sink;
}

std::shared_ptr<MemorySink> World::get(Request request) {
  auto sink = ask(std::move(request));
  sink->wait();
  return sink;
}

Request request_for(const std::string& upstream, const std::string& path) {
  Request request;
  request.collector = "osv";
  request.upstream = upstream;
  request.path = path;
  return request;
}

}  // namespace streamguard::net::testing
