// Asking a collector what it expects: a worker that opens its plugin and leaves.
#include <algorithm>

#include "core/limits.hpp"
#include "supervisor/opening.hpp"
#include "supervisor/start_of.hpp"
#include "supervisor/supervisor.hpp"

namespace streamguard::supervisor {
namespace {

/// The Role of a worker that only plans: it may say what it expects, and nothing else.
class Planning final : public Role {
 public:
  Planning(const Plan& plan, std::vector<Expected>& expected) : plan_(plan), expected_(expected) {}
  void attach(std::shared_ptr<Outbox>, std::shared_ptr<ipc::Pool>, std::function<void()>) override {}
  std::optional<Ending> on_frame(ipc::Frame frame) override {
    if (frame.type == ipc::Type::progress) return std::nullopt;
    if (frame.type != ipc::Type::plan) {
      return Ending{Cause::contract, "it asked for input while it was opened", {}, {}};
    }
    auto told = ipc::Planned::decode(frame.payload());
    if (!told) return protocol(told.error().message);
    if (++told_ > limits::kPlansPerWorker) return Ending{Cause::flood, "it plans without end", {}, {}};
    add(expected_, expected_of(plan_, std::move(*told)));
    return std::nullopt;
  }
  Ending on_done() override { return {Cause::exhausted, {}, {}, {}}; }
  void on_gone() override {}
  std::optional<Cause> achieved() const override { return std::nullopt; }

 private:
  const Plan& plan_;
  std::vector<Expected>& expected_;
  std::size_t told_ = 0;
};

Link::Setup setup_of(const Collector& collector, const Plan& plan, std::uint32_t shard,
                     const std::filesystem::path& worker, const std::filesystem::path& scratch) {
  Link::Setup setup;
  setup.worker = worker;
  setup.scratch = scratch;
  setup.page = scratch.string() + ".unit";
  setup.manifest_crc = collector.plugin.manifest_crc;
  ipc::Start& start = setup.start = start_of(plan, collector, shard);
  start.scratch = setup.scratch.string();
  start.unit_page = setup.page.string();
  return setup;
}

void tell(View& view, const os::Clock& clock, const Collector& collector, LinkNotice notice) {
  Event event;
  event.kind = Event::Kind::log;
  event.at = clock.wall();
  event.collector = collector.name;
  event.level = notice.level;
  event.text = std::move(notice.text);
  event.fields_json = std::move(notice.fields_json);
  view.on(event);
}

Opened open(const Collector& collector, const Plan& plan, std::uint32_t shard, const std::filesystem::path& worker,
            const std::filesystem::path& scratch, std::vector<Expected>& expected, View& view) {
  return open_only(setup_of(collector, plan, shard, worker, scratch / collector.name),
                   std::make_unique<Planning>(plan, expected),
                   [&](LinkNotice notice) { tell(view, os::real_clock(), collector, std::move(notice)); });
}

}  // namespace

Expectation expectation_of(const Collector& collector, const Plan& plan, const std::filesystem::path& worker,
                           const std::filesystem::path& scratch, View& view) {
  Expectation out;
  for (std::uint32_t shard = 0; shard < collector.shards && out.outcome; ++shard) {
    const Opened opened = open(collector, plan, shard, worker, scratch, out.expected, view);
    if (opened.ready()) continue;
    out.outcome = Error{Code::config, std::string(name_of(opened.ending.cause)) + ": " + opened.ending.why};
  }
  return out;
}

Opening opening_of(const Collector& collector, const Plan& plan, const std::filesystem::path& worker,
                   const std::filesystem::path& scratch, View& view) {
  std::vector<Expected> unused;
  return opening(open(collector, plan, 0, worker, scratch, unused, view));
}

Expected expected_of(const Plan& plan, ipc::Planned told) {
  Expected out{std::move(told.upstream), told.requests, told.bytes, std::move(told.basis)};
  const auto upstream = plan.upstreams.find(out.upstream);
  if (upstream != plan.upstreams.end() && upstream->second.url.starts_with("file:")) {
    out.requests = out.bytes = 0;
    out.basis = "a folder of this machine";
  }
  return out;
}

void add(std::vector<Expected>& list, Expected one) {
  const auto at =
      std::find_if(list.begin(), list.end(), [&](const Expected& other) { return other.upstream == one.upstream; });
  if (at == list.end()) {
    list.push_back(std::move(one));
    return;
  }
  at->requests += one.requests;
  at->bytes += one.bytes;
}

}  // namespace streamguard::supervisor
