#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "entry_check.hpp"
#include "file_mirror.hpp"
#include "git_mirror.hpp"
#include "host_core.hpp"

namespace streamguard::testing {
namespace internal {
namespace {

class CollectorHost final : public HostCore {
 public:
  CollectorHost(const CollectOptions& options, const PluginFacts& facts)
      : options_(options),
        mirror_(options, facts.upstreams, scratch()),
        repositories_(options),
        token_(options.token) {}

  sg_rc emit(const sg_record* const* records, std::uint32_t count) override {
    if (count != 0 && records == nullptr) return violate("emit(): records is NULL");
    emitted_ = true;
    if (const sg_rc rc = state(); rc != SG_OK) return note_refusal(rc);
    for (std::uint32_t i = 0; i < count; ++i) {
      if (met_target()) break;  // the host cuts here; what the plugin sent beyond it never counts
      if (const std::string fault = fault_of(records[i]); !fault.empty()) {
        return violate("emit(): record " + std::to_string(accepted_) + " of this run was refused: " + fault);
      }
      pending_.emplace_back(view(records[i]->body));
      ++accepted_;
    }
    const std::lock_guard lock(mutex_);
    if (options_.cancel_after_records != 0 && accepted_ >= options_.cancel_after_records) cancelled_ = true;
    if (met_target()) target_met_ = true;
    return target_met_ ? SG_STOP : SG_OK;
  }

  sg_rc checkpoint(sg_str token) override {
    if (token.len > kMaxTokenBytes) {
      return violate("checkpoint(): the token has " + std::to_string(token.len) + " bytes, the limit is " +
                     std::to_string(kMaxTokenBytes));
    }
    if (token.len != 0 && token.ptr == nullptr) return violate("checkpoint(): token.ptr is NULL, token.len is not 0");
    if (!valid_utf8(view(token))) return violate("checkpoint(): the token is not valid UTF-8");
    // Records beyond the target were cut, so a token from beyond it would claim more than is there.
    if (const sg_rc rc = state(); rc != SG_OK) return note_refusal(rc);
    token_ = std::string(view(token));
    commit_pending();
    const std::lock_guard lock(mutex_);
    if (options_.stop_after_checkpoints != 0 && ++checkpoints_ >= options_.stop_after_checkpoints) cancelled_ = true;
    return SG_OK;
  }

  sg_rc state() override {
    const std::lock_guard lock(mutex_);
    return cancelled_ ? SG_CANCELLED : target_met_ ? SG_STOP : SG_OK;
  }

  const void* extension(std::string_view id) override {
    static const sg_http_v1 http{sizeof(sg_http_v1), 0, &CollectorHost::do_fetch};
    static const sg_git_v1 git{sizeof(sg_git_v1), 0, &CollectorHost::do_git};
    static const sg_plan_v1 plan{sizeof(sg_plan_v1), 0, &CollectorHost::do_expect};
    static const sg_records_v1 records{sizeof(sg_records_v1), 0, &CollectorHost::do_read};
    if (id == SG_EXT_HTTP) return &http;
    if (id == SG_EXT_GIT) return &git;
    if (id == SG_EXT_PLAN) return &plan;
    if (id == SG_EXT_RECORDS) return &records;
    if (id == SG_EXT_SCRATCH) return &scratch_table();
    return nullptr;
  }

  void opening(bool now) { opening_ = now; }
  bool met_target() const { return options_.target != 0 && options_.committed + accepted_ >= options_.target; }

