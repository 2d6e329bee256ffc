// streamguard run: from a manifest to data and reports.
#include <CLI/CLI.hpp>
#include <atomic>
#include <fstream>
#include <iostream>

#include "cli/facts.hpp"
#include "cli/manifest_options.hpp"
#include "cli/summary.hpp"
#include "cli/verbs.hpp"
#include "core/text.hpp"
#include "log/log.hpp"
#include "net/broker.hpp"
#include "os/paths.hpp"
#include "os/signals.hpp"
#include "store/store.hpp"
#include "supervisor/supervisor.hpp"
#include "view/events_view.hpp"
#include "view/plain_view.hpp"

namespace streamguard::cli {
namespace {

struct RunOptions {
  ManifestOptions manifest;
  std::string events, record, replay;
  bool resume = false, fresh = false, no_dashboard = false, debug = false;
};

/// All the places where a run is shown.
class Views final : public View {
 public:
  void add(std::unique_ptr<View> view) { views_.push_back(std::move(view)); }
  void on(const Event& event) override {
    for (const auto& view : views_) view->on(event);
  }
  void say(Event::Kind kind, std::string text, LogLevel level = LogLevel::info) {
    Event event;
    event.kind = kind;
    event.at = os::real_clock().wall();
    event.text = std::move(text);
    event.level = level;
    on(event);
  }

 private:
  std::vector<std::unique_ptr<View>> views_;
};

int fail(const Error& error) {
  std::cerr << "streamguard: " << error.message << '\n';
  return error.code == Code::config || error.code == Code::conflict ? kUsage : kInternal;
}

bool open_views(const RunOptions& options, const Plan& plan, std::ofstream& events_file, Views& views) {
  const bool events_to_stdout = options.events == "-";
  view::PlainView::Options plain;
  plain.unicode = os::environment("LC_ALL").value_or(os::environment("LANG").value_or("C.UTF-8")) != "C";
  plain.debug = options.debug;
  views.add(std::make_unique<view::PlainView>(events_to_stdout ? std::cerr : std::cout, plain));
  if (!options.events.empty() && !events_to_stdout) {
    events_file.open(options.events, std::ios::app);
    if (!events_file) {
      std::cerr << "streamguard: --events " << options.events << ": cannot be written\n";
      return false;
    }
  }
  if (!options.events.empty()) {
    views.add(
        std::make_unique<view::EventsView>(events_to_stdout ? std::cout : static_cast<std::ostream&>(events_file)));
  }
  auto log = log::open_file(plan.output / ".streamguard" / "run.log");
  if (log) views.add(std::move(log).value());
  return true;
}

/// True when all reports that the plan asks for were written.
bool write_reports(const Plan& plan, const supervisor::RunResult& result, Views& views, const std::atomic<int>& stops) {
  bool all = true;
  const std::string facts = facts_json(plan, result);
  const auto parts = supervisor::parts_of(plan);
  for (const Reporter& reporter : plan.reports) {
    const auto report = supervisor::write_report(reporter, plan, parts, facts, os::worker_program(), views,
                                                 [&] { return stops.load() > 0; });
    if (report.outcome) {
      for (const auto& file : report.files) views.say(Event::Kind::report_written, file.string());
    } else {
      all = false;
      views.say(Event::Kind::report_failed, report.format + ": " + report.outcome.error().message, LogLevel::error);
    }
  }
  return all;
}

int conclude(const Plan& plan, const supervisor::RunResult& result, Views& views, const std::atomic<int>& stops,
             std::ostream& out) {
  os::Disk& disk = os::real_disk();
  if (auto status = disk.replace(plan.output / "collection_results.json", results_json(plan, result)); !status) {
    views.say(Event::Kind::report_failed, status.error().message, LogLevel::error);
  }
  std::filesystem::path partial;
  bool reports = true;
  if (result.interrupted) {
    partial = plan.output / ("collection_partial_" + os::compact_time(result.ended) + ".json");
    if (auto status = disk.replace(partial, partial_json(plan, result)); !status) {
      views.say(Event::Kind::report_failed, status.error().message, LogLevel::error);
      partial.clear();
    }
  } else {
    reports = write_reports(plan, result, views, stops);
  }
  views.say(Event::Kind::run_ended, one_line(result));
  print_summary(out, plan, result, partial);
  if (result.interrupted || stops.load() > 0) return kInterrupted;
  for (const auto& one : result.collectors) {
    if (!successful(one.phase)) return kUnfinished;
  }
  return reports ? kOk : kUnfinished;
}

int run(const RunOptions& options) {
  auto plan = load_plan(options.manifest);
  if (!plan) return kUsage;

  // Before any other thread is made: they inherit the blocked signals.
  std::atomic<int> stops{0};
  std::mutex supervisor_mutex;
  supervisor::Supervisor* running = nullptr;
  const auto signals = os::StopSignals::watch([&](int times) {
    stops.store(times);
    const std::lock_guard lock(supervisor_mutex);
    if (running != nullptr) running->stop(times);
  });

  store::Options store_options;
  store_options.fresh = options.fresh;
  auto store = store::Store::open(plan->output, plan->fingerprint, store_options);
  if (!store) return fail(store.error());
  if (options.resume && !(*store)->resumed()) {
    std::cerr << "streamguard: --resume: " << plan->output.string()
              << " holds no earlier run; leave the flag out to start one\n";
    return kUsage;
  }
  net::Options net_options;
  net_options.record = options.record;
  net_options.replay = options.replay;
  net_options.seed = plan->seed;
  auto broker = net::Broker::start(*plan, net_options);
  if (!broker) return fail(broker.error());

  std::ofstream events_file;
  Views views;
  if (!open_views(options, *plan, events_file, views)) return kUsage;
  views.say(Event::Kind::run_started, plan->output.string());
  if ((*store)->resumed()) views.say(Event::Kind::run_resumed, resumed_text(plan->output));

  supervisor::Supervisor supervisor(
      {&*plan, os::worker_program(), store->get(), broker->get(), &views, &os::real_clock()});
  {
    const std::lock_guard lock(supervisor_mutex);
    running = &supervisor;
    if (stops.load() > 0) supervisor.stop(stops.load());
  }
  auto result = supervisor.run();
  {
    const std::lock_guard lock(supervisor_mutex);
    running = nullptr;
  }
  if (!result) return fail(result.error());
  return conclude(*plan, *result, views, stops, options.events == "-" ? std::cerr : std::cout);
}

}  // namespace

void add_run(CLI::App& app, std::function<int()>& chosen) {
  CLI::App* verb = app.add_subcommand("run", "Collect samples and write reports; goes on where an earlier run stopped");
  const auto options = std::make_shared<RunOptions>();
  options->manifest.add_to(*verb);
  verb->add_flag("--no-dashboard", options->no_dashboard, "Plain lines, also on a terminal");
  auto* resume =
      verb->add_flag("--resume", options->resume, "Refuse to start unless there is an earlier run to go on with");
  verb->add_flag("--fresh", options->fresh, "Move what the output folder holds aside and begin anew")->excludes(resume);
  verb->add_option("--events", options->events, "Also write events as NDJSON ('-': to standard output)")
      ->type_name("FILE|-");
  auto* record =
      verb->add_option("--record", options->record, "Keep every exchange with upstreams here")->type_name("DIR");
  verb->add_option("--replay", options->replay, "Answer from a --record folder, without a network")
      ->type_name("DIR")
      ->excludes(record);
  verb->add_flag("--debug", options->debug, "Also show plugins' debug lines");
  verb->callback([&chosen, options] { chosen = [options] { return run(*options); }; });
}

}  // namespace streamguard::cli
