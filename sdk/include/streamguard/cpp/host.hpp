/// streamguard/cpp/host.hpp: what the worker offers, as a C++ class: records, fetches, git, plans. C++17 and later.
///
/// Errors arrive as exceptions: Error with the class of the contract, Stopped once the run ends. Thread tags are those
/// of plugin.h.
#ifndef STREAMGUARD_CPP_HOST_HPP
#define STREAMGUARD_CPP_HOST_HPP

#include <streamguard/extensions.h>

#include <cstdint>
#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
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

/// Where a repository is, and what of the wanted it does not have.
struct GitAnswer {
  std::string path;                  ///< of the bare repository, readable until the plugin's object is destroyed
  std::vector<std::string> missing;  ///< in the order of the request
  std::vector<std::pair<std::string, std::string>> found;  ///< each ref that was asked for and its commit
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

  /// [any-thread] Waits until `objects` (ids or refs, each with its '\n') of `repository` are there or known to be
  /// missing; `what` is one of SG_GIT_*. Throws Error (its rc as in sg_git_v1.fetch) or Stopped.
  GitAnswer git(std::uint32_t what, std::string_view repository, std::string_view objects = {}) const {
    GitState state;
    const sg_git_request request{sizeof(sg_git_request), what, borrow(repository), borrow(objects)};
    const sg_git_sink sink{sizeof(sg_git_sink), 0, &state, &Host::on_repository, &Host::on_missing, &Host::on_found};
    sg_err err{};
    err.size = sizeof err;
    const sg_rc rc = extension<sg_git_v1>(SG_EXT_GIT).fetch(host_, &request, &sink, &err);
    settle(rc, err, "git", state.thrown);
    return std::move(state.answer);
  }
  /// [run-thread] Inside open(): what the work that is left will ask of one upstream (sg_plan_v1.expect). Does nothing
  /// where this host lacks sg.plan/1.
  void expect(std::string_view upstream, std::uint64_t requests, std::uint64_t bytes, std::string_view basis) const {
    const void* table = host_->extension(host_, SG_EXT_PLAN);
    if (table == nullptr) return;
    check(static_cast<const sg_plan_v1*>(table)->expect(host_, borrow(upstream), requests, bytes, borrow(basis)),
          "expect");
  }
  /// [run-thread] A collector's own committed records, in order, before its first emit().
  void committed(const std::function<void(std::string_view)>& each) const {
    RecordsState state{&each, nullptr};
    sg_err err{};
    err.size = sizeof err;
    const sg_rc rc = extension<sg_records_v1>(SG_EXT_RECORDS).read(host_, borrow({}), &Host::on_records, &state, &err);
    settle(rc, err, "committed", state.thrown);
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
  struct GitState {
    GitAnswer answer;
    std::exception_ptr thrown;
  };
  /// Runs what a callback has to do; what it throws waits until the host's function has returned.
  template <class Work>
  static sg_rc caught(std::exception_ptr& thrown, Work work) noexcept {
    try {
      work();
      return SG_OK;
    } catch (...) {
      thrown = std::current_exception();
      return SG_E_BUG;
    }
  }
  static sg_rc SG_CALL on_repository(void* ctx, sg_str path) {
    auto* state = static_cast<GitState*>(ctx);
    return caught(state->thrown, [&] { state->answer.path = std::string(view(path)); });
  }
  static sg_rc SG_CALL on_missing(void* ctx, sg_str object) {
    auto* state = static_cast<GitState*>(ctx);
    return caught(state->thrown, [&] { state->answer.missing.emplace_back(view(object)); });
  }
  static sg_rc SG_CALL on_found(void* ctx, sg_str ref, sg_str commit) {
    auto* state = static_cast<GitState*>(ctx);
    return caught(state->thrown, [&] { state->answer.found.emplace_back(view(ref), view(commit)); });
  }
  struct RecordsState {
    const std::function<void(std::string_view)>* each;
    std::exception_ptr thrown;
  };
  static sg_rc SG_CALL on_records(void* ctx, sg_str, const sg_str* bodies, std::uint32_t count) {
    auto* state = static_cast<RecordsState*>(ctx);
    return caught(state->thrown, [&] {
      for (std::uint32_t i = 0; i < count; ++i) (*state->each)(view(bodies[i]));
    });
  }
  static void settle(sg_rc rc, const sg_err& err, const char* call, const std::exception_ptr& thrown) {
    if (thrown) std::rethrow_exception(thrown);
    if (rc < 0 && err.msg[0] != '\0') throw Error(rc, err.msg, err.retry_after_ms);
    check(rc, call);
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

}  // namespace streamguard

#endif
