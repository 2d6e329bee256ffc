/// streamguard/cpp/plugin.hpp: a thin C++17 face over plugin.h. Header-only; every exception stops at the edge of the
/// plugin and becomes an sg_err, so a plugin is written in ordinary C++:
///
///     #include <streamguard/cpp/plugin.hpp>
///     #include "plugin_manifest.h"  // made by streamguard_add_plugin()
///     class Mine : public streamguard::Collector { ... };
///     STREAMGUARD_COLLECTOR(Mine)
///
/// A Host is valid from the constructor of the plugin's object to its destructor. Thread tags are those of plugin.h.
#ifndef STREAMGUARD_CPP_PLUGIN_HPP
#define STREAMGUARD_CPP_PLUGIN_HPP

#include <streamguard/extensions.h>
#include <streamguard/cpp/host.hpp>

#include <cstdio>
#include <exception>
#include <functional>
#include <new>
#include <string_view>

namespace streamguard {

/// sg_collector_args with string_views, borrowed for the call to open().
struct CollectorArgs {
  std::string_view name, config_json, resume_token, skip_json, upstreams_json;
  std::uint32_t shard_index = 0, shard_count = 1;
  std::uint64_t target = 0, seed = 0, committed = 0;
};

/// Derive, then STREAMGUARD_COLLECTOR(Derived). Derived needs a constructor that takes a Host.
class Collector {
 public:
  explicit Collector(Host host) : host_(host) {}
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;
  virtual ~Collector() = default;
  virtual void open(const CollectorArgs& args) = 0;
  /// Returns when the source holds no more. Errors leave as Error, a stop as Stopped.
  virtual void run() = 0;

 protected:
  Host host() const noexcept { return host_; }

 private:
  Host host_;
};

struct ReporterArgs {
  std::string_view config_json, facts_json;
};

/// Derive, then STREAMGUARD_REPORTER(Derived). Derived needs a constructor that takes a Host.
class Reporter {
 public:
  explicit Reporter(Host host) : host_(host) {}
  Reporter(const Reporter&) = delete;
  Reporter& operator=(const Reporter&) = delete;
  virtual ~Reporter() = default;
  virtual void open(const ReporterArgs& args) = 0;
  virtual void render() = 0;

 protected:
  Host host() const noexcept { return host_; }
  void write(std::string_view bytes) const {
    Host::check(host_.extension<sg_output_v1>(SG_EXT_OUTPUT).write(host_.raw(), borrow(bytes)), "write");
  }
  void next_file(std::string_view name) const {
    Host::check(host_.extension<sg_output_v1>(SG_EXT_OUTPUT).next_file(host_.raw(), borrow(name)), "next_file");
  }
  /// Calls `each(collector, body)` for every committed record of `collector`, or of all when it is empty.
  void read(std::string_view collector, const std::function<void(std::string_view, std::string_view)>& each) const {
    ReadState state{&each, nullptr};
    sg_err err{};
    err.size = sizeof err;
    const sg_rc rc = host_.extension<sg_records_v1>(SG_EXT_RECORDS)
                         .read(host_.raw(), borrow(collector), &Reporter::on_batch, &state, &err);
    if (state.thrown) std::rethrow_exception(state.thrown);
    if (rc < 0 && err.msg[0] != '\0') throw Error(rc, err.msg);
    Host::check(rc, "read");
  }

