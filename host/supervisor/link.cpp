#include "supervisor/link.hpp"

#include <streamguard/plugin.h>

#include <algorithm>
#include <array>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "os/file.hpp"
#include "os/paths.hpp"
#include "os/scratch.hpp"
#include "store/json_text.hpp"

namespace streamguard::supervisor {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kMostExtension{3'600'000};

/// What the worker noted last. Its bytes are the plugin's: what is not UTF-8 could not be told to a plugin again.
std::string unit_of(const os::Page* page) {
  if (page == nullptr) return {};
  std::string unit = page->read().substr(0, limits::kUnitBytes);
  return store::valid_utf8(unit) ? unit : plain(unit, limits::kUnitBytes);
}

/// What a plugin said about itself, as a cause. Before the run begins nothing is worth another try but a passing
/// trouble.
Cause cause_of(sg_rc rc, ipc::Stage stage) noexcept {
  switch (rc) {
    case SG_CANCELLED:
      return Cause::stopped;
    case SG_E_CONFIG:
      return stage == ipc::Stage::load || stage == ipc::Stage::isolate ? Cause::load : Cause::config;
    case SG_E_TRANSIENT:
      return Cause::transient;
    case SG_E_RATE_LIMITED:
      return Cause::rate_limited;
    case SG_E_DATA:
      return Cause::data;
    case SG_E_UNAVAILABLE:
      return Cause::unavailable;
    default:
      return stage == ipc::Stage::load ? Cause::load : Cause::contract;
  }
}

}  // namespace

Link::Link(Setup setup, std::unique_ptr<Role> role, const os::Clock& clock)
    : setup_(std::move(setup)),
      role_(std::move(role)),
      clock_(clock),
      lease_end_(clock.now() + limits::kStartDeadline) {
  reader_ = std::thread([this] { live(); });
}

Link::~Link() { reader_.join(); }

void Link::live() {
  Ending ending = converse();
  reap(ending);
  if (printer_.joinable()) printer_.join();
  role_->on_gone();
  if (const auto achieved = role_->achieved()) {
    ending = {*achieved, {}, {}, {}};
  } else {
    const std::lock_guard lock(state_mutex_);
    // Our own reason comes before what the worker made of it: killed by us is not a crash.
    const bool own_fault = event_of(ending.cause) == lifecycle::Event::gone_never;
    if (condemned_ && (!own_fault || condemned_->cause == Cause::stopped)) {
      std::string unit = std::move(ending.unit);
      ending = *condemned_;
      ending.unit = ending.cause == Cause::hang ? unit_of(page_.get()) : std::move(unit);
    } else if (ending.cause == Cause::stopped) {
      ending = {Cause::contract, "it stopped as if cancelled, but nobody asked it to", ending.unit, {}};
    }
  }
  os::real_disk().remove_all(setup_.scratch).ok();
  setup_.notify({LinkNotice::Kind::gone, std::move(ending), {}, {}, {}});
}

/// Starts the process and talks with it until there is nothing more to say.
Ending Link::converse() {
  os::Disk& disk = os::real_disk();
  if (auto status = disk.remove_all(setup_.scratch); !status) return {Cause::store, status.error().message, {}, {}};
  if (auto status = os::make_scratch_folder(setup_.scratch); !status) {
    return {Cause::store, status.error().message, {}, {}};
  }
  if (!setup_.page.empty()) {
    auto page = os::Page::create(setup_.page);
    if (!page) return {Cause::store, page.error().message, {}, {}};
    page_ = std::move(page).value();
  }
  os::SpawnOptions options;
  options.program = setup_.worker;
  options.arguments = {"--channel", "{channel}"};
  options.environment = os::worker_environment(setup_.scratch);
  options.folder = setup_.scratch;
  options.memory = setup_.start.memory;
  options.cpu = milliseconds(setup_.start.cpu_ms);
  options.confined = setup_.start.sandbox != static_cast<std::uint32_t>(Sandbox::off);
  auto spawned = os::spawn(options);
  if (!spawned) return {Cause::config, spawned.error().message, {}, {}};
  {
    const std::lock_guard lock(process_mutex_);
    spawned_ = std::move(spawned).value();
    outbox_ = std::make_shared<Outbox>(*spawned_.channel);
  }
  {
    const std::lock_guard lock(state_mutex_);
    if (condemned_) {
      spawned_.channel->shutdown();  // it waits for START, and leaves when nobody is there
      return {Cause::stopped, {}, {}, {}};
    }
  }
  printer_ = std::thread([this] { print_lines(); });
  ipc::Receiver receiver(*spawned_.channel);
  role_->attach(outbox_, receiver.pool(), [this] { setup_.notify({LinkNotice::Kind::target_met, {}, {}, {}, {}}); });
  outbox_->push(ipc::Type::start, setup_.start.encode());

  for (;;) {
    auto frame = receiver.next();
    if (!frame) {
      if (frame.error().code != Code::data) {
        leaving_ = true;
        return {Cause::crash, {}, {}, {}};
      }
      return protocol(frame.error().message);
    }
    {
      const std::lock_guard lock(state_mutex_);
      busy_ = true;
    }
    auto ending = handle(std::move(frame).value());
    renew(milliseconds(0));
    if (ending) return *ending;
    if (outbox_->overflowed()) return {Cause::flood, "it does not take what was sent to it", {}, {}};
  }
}