  /// Ends the run: commits or drops what is pending, checks that `outcome` fits what the plugin was told.
  Collected finish(Outcome outcome) {
    if (outcome.rc == SG_STOP) {
      outcome = {violate("run() returned SG_STOP; when the target is met it returns SG_OK"), {}};
    } else if (outcome.rc == SG_CANCELLED && state() != SG_CANCELLED) {
      outcome = {violate("run() returned SG_CANCELLED, but nobody cancelled"), {}};
    } else if (outcome.rc == SG_OK && refused_) {
      outcome = {violate("run() returned SG_OK after emit() or checkpoint() had returned SG_CANCELLED"), {}};
    }
    Collected result;
    if (auto breaches = take_violations(); !breaches.empty()) {
      outcome.rc = SG_E_BUG;
      outcome.error = "the plugin broke the contract: " + breaches.front();
      result.violations = std::move(breaches);
    }
    if (outcome.rc == SG_OK && !pending_.empty()) commit_pending();
    result.rc = outcome.rc;
    result.error = std::move(outcome.error);
    result.retry_after_ms = outcome.retry_after_ms;
    result.dropped = std::move(pending_);
    result.commits = std::move(commits_);
    for (const Commit& commit : result.commits) {
      result.records.insert(result.records.end(), commit.records.begin(), commit.records.end());
    }
    const std::lock_guard lock(mutex_);
    result.target_met = target_met_;
    result.token = std::move(token_);
    result.units = std::move(units_);
    result.requests = std::move(requests_);
    result.git_requests = repositories_.take_requests();
    result.plans = std::move(plans_);
    result.logs = std::move(logs_);
    result.progress = std::move(progress_);
    result.heartbeats = heartbeats_;
    return result;
  }

 private:
  static sg_rc SG_CALL do_fetch(const sg_host* host, const sg_http_request* request, const sg_http_sink* sink,
                                sg_err* err) {
    auto& self = static_cast<CollectorHost&>(of(host));
    std::string error;
    const sg_rc rc = self.fetch(request, sink, error);
    return explain(err, rc, error);
  }

  static sg_rc SG_CALL do_git(const sg_host* host, const sg_git_request* request, const sg_git_sink* sink,
                              sg_err* err) {
    auto& self = static_cast<CollectorHost&>(of(host));
    if (request == nullptr || sink == nullptr || sink->repository == nullptr || sink->missing == nullptr) {
      return self.violate("git: request, sink and its functions repository and missing are needed");
    }
    if (const sg_rc rc = self.state(); rc != SG_OK) return rc;
    std::string error;
    sg_rc rc = self.repositories_.fetch(*request, *sink, error);
    if (rc == SG_E_BUG && !error.empty()) self.violate(error);
    return explain(err, rc, error);
  }

  static sg_rc SG_CALL do_expect(const sg_host* host, sg_str upstream, std::uint64_t requests, std::uint64_t bytes,
                                 sg_str basis) {
    auto& self = static_cast<CollectorHost&>(of(host));
    if (!self.on_run_thread("expect")) return SG_E_BUG;
    if (!self.opening_) return self.violate("expect() is for open() only");
    self.plans_.push_back(Planned{std::string(view(upstream)), requests, bytes, std::string(view(basis))});
    return SG_OK;
  }

  static sg_rc SG_CALL do_read(const sg_host* host, sg_str collector, sg_records_fn each, void* ctx, sg_err*) {
    auto& self = static_cast<CollectorHost&>(of(host));
    if (!self.on_run_thread("read")) return SG_E_BUG;
    if (each == nullptr) return self.violate("read(): each is NULL");
    if (collector.len != 0) return self.violate("read(): a collector reads its own records only, with an empty name");
    if (self.emitted_) return self.violate("read(): a collector reads before its first emit()");
    constexpr std::size_t kBatch = 256;
    return read_records(self.options_.name, self.options_.committed_records, kBatch, each, ctx);
  }

  sg_rc fetch(const sg_http_request* request, const sg_http_sink* sink, std::string& error) {
    error = "fetch(): request and sink are needed, with the callback that SG_HTTP_TO_FILE chooses";
    if (request == nullptr || sink == nullptr) return violate(error);
    if ((request->flags & SG_HTTP_TO_FILE) != 0 && sink->file == nullptr) return violate(error);
    error.clear();
    if (const sg_rc rc = state(); rc != SG_OK) return rc;
    {
      const std::lock_guard lock(mutex_);
      const std::string method = request->method.len == 0 ? "GET" : std::string(view(request->method));
      requests_.push_back(method + " " + std::string(view(request->upstream)) + std::string(view(request->path)));
    }
    return mirror_.fetch(*request, *sink, error);
  }

  static std::string fault_of(const sg_record* record) {
    if (record == nullptr) return "it is NULL";
    if (record->size < sizeof(sg_record)) return "its size is less than sizeof(sg_record)";
    if (record->body.ptr == nullptr && record->body.len != 0) return "body.ptr is NULL, body.len is not 0";
    return record_fault(view(record->body));
  }