 private:
  struct ReadState {
    const std::function<void(std::string_view, std::string_view)>* each;
    std::exception_ptr thrown;
  };
  static sg_rc SG_CALL on_batch(void* ctx, sg_str collector, const sg_str* bodies, std::uint32_t count) {
    auto* state = static_cast<ReadState*>(ctx);
    try {
      for (std::uint32_t i = 0; i < count; ++i) (*state->each)(view(collector), view(bodies[i]));
      return SG_OK;
    } catch (...) {
      state->thrown = std::current_exception();
      return SG_E_BUG;
    }
  }
  Host host_;
};

namespace edge {  // the only place where exceptions meet the C contract

inline sg_rc fail(sg_err* err, sg_rc rc, const char* message, std::uint64_t retry_after_ms = 0) noexcept {
  if (err != nullptr) {
    err->rc = rc;
    err->retry_after_ms = retry_after_ms;
    std::snprintf(err->msg, sizeof err->msg, "%s", message);
  }
  return rc;
}

template <class Work>
sg_rc guard(sg_err* err, Work work) noexcept {
  try {
    work();
    return SG_OK;
  } catch (const Stopped& stopped) {
    return stopped.rc() == SG_STOP ? SG_OK : SG_CANCELLED;
  } catch (const Error& error) {
    return fail(err, error.rc(), error.what(), error.retry_after_ms());
  } catch (const std::bad_alloc&) {
    return fail(err, SG_E_TRANSIENT, "out of memory");
  } catch (const std::exception& error) {
    return fail(err, SG_E_BUG, error.what());
  } catch (...) {
    return fail(err, SG_E_BUG, "an exception of unknown type");
  }
}

template <class Plugin>
struct CollectorBox {
  sg_collector raw;
  Plugin plugin;
  explicit CollectorBox(const sg_host* host)
      : raw{sizeof(sg_collector), 0, this, &open, &run, &destroy}, plugin(Host(host)) {}
  static CollectorBox* self(sg_collector* raw) { return static_cast<CollectorBox*>(raw->impl); }
  static sg_rc SG_CALL open(sg_collector* raw, const sg_collector_args* a, sg_err* err) {
    return guard(err, [&] {
      CollectorArgs args;
      args.name = view(a->name);
      args.config_json = view(a->config_json);
      args.resume_token = view(a->resume_token);
      args.skip_json = view(a->skip_json);
      args.upstreams_json = view(a->upstreams_json);
      args.shard_index = a->shard_index;
      args.shard_count = a->shard_count;
      args.target = a->target;
      args.seed = a->seed;
      args.committed = a->committed;
      self(raw)->plugin.open(args);
    });
  }
  static sg_rc SG_CALL run(sg_collector* raw, sg_err* err) {
    return guard(err, [&] { self(raw)->plugin.run(); });
  }
  static void SG_CALL destroy(sg_collector* raw) { delete self(raw); }
  static sg_rc SG_CALL create(const sg_host* host, sg_collector** out, sg_err* err) {
    return guard(err, [&] { *out = &(new CollectorBox(host))->raw; });
  }
};

template <class Plugin>
struct ReporterBox {
  sg_reporter raw;
  Plugin plugin;
  explicit ReporterBox(const sg_host* host)
      : raw{sizeof(sg_reporter), 0, this, &open, &render, &destroy}, plugin(Host(host)) {}
  static ReporterBox* self(sg_reporter* raw) { return static_cast<ReporterBox*>(raw->impl); }
  static sg_rc SG_CALL open(sg_reporter* raw, const sg_reporter_args* a, sg_err* err) {
    return guard(err, [&] {
      ReporterArgs args;
      args.config_json = view(a->config_json);
      args.facts_json = view(a->facts_json);
      self(raw)->plugin.open(args);
    });
  }
  static sg_rc SG_CALL render(sg_reporter* raw, sg_err* err) {
    return guard(err, [&] { self(raw)->plugin.render(); });
  }
  static void SG_CALL destroy(sg_reporter* raw) { delete self(raw); }
  static sg_rc SG_CALL create(const sg_host* host, sg_reporter** out, sg_err* err) {
    return guard(err, [&] { *out = &(new ReporterBox(host))->raw; });
  }
};

}  // namespace edge
}  // namespace streamguard

#define STREAMGUARD_ENTRY(kinds, make_collector, make_reporter)                           \
  extern "C" SG_EXPORT const sg_entry sg_plugin_entry = {SG_MAGIC,                        \
                                                         sizeof(sg_entry),                \
                                                         SG_ABI_MAJOR,                    \
                                                         SG_ABI_MINOR,                    \
                                                         0,                               \
                                                         kinds,                           \
                                                         plugin_manifest_json,            \
                                                         sizeof plugin_manifest_json - 1, \
                                                         make_collector,                  \
                                                         make_reporter};

/// Define the plugin's one exported symbol. Needs "plugin_manifest.h" included before.
#define STREAMGUARD_COLLECTOR(Class) \
  STREAMGUARD_ENTRY(SG_KIND_COLLECTOR, &::streamguard::edge::CollectorBox<Class>::create, nullptr)
#define STREAMGUARD_REPORTER(Class) \
  STREAMGUARD_ENTRY(SG_KIND_REPORTER, nullptr, &::streamguard::edge::ReporterBox<Class>::create)

#endif
