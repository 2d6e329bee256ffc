#include <algorithm>
#include <utility>

#include "entry_check.hpp"
#include "host_core.hpp"

namespace streamguard::testing {
namespace internal {
namespace {

constexpr std::size_t kMaxFileNameBytes = 255;

bool plain_name(std::string_view name) {
  if (name.empty() || name.size() > kMaxFileNameBytes || name.front() == '.' || !valid_utf8(name)) return false;
  return std::none_of(name.begin(), name.end(),
                      [](char c) { return c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20; });
}

class ReporterHost final : public HostCore {
 public:
  ReporterHost(const RenderOptions& options, const PluginFacts& facts)
      : options_(options), current_(facts.output_file) {}

  sg_rc emit(const sg_record* const*, std::uint32_t) override { return violate("emit() is for collectors"); }
  sg_rc checkpoint(sg_str) override { return violate("checkpoint() is for collectors"); }
  sg_rc state() override { return SG_OK; }

  const void* extension(std::string_view id) override {
    static const sg_records_v1 records{sizeof(sg_records_v1), 0, &ReporterHost::do_read};
    static const sg_output_v1 output{sizeof(sg_output_v1), 0, &ReporterHost::do_write, &ReporterHost::do_next_file};
    if (id == SG_EXT_RECORDS) return &records;
    if (id == SG_EXT_OUTPUT) return &output;
    if (id == SG_EXT_SCRATCH) return &scratch_table();
    return nullptr;
  }

  Rendered finish(Outcome outcome) {
    Rendered result;
    if (outcome.rc > 0) violate(std::string("render() returned ") + rc_name(outcome.rc) + ", but nobody asked for it");
    if (auto breaches = take_violations(); !breaches.empty()) {
      outcome = {SG_E_BUG, "the plugin broke the contract: " + breaches.front()};
      result.violations = std::move(breaches);
    }
    result.rc = outcome.rc;
    result.error = std::move(outcome.error);
    if (result.rc == SG_OK) result.files = std::move(files_);
    result.logs = take_logs();
    return result;
  }

 private:
  static ReporterHost& self(const sg_host* host) { return static_cast<ReporterHost&>(of(host)); }

  static sg_rc SG_CALL do_read(const sg_host* host, sg_str collector, sg_records_fn each, void* ctx, sg_err* err) {
    ReporterHost& me = self(host);
    if (!me.on_run_thread("read")) return SG_E_BUG;
    if (each == nullptr) return me.violate("read(): each is NULL");
    if (collector.len == 0) {
      for (const auto& [name, records] : me.options_.records) {
        const sg_rc rc = read_records(name, records, me.options_.batch, each, ctx);
        if (rc != SG_OK) return rc;
      }
      return SG_OK;
    }
    const auto found = me.options_.records.find(std::string(view(collector)));
    if (found != me.options_.records.end()) {
      return read_records(found->first, found->second, me.options_.batch, each, ctx);
    }
    return explain(err, SG_E_CONFIG,
                   "read(): there is no collector \"" + std::string(view(collector)) + "\" in this run");
  }

  static sg_rc SG_CALL do_write(const sg_host* host, sg_str bytes) {
    ReporterHost& me = self(host);
    if (!me.on_run_thread("write")) return SG_E_BUG;
    if (bytes.len != 0 && bytes.ptr == nullptr) return me.violate("write(): bytes.ptr is NULL, bytes.len is not 0");
    me.files_[me.current_].append(view(bytes));
    return SG_OK;
  }

  static sg_rc SG_CALL do_next_file(const sg_host* host, sg_str name) {
    ReporterHost& me = self(host);
    if (!me.on_run_thread("next_file")) return SG_E_BUG;
    const std::string next(view(name));
    if (!plain_name(next)) return me.violate("next_file(): \"" + next + "\" is not a plain file name");
    if (me.files_.count(next) != 0) return me.violate("next_file(): \"" + next + "\" was written already");
    me.current_ = next;
    me.files_[next];
    return SG_OK;
  }

  const RenderOptions& options_;
  std::string current_;
  std::map<std::string, std::string> files_;
};

std::string fault_in(const sg_reporter* reporter) {
  if (reporter == nullptr) return "create_reporter() returned SG_OK, but *out is NULL";
  if (reporter->size < sizeof(sg_reporter)) return "sg_reporter.size is less than sizeof(sg_reporter)";
  if (reporter->open == nullptr || reporter->render == nullptr || reporter->destroy == nullptr) {
    return "sg_reporter has a NULL function: open, render and destroy are all needed";
  }
  return {};
}

Outcome open_and_render(ReporterHost& host, sg_reporter& reporter, const RenderOptions& options) {
  {
    const std::string config = options.config_json;
    const std::string facts = options.facts_json;
    const sg_reporter_args args{sizeof(sg_reporter_args), 0, borrow(config), borrow(facts)};
    sg_err err = empty_error();
    Outcome opened = outcome_of(host, "open", reporter.open(&reporter, &args, &err), err);
    if (opened.rc != SG_OK) return opened;
  }
  sg_err err = empty_error();
  return outcome_of(host, "render", reporter.render(&reporter, &err), err);
}

}  // namespace
}  // namespace internal

Rendered render(const sg_entry& entry, const RenderOptions& options) {
  using internal::Outcome;
  Rendered failed;
  internal::PluginFacts facts;
  const Outcome checked = internal::check_entry(entry, SG_KIND_REPORTER, facts);
  failed.rc = checked.rc;
  failed.error = checked.error;
  if (failed.rc != SG_OK) return failed;
  if (!internal::is_json(options.config_json, false)) {
    failed.rc = SG_E_CONFIG;
    failed.error = "RenderOptions::config_json is not a JSON object";
    return failed;
  }
  internal::ReporterHost host(options, facts);
  sg_reporter* reporter = nullptr;
  sg_err err = internal::empty_error();
  Outcome outcome =
      internal::outcome_of(host, "create_reporter", entry.create_reporter(host.table(), &reporter, &err), err);
  if (outcome.rc != SG_OK) return host.finish(outcome);
  if (const std::string fault = internal::fault_in(reporter); !fault.empty()) {
    host.violate(fault);
    if (reporter != nullptr && reporter->destroy != nullptr) reporter->destroy(reporter);
    return host.finish(outcome);
  }
  outcome = internal::open_and_render(host, *reporter, options);
  reporter->destroy(reporter);
  return host.finish(outcome);
}

}  // namespace streamguard::testing
