#include "worker/callbacks.hpp"

#include <cstdio>
#include <cstring>
#include <exception>
#include <string_view>
#include <vector>

#include "core/limits.hpp"
#include "worker/header_json.hpp"

namespace streamguard::worker {
namespace {

std::string_view view(sg_str text) noexcept {
  return text.ptr != nullptr ? std::string_view(text.ptr, text.len) : std::string_view();
}

Callbacks& self(const sg_host* host) noexcept { return *static_cast<Callbacks*>(host->impl); }

sg_rc bug(Callbacks& callbacks, std::string_view what) {
  callbacks.pump.log(SG_LOG_ERROR, what, {});
  return SG_E_BUG;
}

/// As bug(), for the calls that hand over records: what was refused is lost, so nothing that follows may be committed.
sg_rc breach(Callbacks& callbacks, std::string_view what) {
  callbacks.pump.broke_contract();
  return bug(callbacks, what);
}

/// Runs a callback's body. What it throws (memory, in practice) must not cross into the plugin.
template <class Body>
sg_rc shielded(Body body) noexcept {
  try {
    return body();
  } catch (const std::exception&) {
    return SG_E_TRANSIENT;
  }
}

/// Whether a [run-thread] function of a collector was called as it may be.
bool allowed(Callbacks& callbacks, const char* call, bool for_reporter) {
  if (std::this_thread::get_id() != callbacks.run_thread) {
    breach(callbacks, std::string(call) + " was called from a thread that is not the run thread");
    return false;
  }
  if (callbacks.reporter != for_reporter) {
    bug(callbacks, std::string(call) + (for_reporter ? " is for reporters only" : " is for collectors only"));
    return false;
  }
  return true;
}

sg_rc SG_CALL emit(const sg_host* host, const sg_record* const* records, std::uint32_t count) {
  Callbacks& callbacks = self(host);
  return shielded([&] {
    if (!allowed(callbacks, "emit", false)) return SG_E_BUG;
    if (count == 1 && records != nullptr && records[0] != nullptr) {
      const std::string_view one = view(records[0]->body);
      return callbacks.pump.emit({&one, 1});
    }
    std::vector<std::string_view> bodies(count);
    for (std::uint32_t i = 0; i < count; ++i) {
      if (records == nullptr || records[i] == nullptr) return breach(callbacks, "emit: a record is NULL");
      bodies[i] = view(records[i]->body);
    }
    return callbacks.pump.emit(bodies);
  });
}

sg_rc SG_CALL checkpoint(const sg_host* host, sg_str token) {
  Callbacks& callbacks = self(host);
  return shielded([&] {
    if (!allowed(callbacks, "checkpoint", false)) return SG_E_BUG;
    if (token.len > limits::kTokenBytes) return breach(callbacks, "checkpoint: the token is longer than 16 KiB");
    return callbacks.pump.checkpoint(view(token));
  });
}

sg_rc SG_CALL unit(const sg_host* host, sg_str name) {
  Callbacks& callbacks = self(host);
  return shielded([&] {
    if (!allowed(callbacks, "unit", false)) return SG_E_BUG;
    if (name.len > limits::kUnitBytes) return bug(callbacks, "unit: the name is longer than 1 KiB");
    return callbacks.pump.unit(view(name));
  });
}

sg_rc SG_CALL heartbeat(const sg_host* host, std::uint64_t extend_ms, sg_str why) {
  return shielded([&] { return self(host).pump.heartbeat(extend_ms, view(why)); });
}

sg_rc SG_CALL cancelled(const sg_host* host) { return self(host).pump.stopped(); }

void SG_CALL log(const sg_host* host, std::int32_t level, sg_str message, sg_str fields) {
  shielded([&] {
    self(host).pump.log(level, view(message), view(fields));
    return SG_OK;
  });
}

void SG_CALL progress(const sg_host* host, std::uint64_t done, std::uint64_t total, sg_str noun) {
  shielded([&] {
    self(host).pump.progress(done, total, view(noun));
    return SG_OK;
  });
}

void explain(sg_err* err, sg_rc rc, const std::string& message, std::uint64_t retry_after_ms) {
  if (err == nullptr || rc >= 0) return;
  err->rc = rc;
  err->retry_after_ms = retry_after_ms;
  std::snprintf(err->msg, sizeof err->msg, "%s", message.c_str());
}

sg_rc SG_CALL fetch(const sg_host* host, const sg_http_request* request, const sg_http_sink* sink, sg_err* err) {
  Callbacks& callbacks = self(host);
  return shielded([&] {
    if (request == nullptr || sink == nullptr) return bug(callbacks, "fetch: request or sink is NULL");
    if (request->body.len + request->path.len + request->headers_json.len > limits::kFramePayloadBytes / 2) {
      return bug(callbacks, "fetch: the request is longer than 4 MiB");
    }
    auto headers = parse_header_json(view(request->headers_json));
    if (!headers) return bug(callbacks, "fetch: headers_json " + headers.error().message);
    const ipc::Fetch wire{request->flags,
                          std::string(view(request->upstream)),
                          std::string(view(request->method)),
                          std::string(view(request->path)),
                          std::string(view(request->body)),
                          std::move(headers).value(),
                          request->max_bytes};
    ipc::Outcome outcome;
    const sg_rc rc = callbacks.pump.fetch(wire, *sink, outcome);
    explain(err, rc, outcome.message, outcome.retry_after_ms);
    return rc;
  });
}

/// What a git request asks for, checked as far as frames and ids are concerned; the host checks the rest.
std::string fault_in(const sg_git_request& request) {
  const std::string_view objects = view(request.objects);
  if (request.repository.len > limits::kGitUrlBytes) return "git: the repository's url is longer than 2 KiB";
  if (objects.size() > limits::kGitObjectsBytes) return "git: the objects are longer than 4 MiB";
  if (!objects.empty() && objects.back() != '\n') return "git: the last object has no newline behind it";
  std::size_t count = 0;
  std::size_t refs = 0;
  for (std::size_t at = 0; at < objects.size(); ++count) {
    const std::size_t end = objects.find('\n', at);
    const std::string_view one = objects.substr(at, end - at);
    refs += one.starts_with("refs/") ? 1U : 0U;
    if (one.size() > limits::kGitRefBytes) return "git: an object's name is longer than 255 bytes";
    at = end + 1;
  }
  if (count > limits::kGitObjects) return "git: more than 100,000 objects in one request";
  if (refs > limits::kGitRefs) return "git: more than 10,000 refs in one request";
  return {};
}

sg_rc SG_CALL git_fetch(const sg_host* host, const sg_git_request* request, const sg_git_sink* sink, sg_err* err) {
  Callbacks& callbacks = self(host);
  return shielded([&] {
    if (request == nullptr || sink == nullptr || sink->repository == nullptr || sink->missing == nullptr) {
      return bug(callbacks, "git: request, sink, or a function of the sink is NULL");
    }
    if (const std::string fault = fault_in(*request); !fault.empty()) return bug(callbacks, fault);
    const ipc::Git wire{request->what, std::string(view(request->repository)), std::string(view(request->objects))};
    ipc::GitEnd end;
    sg_rc rc = callbacks.pump.git(wire, end);
    explain(err, rc, end.message, end.retry_after_ms);
    if (rc != SG_OK) return rc;
    const auto borrow = [](const std::string& text) { return sg_str{text.data(), text.size()}; };
    rc = sink->repository(sink->ctx, borrow(end.path));
    for (std::size_t i = 0; i < end.missing.size() && rc == SG_OK; ++i) {
      rc = sink->missing(sink->ctx, borrow(end.missing[i]));
    }
    for (std::size_t i = 0; i + 1 < end.found.size() && rc == SG_OK && sink->found != nullptr; i += 2) {
      rc = sink->found(sink->ctx, borrow(end.found[i]), borrow(end.found[i + 1]));
    }
    return rc;
  });
}

sg_rc SG_CALL expect(const sg_host* host, sg_str upstream, std::uint64_t requests, std::uint64_t bytes, sg_str basis) {
  Callbacks& callbacks = self(host);
  return shielded([&] {
    if (!allowed(callbacks, "expect", false)) return SG_E_BUG;
    if (!callbacks.opening) return bug(callbacks, "expect: only inside open()");
    if (upstream.len > limits::kUnitBytes || basis.len > limits::kUnitBytes) {
      return bug(callbacks, "expect: upstream or basis is longer than 1 KiB");
    }
    if (++callbacks.plans > limits::kPlansPerWorker) return bug(callbacks, "expect: called more than 1,000 times");
    callbacks.pump.expect({std::string(view(upstream)), requests, bytes, std::string(view(basis))});
    return callbacks.pump.stopped();
  });
}

sg_str SG_CALL scratch_path(const sg_host* host) {
  const std::string& path = self(host).scratch;
  return {path.data(), path.size()};
}

sg_rc SG_CALL read(const sg_host* host, sg_str collector, sg_records_fn each, void* ctx, sg_err* err) {
  Callbacks& callbacks = self(host);
  return shielded([&] {
    if (!allowed(callbacks, "read", callbacks.reporter)) return SG_E_BUG;
    if (!callbacks.reporter && collector.len != 0)
      return bug(callbacks, "read: a collector reads its own records only");
    if (callbacks.pump.emitted()) return bug(callbacks, "read: a collector reads before its first emit()");
    if (each == nullptr) return bug(callbacks, "read: no function to call");
    std::string why;
    const sg_rc rc = callbacks.pump.read(view(collector), each, ctx, why);
    explain(err, rc, why, 0);
    return rc;
  });
}

sg_rc SG_CALL write(const sg_host* host, sg_str bytes) {
  Callbacks& callbacks = self(host);
  return shielded([&] {
    if (!allowed(callbacks, "write", true)) return SG_E_BUG;
    return callbacks.pump.output(view(bytes));
  });
}

sg_rc SG_CALL next_file(const sg_host* host, sg_str name) {
  Callbacks& callbacks = self(host);
  return shielded([&] {
    if (!allowed(callbacks, "next_file", true)) return SG_E_BUG;
    return callbacks.pump.output_file(view(name));
  });
}

constexpr sg_http_v1 kHttp{sizeof(sg_http_v1), 0, &fetch};
constexpr sg_git_v1 kGit{sizeof(sg_git_v1), 0, &git_fetch};
constexpr sg_plan_v1 kPlan{sizeof(sg_plan_v1), 0, &expect};
constexpr sg_scratch_v1 kScratch{sizeof(sg_scratch_v1), 0, &scratch_path};
constexpr sg_records_v1 kRecords{sizeof(sg_records_v1), 0, &read};
constexpr sg_output_v1 kOutput{sizeof(sg_output_v1), 0, &write, &next_file};

const void* SG_CALL extension(const sg_host* host, const char* id) {
  if (id == nullptr) return nullptr;
  const bool reporter = self(host).reporter;
  if (std::strcmp(id, SG_EXT_SCRATCH) == 0) return &kScratch;
  if (!reporter && std::strcmp(id, SG_EXT_HTTP) == 0) return &kHttp;
  if (!reporter && std::strcmp(id, SG_EXT_GIT) == 0) return &kGit;
  if (!reporter && std::strcmp(id, SG_EXT_PLAN) == 0) return &kPlan;
  if (std::strcmp(id, SG_EXT_RECORDS) == 0) return &kRecords;
  if (reporter && std::strcmp(id, SG_EXT_OUTPUT) == 0) return &kOutput;
  return nullptr;
}

}  // namespace

Callbacks::Callbacks(Pump& to, bool for_reporter, std::string scratch_folder)
    : pump(to),
      reporter(for_reporter),
      scratch(std::move(scratch_folder)),
      host_{sizeof(sg_host), SG_ABI_MAJOR, SG_ABI_MINOR, 0,          this, &extension, &emit,
            &checkpoint,     &unit,        &heartbeat,   &cancelled, &log, &progress} {}

}  // namespace streamguard::worker
