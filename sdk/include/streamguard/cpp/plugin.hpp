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

#include <cstdio>
#include <cstring>
#include <exception>
#include <functional>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace streamguard {

inline sg_str borrow(std::string_view text) noexcept { return sg_str{text.data(), text.size()}; }
inline std::string_view view(sg_str text) noexcept {
  return text.ptr != nullptr ? std::string_view(text.ptr, static_cast<std::size_t>(text.len)) : std::string_view();
}

/// An error with its class; thrown by Host and by plugins alike, turned into an sg_err at the edge.
class Error : public std::runtime_error {
 public:
  Error(sg_rc rc, const std::string& message, std::uint64_t retry_after_ms = 0)
      : std::runtime_error(message), rc_(rc), retry_after_ms_(retry_after_ms) {}
  sg_rc rc() const noexcept { return rc_; }
  std::uint64_t retry_after_ms() const noexcept { return retry_after_ms_; }

 private:
  sg_rc rc_;
  std::uint64_t retry_after_ms_;
};

/// Thrown out of a Host call when the run is being stopped (SG_CANCELLED) or the target is met (SG_STOP). Let it pass:
/// the edge returns what the host expects.
class Stopped : public std::exception {
 public:
  explicit Stopped(sg_rc rc) noexcept : rc_(rc) {}
  sg_rc rc() const noexcept { return rc_; }
  const char* what() const noexcept override { return rc_ == SG_STOP ? "target met" : "cancelled"; }

 private:
  sg_rc rc_;
};

/// The answer of an upstream, held in memory.
struct HttpResponse {
  int status = 0;
  std::string headers_json;
  std::string body;  ///< empty for fetch_file()
  std::string path;  ///< fetch_file() only: the file in the scratch folder, read-only, ours to delete
  std::uint64_t bytes = 0;
};

struct HttpRequest {
  std::string_view upstream;
  std::string_view path;
  std::string_view method = "GET";
  std::string_view headers_json = {};
  std::string_view body = {};
  std::uint32_t flags = 0;  ///< SG_HTTP_IMMUTABLE, SG_HTTP_NO_STORE
  std::uint64_t max_bytes = 0;
};

/// What the worker offers. Copyable, two words; safe to hold in members.
class Host {
 public:
  explicit Host(const sg_host* host) noexcept : host_(host) {}
  const sg_host* raw() const noexcept { return host_; }

  /// [run-thread] Throws Stopped once the target is met or the run is cancelled.
  void emit(std::string_view body) const {
    sg_record record{sizeof(sg_record), 0, borrow(body)};
    const sg_record* one = &record;
    check(host_->emit(host_, &one, 1), "emit");
  }
  void emit(const std::vector<std::string_view>& bodies) const {
    std::vector<sg_record> records;
    std::vector<const sg_record*> pointers;
    records.reserve(bodies.size());
    pointers.reserve(bodies.size());
    for (std::string_view body : bodies) {
      records.push_back(sg_record{sizeof(sg_record), 0, borrow(body)});
      pointers.push_back(&records.back());
    }
    check(host_->emit(host_, pointers.data(), static_cast<std::uint32_t>(pointers.size())), "emit");
  }
  void checkpoint(std::string_view token) const { check(host_->checkpoint(host_, borrow(token)), "checkpoint"); }
  void unit(std::string_view name) const { check(host_->unit(host_, borrow(name)), "unit"); }
  void heartbeat(std::uint64_t extend_ms, std::string_view why) const {
    check(host_->heartbeat(host_, extend_ms, borrow(why)), "heartbeat");
  }
  bool cancelled() const noexcept { return host_->cancelled(host_) != SG_OK; }
  void log(std::int32_t level, std::string_view message, std::string_view fields_json = {}) const noexcept {
    host_->log(host_, level, borrow(message), borrow(fields_json));
  }
  void progress(std::uint64_t done, std::uint64_t total, std::string_view noun) const noexcept {
    host_->progress(host_, done, total, borrow(noun));
  }
  /// The table of an extension; throws Error(SG_E_CONFIG) where this host lacks it.
  template <class Table>
  const Table& extension(const char* id) const {
    const void* table = host_->extension(host_, id);
    if (table == nullptr) throw Error(SG_E_CONFIG, std::string("this host lacks the extension ") + id);
    return *static_cast<const Table*>(table);
  }
  std::string scratch() const { return std::string(view(extension<sg_scratch_v1>(SG_EXT_SCRATCH).path(host_))); }

