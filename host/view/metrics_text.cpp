#include "view/metrics_text.hpp"

#include <array>

#include "core/text.hpp"

namespace streamguard::view {
namespace {

using Type = Exposition::Type;

constexpr std::size_t kLabelMost = 200;  // bytes of a label's value

double number(std::uint64_t value) { return static_cast<double>(value); }

double unix_seconds(Time time) {
  return static_cast<double>(std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count()) /
         1000.0;
}

/// A family with one sample for each collector.
template <class Value>
void of_collectors(Exposition& out, const RunState& state, const char* name, Type type, const char* unit,
                   const char* help, Value value) {
  out.family(name, type, unit, help);
  for (const CollectorState& one : state.collectors()) {
    if (const std::optional<double> is = value(one)) out.sample({{"collector", plain(one.name, kLabelMost)}}, *is);
  }
}

void counter(Exposition& out, const RunState& state, const char* name, const char* unit, const char* help,
             std::uint64_t Tally::*field) {
  of_collectors(out, state, name, Type::counter, unit, help,
                [&](const CollectorState& one) { return std::optional(number(one.tally.*field)); });
}

void counter(Exposition& out, const RunState& state, const char* name, const char* help, std::uint32_t Tally::*field) {
  of_collectors(out, state, name, Type::counter, "", help,
                [&](const CollectorState& one) { return std::optional(number(one.tally.*field)); });
}

void the_run(Exposition& out, const RunState& state, const std::string& version) {
  out.family("streamguard_build", Type::info, "", "The program.");
  out.sample({{"version", plain(version, kLabelMost)}}, 1);
  out.family("streamguard_run", Type::info, "", "The run.");
  out.sample({{"run", plain(state.name(), kLabelMost)}, {"resumed", state.resumed().empty() ? "false" : "true"}}, 1);
  out.family("streamguard_run_start_time_seconds", Type::gauge, "seconds", "When the run began, in Unix time.");
  if (state.started()) out.sample({}, unix_seconds(*state.started()));
  out.family("streamguard_run_end_time_seconds", Type::gauge, "seconds",
             "When the run ended, in Unix time; absent before.");
  if (state.ended()) out.sample({}, unix_seconds(*state.ended()));
  out.family("streamguard_run_state", Type::gauge, "", "1 for what the run does now, 0 for the others.");
  using Stage = RunState::Stage;
  static constexpr std::array<std::pair<Stage, const char*>, 6> kStages{{{Stage::collecting, "collecting"},
                                                                         {Stage::paused, "paused"},
                                                                         {Stage::stopping, "stopping"},
                                                                         {Stage::stopping_now, "stopping_now"},
                                                                         {Stage::reporting, "reporting"},
                                                                         {Stage::ended, "ended"}}};
  for (const auto& [stage, name] : kStages) out.sample({{"state", name}}, state.stage() == stage ? 1 : 0);
  out.family("streamguard_warnings", Type::counter, "", "Warnings, restarts and quarantined units of the run.");
  out.sample({}, number(state.warnings()));
  out.family("streamguard_errors", Type::counter, "", "Errors, failed collectors and failed reports of the run.");
  out.sample({}, number(state.errors()));
  out.family("streamguard_reports", Type::gauge, "", "Reports of the run, by how far they are.");
  static constexpr std::array<std::pair<ReportState::Is, const char*>, 3> kReports{
      {{ReportState::Is::writing, "writing"},
       {ReportState::Is::written, "written"},
       {ReportState::Is::failed, "failed"}}};
  for (const auto& [is, name] : kReports) {
    const auto count = std::count_if(state.reports().begin(), state.reports().end(),
                                     [is = is](const ReportState& one) { return one.is == is; });
    out.sample({{"state", name}}, static_cast<double>(count));
  }
}

void samples(Exposition& out, const RunState& state) {
  counter(out, state, "streamguard_samples_committed", "",
          "Samples that are durable, with those that earlier runs left in the output folder.", &Tally::committed);
  of_collectors(out, state, "streamguard_samples_before", Type::gauge, "",
                "Of the durable samples, those of earlier runs.",
                [](const CollectorState& one) { return std::optional(number(one.tally.committed_before)); });
  of_collectors(out, state, "streamguard_samples_accepted", Type::gauge, "",
                "Samples that were taken, durable or not yet.",
                [](const CollectorState& one) { return std::optional(number(one.tally.accepted)); });
  of_collectors(out, state, "streamguard_samples_target", Type::gauge, "",
                "How many samples are wanted; absent where all there are.", [](const CollectorState& one) {
                  return one.tally.target > 0 ? std::optional(number(one.tally.target)) : std::nullopt;
                });
  counter(out, state, "streamguard_written_bytes", "bytes", "Durable bytes of samples.", &Tally::bytes);
  out.family("streamguard_rejected", Type::counter, "", "Records that were refused, by the reason.");
  for (const CollectorState& one : state.collectors()) {
    for (const auto& [reason, count] : one.tally.rejected_by_reason) {
      out.sample({{"collector", plain(one.name, kLabelMost)}, {"reason", plain(reason, kLabelMost)}}, number(count));
    }
  }
  counter(out, state, "streamguard_duplicates", "", "Records that were there already.", &Tally::duplicates);
  of_collectors(out, state, "streamguard_progress_done", Type::gauge, "",
                "Of its source, what the collector has gone through, in units of its own.",
                [](const CollectorState& one) {
                  return one.tally.noun.empty() ? std::nullopt : std::optional(number(one.tally.done));
                });
  of_collectors(out, state, "streamguard_progress_expected", Type::gauge, "",
                "How much the source holds, in the same units; absent where that is not known.",
                [](const CollectorState& one) {
                  return one.tally.total > 0 ? std::optional(number(one.tally.total)) : std::nullopt;
                });
}

void network(Exposition& out, const RunState& state) {
  counter(out, state, "streamguard_requests", "", "Requests that were sent to upstreams.", &Tally::requests);
  counter(out, state, "streamguard_cache_hits", "", "Requests that the cache answered.", &Tally::from_cache);
  counter(out, state, "streamguard_received_bytes", "bytes", "Bytes that came from upstreams.", &Tally::fetched_bytes);
  counter(out, state, "streamguard_retries", "", "Requests that were sent again.", &Tally::retries);
  of_collectors(out, state, "streamguard_waiting_seconds", Type::counter, "seconds",
                "Time in which at least one request waited for an upstream's limit.",
                [](const CollectorState& one) { return std::optional(one.tally.waited_seconds); });
}

void workers(Exposition& out, const RunState& state) {
  counter(out, state, "streamguard_restarts", "Workers that were started again.", &Tally::restarts);
  counter(out, state, "streamguard_quarantined_units", "Units of input that are gone past, for they crashed workers.",
          &Tally::quarantined);
  of_collectors(out, state, "streamguard_workers", Type::gauge, "", "Live worker processes.",
                [](const CollectorState& one) { return std::optional(number(one.tally.workers)); });
  out.family("streamguard_worker_resident_memory_bytes", Type::gauge, "bytes", "Resident memory of a live worker.");
  for (const CollectorState& one : state.collectors()) {
    for (const WorkerUse& worker : one.tally.crew) {
      out.sample({{"collector", plain(one.name, kLabelMost)}, {"shard", std::to_string(worker.shard)}},
                 number(worker.memory));
    }
  }
  of_collectors(out, state, "streamguard_worker_memory_limit_bytes", Type::gauge, "bytes",
                "What each worker may have; absent where there is no limit.", [](const CollectorState& one) {
                  return one.tally.memory_limit > 0 ? std::optional(number(one.tally.memory_limit)) : std::nullopt;
                });
  out.family("streamguard_collector_state", Type::gauge, "", "1 for where the collector stands, 0 for the others.");
  for (const CollectorState& one : state.collectors()) {
    for (const Phase phase : {Phase::pending, Phase::running, Phase::waiting, Phase::paused, Phase::stopping,
                              Phase::completed, Phase::exhausted, Phase::failed, Phase::interrupted}) {
      out.sample({{"collector", plain(one.name, kLabelMost)}, {"state", name_of(phase)}}, one.phase == phase ? 1 : 0);
    }
  }
  of_collectors(out, state, "streamguard_collector_start_time_seconds", Type::gauge, "seconds",
                "When the collector was first started, in Unix time.", [](const CollectorState& one) {
                  return one.started ? std::optional(unix_seconds(*one.started)) : std::nullopt;
                });
  of_collectors(out, state, "streamguard_collector_end_time_seconds", Type::gauge, "seconds",
                "When the collector ended, in Unix time; absent before.", [](const CollectorState& one) {
                  return one.ended ? std::optional(unix_seconds(*one.ended)) : std::nullopt;
                });
}

/// A family with one sample for each upstream; `limited`: only for those with a limit.
template <class Value>
void of_upstreams(Exposition& out, const RunState& state, const char* name, Type type, const char* unit,
                  const char* help, bool limited, Value value) {
  out.family(name, type, unit, help);
  for (const UpstreamUse& one : state.upstreams()) {
    if (limited && one.limit == 0) continue;
    out.sample({{"upstream", plain(one.name, kLabelMost)}}, value(one));
  }
}

void upstreams(Exposition& out, const RunState& state) {
  of_upstreams(out, state, "streamguard_upstream_requests", Type::counter, "", "Requests to the upstream.", false,
               [](const UpstreamUse& one) { return number(one.requests); });
  of_upstreams(out, state, "streamguard_upstream_retries", Type::counter, "", "Requests that were sent again.", false,
               [](const UpstreamUse& one) { return number(one.retries); });
  of_upstreams(out, state, "streamguard_upstream_received_bytes", Type::counter, "bytes",
               "Bytes that came from the upstream.", false, [](const UpstreamUse& one) { return number(one.bytes); });
  of_upstreams(out, state, "streamguard_upstream_waiting_seconds", Type::counter, "seconds",
               "Time in which at least one request waited for the upstream's limit.", false,
               [](const UpstreamUse& one) { return one.waited_seconds; });
  of_upstreams(out, state, "streamguard_upstream_in_flight_requests", Type::gauge, "", "Requests under way.", false,
               [](const UpstreamUse& one) { return number(one.in_flight); });
  of_upstreams(out, state, "streamguard_upstream_queued_requests", Type::gauge, "", "Requests that wait their turn.",
               false, [](const UpstreamUse& one) { return number(one.waiting); });
  of_upstreams(out, state, "streamguard_upstream_limit_requests", Type::gauge, "",
               "Requests that are allowed in each window.", true,
               [](const UpstreamUse& one) { return number(one.limit); });
  of_upstreams(out, state, "streamguard_upstream_limit_used_requests", Type::gauge, "",
               "Requests in the window that ends now.", true,
               [](const UpstreamUse& one) { return number(one.in_window); });
  of_upstreams(out, state, "streamguard_upstream_limit_window_seconds", Type::gauge, "seconds",
               "Length of the limit's window.", true,
               [](const UpstreamUse& one) { return std::chrono::duration<double>(one.window).count(); });
}

}  // namespace

std::string metrics_text(const RunState& state, const std::string& version, Dialect dialect, Highest& highest) {
  Exposition out(dialect, highest);
  the_run(out, state, version);
  samples(out, state);
  network(out, state);
  workers(out, state);
  upstreams(out, state);
  return std::move(out).finish();
}

}  // namespace streamguard::view
