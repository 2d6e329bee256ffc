#include "worker/session.hpp"

#include <streamguard/plugin.h>

#include <cstdio>
#include <exception>
#include <optional>
#include <string>

#include "core/plan.hpp"
#include "ipc/message.hpp"
#include "ipc/rc.hpp"
#include "ipc/wire.hpp"
#include "loader/loader.hpp"
#include "os/page.hpp"
#include "os/process.hpp"
#include "worker/callbacks.hpp"
#include "worker/pump.hpp"
#include "worker/sandbox.hpp"

namespace streamguard::worker {
namespace {

using ipc::Done;
using ipc::Stage;

[[noreturn]] void leave(int code) {
  std::fflush(nullptr);
  os::end_now(code);  // a plugin's exit handlers have no say in how the worker ends
}

Done failed(Stage stage, const Error& error) {
  return {stage, ipc::rc_of(error.code), error.retry_after_ms, error.message};
}

sg_str borrow(const std::string& text) noexcept { return {text.data(), text.size()}; }

/// Calls into the plugin. An exception that comes out of a C function is the plugin's bug, and must not end us
/// unexplained.
template <class Call>
std::optional<Done> attempt(Stage stage, Call call) {
  sg_err err{};
  err.size = sizeof err;
  sg_rc rc = SG_E_BUG;
  try {
    rc = call(&err);
  } catch (const std::exception& thrown) {
    return Done{stage, SG_E_BUG, 0, std::string("an exception crossed the plugin's edge: ") + thrown.what()};
  } catch (...) {
    return Done{stage, SG_E_BUG, 0, "an exception crossed the plugin's edge"};
  }
  if (rc == SG_OK) return std::nullopt;
  err.msg[sizeof err.msg - 1] = '\0';
  return Done{stage, rc, err.retry_after_ms, err.msg[0] != '\0' ? err.msg : "the plugin gave no reason"};
}

/// create, open, run and destroy of either kind: they differ only in names.
template <class Object, class Args>
Done drive(Pump& pump, Callbacks& callbacks, std::uint32_t crc, bool plan_only,
           sg_rc(SG_CALL* create)(const sg_host*, Object**, sg_err*), const Args& args,
           sg_rc (SG_CALL* Object::*run)(Object*, sg_err*)) {
  Object* object = nullptr;
  if (auto done = attempt(Stage::create, [&](sg_err* err) { return create(callbacks.host(), &object, err); }))
    return *done;
  if (object == nullptr) return {Stage::create, SG_E_BUG, 0, "create reported success and made nothing"};
  callbacks.opening = true;
  if (auto done = attempt(Stage::open, [&](sg_err* err) { return object->open(object, &args, err); })) return *done;
  callbacks.opening = false;
  pump.send(ipc::Type::ready, ipc::Ready{crc}.encode());
  if (plan_only) return {Stage::open, SG_OK, 0, {}};
  Done result{Stage::run, SG_OK, 0, {}};
  if (auto done = attempt(Stage::run, [&](sg_err* err) { return (object->*run)(object, err); })) result = *done;
  if (result.rc == SG_STOP) result.rc = SG_OK;
  attempt(Stage::run, [&](sg_err*) { return object->destroy(object), SG_OK; });
  return result;
}

Done run_plugin(Pump& pump, const ipc::Start& start, const loader::Loaded& plugin) {
  Callbacks callbacks(pump, start.reporter, start.scratch);
  const std::uint32_t crc = manifest_crc(plugin.manifest_json);
  if (start.reporter) {
    if (plugin.entry->create_reporter == nullptr) return {Stage::load, SG_E_CONFIG, 0, "the plugin is not a reporter"};
    sg_reporter_args args{};
    args.size = sizeof args;
    args.config_json = borrow(start.config_json);
    args.facts_json = borrow(start.facts_json);
    return drive(pump, callbacks, crc, start.plan_only, plugin.entry->create_reporter, args, &sg_reporter::render);
  }
  if (plugin.entry->create_collector == nullptr) return {Stage::load, SG_E_CONFIG, 0, "the plugin is not a collector"};
  sg_collector_args args{};
  args.size = sizeof args;
  args.shard_index = start.shard_index;
  args.shard_count = start.shard_count;
  args.target = start.target;
  args.seed = start.seed;
  args.committed = start.committed;
  args.name = borrow(start.name);
  args.config_json = borrow(start.config_json);
  args.resume_token = borrow(start.token);
  args.skip_json = borrow(start.skip_json);
  args.upstreams_json = borrow(start.upstreams_json);
  return drive(pump, callbacks, crc, start.plan_only, plugin.entry->create_collector, args, &sg_collector::run);
}

Result<ipc::Start> receive_start(ipc::Receiver& receiver) {
  auto frame = receiver.next();
  if (!frame) return std::move(frame).error();
  if (frame->type != ipc::Type::start) return Error{Code::bug, "the host's first frame is not START"};
  return ipc::Start::decode(frame->payload());
}

Result<SandboxReport> isolate(const ipc::Start& start) {
  SandboxRequest request;
  request.mode = static_cast<Sandbox>(start.sandbox);
  request.memory = start.memory;
  request.cpu = std::chrono::milliseconds(start.cpu_ms);
  request.scratch = start.scratch;
  request.plugin_library = start.library;
  for (const std::string& path : start.read) request.read.emplace_back(path);
  return enter(request);
}

}  // namespace

void run_session(os::Channel& channel) {
  ipc::Receiver receiver(channel);
  ipc::Sender sender(channel);
  const auto give_up = [&](const Done& done) {
    const bool told = sender.send(ipc::Type::done, done.encode()).ok();
    leave(told ? 0 : 3);
  };
  auto start = receive_start(receiver);
  if (!start) give_up(failed(Stage::isolate, start.error()));

  std::unique_ptr<os::Page> unit_page;
  if (!start->unit_page.empty()) {
    auto page = os::Page::open(start->unit_page);
    if (!page) give_up(failed(Stage::isolate, page.error()));
    unit_page = std::move(page).value();
  }
  auto sandbox = isolate(start.value());
  if (!sandbox) give_up(failed(Stage::isolate, sandbox.error()));
  const ipc::Hello hello{ipc::kProtocol, SG_ABI_MAJOR, SG_ABI_MINOR, sandbox->words, sandbox->missing};
  if (!sender.send(ipc::Type::hello, hello.encode())) leave(3);

  auto plugin = loader::load(start->library);
  if (!plugin) give_up(failed(Stage::load, plugin.error()));

  // Made on the heap and left there: its threads may be inside a call when the process ends.
  auto* pump = new Pump(channel, receiver, start.value(), std::move(unit_page));
  pump->done(run_plugin(*pump, start.value(), plugin.value()));
  leave(0);
}

}  // namespace streamguard::worker