std::optional<Ending> Link::handle(ipc::Frame frame) {
  switch (frame.type) {
    case ipc::Type::hello:
      return hello(frame.payload());
    case ipc::Type::ready: {
      const auto ready = ipc::Ready::decode(frame.payload());
      if (!ready || ready_ || sandbox_.empty()) return protocol("READY is broken or out of place");
      if (ready.value().manifest_crc != setup_.manifest_crc) {
        return Ending{Cause::load,
                      setup_.start.library +
                          ": its manifest is not that of the .json file beside it; install "
                          "both from the same build",
                      {},
                      {}};
      }
      ready_ = true;
      {
        const std::lock_guard lock(state_mutex_);
        lease_end_ = clock_.now();  // the time for starting is over; renew() begins the lease
      }
      setup_.notify({LinkNotice::Kind::ready, {}, {}, sandbox_, {}});
      return std::nullopt;
    }
    case ipc::Type::heartbeat: {
      const auto heartbeat = ipc::Heartbeat::decode(frame.payload());
      if (!heartbeat) return protocol(heartbeat.error().message);
      renew(std::min(milliseconds(static_cast<std::int64_t>(std::min<std::uint64_t>(
                         heartbeat.value().extend_ms, static_cast<std::uint64_t>(kMostExtension.count())))),
                     kMostExtension));
      return std::nullopt;
    }
    case ipc::Type::log:
      return line(frame.payload());
    case ipc::Type::done: {
      const auto done = ipc::Done::decode(frame.payload());
      if (!done) return protocol(done.error().message);
      leaving_ = true;
      return finish(done.value());
    }
    default:
      // A collector's plan and the reading of its own records belong to open().
      if (!ready_ && frame.type != ipc::Type::plan && frame.type != ipc::Type::read &&
          frame.type != ipc::Type::fetched) {
        return protocol("a frame of type " + std::to_string(static_cast<int>(frame.type)) + " before READY");
      }
      return role_->on_frame(std::move(frame));
  }
}

std::optional<Ending> Link::hello(std::string_view payload) {
  const auto hello = ipc::Hello::decode(payload);
  if (!hello || !sandbox_.empty()) return protocol("HELLO is broken or came twice");
  sandbox_ = hello.value().sandbox.empty() ? "none" : plain(hello.value().sandbox, limits::kUnitBytes);
  for (const std::string& missing : hello.value().missing) {
    log(LogLevel::warn, "sandbox: missing here: " + plain(missing, limits::kUnitBytes));
  }
  return std::nullopt;
}

std::optional<Ending> Link::line(std::string_view payload) {
  const auto line = ipc::Log::decode(payload);
  if (!line) return protocol(line.error().message);
  log(static_cast<LogLevel>(line.value().level), plain(line.value().message, limits::kLogLineBytes),
      line.value().fields_json);
  return std::nullopt;
}