  /// [any-thread] The whole answer in memory. Throws Error (its rc as in sg_http_v1.fetch) or Stopped.
  HttpResponse fetch(const HttpRequest& request) const {
    HttpResponse response;
    run_fetch(request, request.flags & ~SG_HTTP_TO_FILE, response, nullptr);
    return response;
  }
  /// [any-thread] The answer as a file in the scratch folder.
  HttpResponse fetch_file(const HttpRequest& request) const {
    HttpResponse response;
    run_fetch(request, request.flags | SG_HTTP_TO_FILE, response, nullptr);
    return response;
  }
  /// [any-thread] The body piece by piece; `each` may throw to end the fetch.
  HttpResponse fetch_stream(const HttpRequest& request, const std::function<void(std::string_view)>& each) const {
    HttpResponse response;
    run_fetch(request, request.flags & ~SG_HTTP_TO_FILE, response, &each);
    return response;
  }

  static void check(sg_rc rc, const char* call) {
    if (rc == SG_OK) return;
    if (rc == SG_STOP || rc == SG_CANCELLED) throw Stopped(rc);
    throw Error(rc, std::string(call) + " failed");
  }

 private:
  struct FetchState {
    HttpResponse* response;
    const std::function<void(std::string_view)>* each;
    std::exception_ptr thrown;
  };
  static sg_rc SG_CALL on_head(void* ctx, std::int32_t status, sg_str headers_json) {
    auto* state = static_cast<FetchState*>(ctx);
    state->response->status = status;
    state->response->headers_json = std::string(view(headers_json));
    return SG_OK;
  }
  static sg_rc SG_CALL on_body(void* ctx, sg_str bytes) {
    auto* state = static_cast<FetchState*>(ctx);
    try {
      if (state->each != nullptr) {
        (*state->each)(view(bytes));
      } else {
        state->response->body.append(view(bytes));
      }
      state->response->bytes += bytes.len;
      return SG_OK;
    } catch (...) {
      state->thrown = std::current_exception();
      return SG_E_BUG;
    }
  }
  static sg_rc SG_CALL on_file(void* ctx, sg_str path, std::uint64_t bytes) {
    auto* state = static_cast<FetchState*>(ctx);
    state->response->path = std::string(view(path));
    state->response->bytes = bytes;
    return SG_OK;
  }
  void run_fetch(const HttpRequest& request, std::uint32_t flags, HttpResponse& response,
                 const std::function<void(std::string_view)>* each) const {
    FetchState state{&response, each, nullptr};
    sg_http_request raw{};
    raw.size = sizeof raw;
    raw.flags = flags;
    raw.upstream = borrow(request.upstream);
    raw.method = borrow(request.method);
    raw.path = borrow(request.path);
    raw.headers_json = borrow(request.headers_json);
    raw.body = borrow(request.body);
    raw.max_bytes = request.max_bytes;
    sg_http_sink sink{sizeof(sg_http_sink), 0, &state, &Host::on_head, &Host::on_body, &Host::on_file};
    sg_err err{};
    err.size = sizeof err;
    const auto& http = extension<sg_http_v1>(SG_EXT_HTTP);
    const sg_rc rc = http.fetch(host_, &raw, &sink, &err);
    if (state.thrown) std::rethrow_exception(state.thrown);
    if (rc == SG_OK) return;
    if (rc == SG_STOP || rc == SG_CANCELLED) throw Stopped(rc);
    throw Error(rc, err.msg[0] != '\0' ? err.msg : "fetch failed", err.retry_after_ms);
  }

  const sg_host* host_;
};

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
