// How long six workers take from the first spawn until the last is ready, started together as a run starts them: alone,
// each ending when it is ready; and where those that are ready go to work at once. README.md says what the first is
// held against.
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "manifest/manifest.hpp"
#include "os/clock.hpp"
#include "os/file.hpp"
#include "os/paths.hpp"
#include "supervisor/link.hpp"
#include "supervisor/start_of.hpp"

namespace {

namespace fs = std::filesystem;
using namespace streamguard;
using Clock = std::chrono::steady_clock;

constexpr int kRounds = 15;
constexpr std::size_t kWorkers = 6;

/// Takes what the plugin sends and does nothing with it: the worker is killed as soon as all are ready.
class Idle final : public supervisor::Role {
 public:
  void attach(std::shared_ptr<supervisor::Outbox>, std::shared_ptr<ipc::Pool> pool, std::function<void()>) override {
    pool_ = std::move(pool);
  }
  std::optional<supervisor::Ending> on_frame(ipc::Frame) override { return std::nullopt; }
  supervisor::Ending on_done() override { return {supervisor::Cause::exhausted, {}, {}, {}}; }
  void on_gone() override {}
  std::optional<supervisor::Cause> achieved() const override { return std::nullopt; }

 private:
  std::shared_ptr<ipc::Pool> pool_;
};

Plan plan_of(const fs::path& folder, const std::string& collector) {
  const fs::path file = folder / "ready.yaml";
  std::ofstream out(file);
  out << "version: 1\noutput: " << (folder / "out").string() << "\nreports: []\ncollectors:\n";
  for (std::size_t i = 0; i < kWorkers; ++i) out << "  one" << i << ": " << collector << "\n";
  out.close();
  manifest::Loaded loaded = manifest::load(file.string(), {}, manifest::real_surroundings());
  if (!loaded.plan) {
    std::fprintf(stderr, "ready_bench: the manifest was refused\n");
    std::exit(1);
  }
  return *loaded.plan;
}

/// Milliseconds until all of them are ready.
double start_all(const Plan& plan, const fs::path& folder, bool go_on) {
  std::mutex mutex;
  std::condition_variable changed;
  std::size_t ready = 0, gone = 0;
  std::vector<std::unique_ptr<supervisor::Link>> links;
  const auto start = Clock::now();
  for (std::size_t i = 0; i < kWorkers; ++i) {
    const Collector& collector = plan.collectors[i];
    supervisor::Link::Setup setup;
    setup.worker = os::worker_program();
    setup.start = supervisor::start_of(plan, collector, 0);
    setup.start.plan_only = !go_on;
    setup.scratch = folder / ("scratch" + std::to_string(i));
    setup.page = folder / ("page" + std::to_string(i));
    setup.manifest_crc = collector.plugin.manifest_crc;
    setup.notify = [&](const supervisor::LinkNotice& notice) {
      const std::lock_guard lock(mutex);
      if (notice.kind == supervisor::LinkNotice::Kind::ready) ++ready;
      if (notice.kind == supervisor::LinkNotice::Kind::gone) ++gone;
      changed.notify_all();
    };
    links.push_back(std::make_unique<supervisor::Link>(std::move(setup), std::make_unique<Idle>(), os::real_clock()));
  }
  double out = 0;
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return ready == kWorkers || (gone > 0 && (go_on || gone == kWorkers)); });
    out = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
    if (ready < kWorkers) std::fprintf(stderr, "ready_bench: a worker ended before all were ready\n");
  }
  for (const auto& link : links) link->kill();
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return gone == kWorkers; });
  }
  return out;
}

double median_of(std::vector<double> times) {
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

void bench(const char* name, const fs::path& folder, const std::string& collector) {
  const Plan plan = plan_of(folder, collector);
  std::vector<double> alone, at_work;
  for (int round = 0; round < kRounds; ++round) {
    alone.push_back(start_all(plan, folder, false));
    at_work.push_back(start_all(plan, folder, true));
  }
  std::printf("six %-10s ready in %.1f ms, %.1f ms where the first go to work at once (medians of %d; least %.1f)\n",
              name, median_of(alone), median_of(at_work), kRounds, *std::min_element(alone.begin(), alone.end()));
}

}  // namespace

int main() {
  const auto folder = os::make_temporary_folder("streamguard-ready-");
  if (!folder) return 1;
  bench("synthetic", folder.value(), "{plugin: synthetic, target: 1000000}");
  bench("repo", folder.value(), "{plugin: repo, config: {repositories: [/nowhere]}}");
  fs::remove_all(folder.value());
  return 0;
}