  sg_rc note_refusal(sg_rc rc) {
    if (rc == SG_CANCELLED) refused_ = true;
    return rc;
  }

  void commit_pending() { commits_.push_back(Commit{token_, std::exchange(pending_, {})}); }

  const CollectOptions& options_;
  FileMirror mirror_;
  GitMirror repositories_;
  // The run thread's own.
  std::string token_;
  std::vector<std::string> pending_;
  std::vector<Commit> commits_;
  std::uint64_t accepted_ = 0;
  std::uint64_t checkpoints_ = 0;
  bool refused_ = false;
  bool opening_ = false;
  bool emitted_ = false;
  std::vector<Planned> plans_;
  // Guarded by mutex_.
  bool cancelled_ = false;
  bool target_met_ = false;
  std::vector<std::string> requests_;
};

std::string fault_in(const CollectOptions& options) {
  if (!is_json(options.config_json, false)) return "CollectOptions::config_json is not a JSON object";
  if (!is_json(options.skip_json, true)) return "CollectOptions::skip_json is not a JSON array";
  if (options.shard_index >= options.shard_count) return "CollectOptions::shard_index is not below shard_count";
  return {};
}

std::string fault_in(const sg_collector* collector) {
  if (collector == nullptr) return "create_collector() returned SG_OK, but *out is NULL";
  if (collector->size < sizeof(sg_collector)) return "sg_collector.size is less than sizeof(sg_collector)";
  if (collector->open == nullptr || collector->run == nullptr || collector->destroy == nullptr) {
    return "sg_collector has a NULL function: open, run and destroy are all needed";
  }
  return {};
}

Outcome open_and_run(CollectorHost& host, sg_collector& collector, const CollectOptions& options) {
  nlohmann::json granted = nlohmann::json::array();
  for (const auto& [name, folder] : options.upstreams) granted.push_back(name);
  const std::string upstreams = granted.dump();
  sg_collector_args args{};
  args.size = sizeof args;
  args.shard_index = options.shard_index;
  args.shard_count = options.shard_count;
  args.target = options.target;
  args.seed = options.seed;
  args.committed = options.committed;
  {
    // What is lent for open() is gone afterwards, so that a plugin that kept a pointer is found by AddressSanitizer.
    const std::string name = options.name;
    const std::string config = options.config_json;
    const std::string token = options.token;
    const std::string skip = options.skip_json;
    args.name = borrow(name);
    args.config_json = borrow(config);
    args.resume_token = borrow(token);
    args.skip_json = borrow(skip);
    args.upstreams_json = borrow(upstreams);
    sg_err err = empty_error();
    host.opening(true);
    Outcome opened = outcome_of(host, "open", collector.open(&collector, &args, &err), err);
    host.opening(false);
    if (opened.rc != SG_OK) return opened;
  }
  sg_err err = empty_error();
  return outcome_of(host, "run", collector.run(&collector, &err), err);
}

}  // namespace
}  // namespace internal

Collected collect(const sg_entry& entry, const CollectOptions& options) {
  using internal::Outcome;
  Collected failed;
  failed.token = options.token;
  failed.rc = SG_E_CONFIG;
  failed.error = internal::fault_in(options);
  if (!failed.error.empty()) return failed;
  internal::PluginFacts facts;
  const Outcome checked = internal::check_entry(entry, SG_KIND_COLLECTOR, facts);
  if (checked.rc != SG_OK) {
    failed.rc = checked.rc;
    failed.error = checked.error;
    return failed;
  }
  internal::CollectorHost host(options, facts);
  sg_collector* collector = nullptr;
  sg_err err = internal::empty_error();
  Outcome outcome =
      internal::outcome_of(host, "create_collector", entry.create_collector(host.table(), &collector, &err), err);
  if (outcome.rc != SG_OK) return host.finish(outcome);
  if (const std::string fault = internal::fault_in(collector); !fault.empty()) {
    host.violate(fault);
    if (collector != nullptr && collector->destroy != nullptr) collector->destroy(collector);
    return host.finish(outcome);
  }
  outcome = internal::open_and_run(host, *collector, options);
  collector->destroy(collector);
  return host.finish(outcome);
}

}  // namespace streamguard::testing