Ending Link::finish(const ipc::Done& done) {
  if (done.rc == SG_OK) {
    const bool planned = setup_.start.plan_only && done.stage == ipc::Stage::open;
    if (!planned && (!ready_ || done.stage != ipc::Stage::run)) return protocol("DONE with success before READY");
    return role_->on_done();
  }
  const Cause cause = cause_of(done.rc, done.stage);
  return {cause, std::string(ipc::name_of(done.stage)) + ": " + plain(done.message, limits::kLogLineBytes),
          cause == Cause::data ? unit_of(page_.get()) : std::string(),
          milliseconds(static_cast<std::int64_t>(
              std::min<std::uint64_t>(done.retry_after_ms, static_cast<std::uint64_t>(kMostExtension.count()))))};
}

/// Ends the process, gently where it said DONE, and adds to a crash how the process died.
void Link::reap(Ending& ending) {
  if (!spawned_.process) return;
  std::optional<os::Exit> exit;
  if (leaving_) exit = spawned_.process->wait(limits::kExitGrace);
  if (!exit) {
    spawned_.process->kill();
    exit = spawned_.process->wait(milliseconds(-1));
  }
  spawned_.channel->shutdown();
  outbox_->close();
  if (ending.cause == Cause::crash) {
    ending.why = exit ? exit->words() : "its process vanished";
    if (exit && !exit->signalled && exit->code == 0) ending.why = "it exited with code 0 without having said DONE";
  }
  if (ending.cause == Cause::crash) ending.unit = unit_of(page_.get());
}

void Link::print_lines() {
  std::string line;
  std::array<char, 4096> bytes{};
  const auto flush = [&] {
    if (!line.empty()) log(LogLevel::info, "printed: " + plain(line, limits::kLogLineBytes));
    line.clear();
  };
  for (;;) {
    const auto got = spawned_.output->read_some(bytes);
    if (!got || got.value() == 0) break;
    for (const char c : std::string_view(bytes.data(), got.value())) {
      if (c == '\n' || line.size() >= limits::kLogLineBytes) flush();
      if (c != '\n') line.push_back(c);
    }
  }
  flush();
}

void Link::log(LogLevel level, std::string text, std::string fields_json) {
  std::size_t dropped = 0;
  {
    const std::lock_guard lock(log_mutex_);
    const auto now = clock_.now();
    if (now - log_window_ >= std::chrono::seconds(1)) {
      log_window_ = now;
      log_lines_ = 0;
      dropped = std::exchange(log_dropped_, 0);
    }
    if (++log_lines_ > limits::kLogLinesPerSecond) {
      ++log_dropped_;
      return;
    }
  }
  if (dropped > 0) {
    setup_.notify({LinkNotice::Kind::log,
                   {},
                   LogLevel::warn,
                   std::to_string(dropped) + " log lines left out: more than " +
                       std::to_string(limits::kLogLinesPerSecond) + " a second",
                   {}});
  }
  setup_.notify({LinkNotice::Kind::log, {}, level, std::move(text), std::move(fields_json)});
}

void Link::cancel(ipc::CancelWhy why) {
  const std::lock_guard lock(process_mutex_);
  if (outbox_) outbox_->push(ipc::Type::cancel, ipc::encode_number(static_cast<std::uint64_t>(why)));
}

void Link::kill() noexcept {
  const std::lock_guard lock(process_mutex_);
  if (spawned_.process) spawned_.process->kill();
}

void Link::condemn(Cause cause, const std::string& why) {
  const std::lock_guard lock(state_mutex_);
  if (!condemned_ || cause == Cause::stopped) condemned_ = Ending{cause, why, {}, {}};
}

void Link::renew(milliseconds extend) {
  const std::lock_guard lock(state_mutex_);
  const auto lease = std::max(milliseconds(static_cast<std::int64_t>(setup_.start.lease_ms)), extend);
  // An extension holds until it is over; later frames do not shorten it.
  lease_end_ = std::max(ready_ ? clock_.now() + lease : lease_end_, lease_end_);
  busy_ = false;
}

void Link::excuse(milliseconds time) {
  const std::lock_guard lock(state_mutex_);
  lease_end_ += time;
}

os::SteadyTime Link::lease_end() const {
  const std::lock_guard lock(state_mutex_);
  return busy_ ? os::SteadyTime::max() : lease_end_;
}

std::uint64_t Link::memory() const noexcept {
  const std::lock_guard lock(process_mutex_);
  return spawned_.process ? spawned_.process->memory() : 0;
}

}  // namespace streamguard::supervisor
