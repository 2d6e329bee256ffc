// streamguard run: from a manifest to data and reports.
#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <mutex>
#include <optional>

#include "cli/facts.hpp"
#include "cli/keeping.hpp"
#include "cli/live.hpp"
#include "cli/manifest_options.hpp"
#include "cli/summary.hpp"
#include "cli/verbs.hpp"
#include "cli/words.hpp"
#include "core/text.hpp"
#include "log/log.hpp"
#include "net/broker.hpp"
#include "os/paths.hpp"
#include "os/signals.hpp"
#include "os/terminal.hpp"
#include "store/store.hpp"
#include "supervisor/supervisor.hpp"
#include "view/dashboard.hpp"
#include "view/events_view.hpp"
#include "view/plain_view.hpp"

namespace streamguard::cli {
namespace {

struct RunOptions {
  ManifestOptions manifest;
  LiveOptions live;
  std::string events, record, replay;
  bool resume = false, fresh = false, no_dashboard = false, debug = false;
};

/// All the places where a run is shown.
class Views final : public View {
 public:
  void add(std::unique_ptr<View> view) { views_.push_back(std::move(view)); }
  void add_dashboard(std::unique_ptr<view::Dashboard> dashboard) {
    dashboard_ = dashboard.get();
    views_.push_back(std::move(dashboard));
  }
  /// The terminal is the user's again. What was on it, where there was something.
  std::optional<view::RunState> close_dashboard() {
    if (dashboard_ == nullptr) return std::nullopt;
    dashboard_->close();
    return dashboard_->state();
  }
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
  view::Dashboard* dashboard_ = nullptr;
};

/// How a run is told to stop or to pause, by signals and by keys.
class Reins {
 public:
  void take(supervisor::Supervisor* running) {
    const std::lock_guard lock(mutex_);
    running_ = running;
    if (running_ != nullptr && stops_ > 0) running_->stop(stops_);
  }
  void stop() {
    const std::lock_guard lock(mutex_);
    ++stops_;
    if (running_ != nullptr) running_->stop(stops_);
  }
  void pause(bool on) {
    const std::lock_guard lock(mutex_);
    if (running_ != nullptr) running_->pause(on);
  }
  bool stopped() const {
    const std::lock_guard lock(mutex_);
    return stops_ > 0;
  }

 private:
  mutable std::mutex mutex_;
  supervisor::Supervisor* running_ = nullptr;
  int stops_ = 0;
};

/// The dashboard where there is a terminal for it; plain lines else.
void open_screen(const RunOptions& options, const Plan& plan, const std::string& page, Reins& reins, Views& views) {
  const bool events_to_stdout = options.events == "-";
  if (!options.no_dashboard && !events_to_stdout) {
    const bool color = os::environment("NO_COLOR").value_or("").empty();
    auto dashboard = view::Dashboard::open(plan, {os::utf8_locale(), color, options.debug, page},
                                           {[&reins] { reins.stop(); }, [&reins](bool on) { reins.pause(on); }});
    if (dashboard) return views.add_dashboard(std::move(dashboard));
  }
  view::PlainView::Options plain;
  plain.unicode = os::utf8_locale();
  plain.debug = options.debug;
  views.add(std::make_unique<view::PlainView>(events_to_stdout ? std::cerr : std::cout, plain));
}

bool open_views(const RunOptions& options, const Plan& plan, Reins& reins, std::ofstream& events_file, Views& views) {
  const bool events_to_stdout = options.events == "-";
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
  auto live = open_live(options.live, plan, events_to_stdout ? std::cerr : std::cout);
  if (!live) return fail(live.error()), false;
  if (live->view) views.add(std::move(live->view));
  auto log = log::open_file(plan.output / ".streamguard" / "run.log");
  if (log) views.add(std::move(log).value());
  open_screen(options, plan, live->page, reins, views);  // last: what fails before is still told on the terminal
  return true;
}

/// True when all reports that the plan asks for were written.
bool write_reports(const Plan& plan, const supervisor::RunResult& result, Views& views, const Reins& reins) {
  bool all = true;
  const std::string facts = facts_json(plan, result);
  const auto parts = supervisor::parts_of(plan);
  for (const Reporter& reporter : plan.reports) {
    views.say(Event::Kind::report_started, reporter.plugin.id);
    const auto report = supervisor::write_report(reporter, supervisor::place_of(reporter, plan), parts, facts,
                                                 os::worker_program(), views, [&] { return reins.stopped(); });
    if (report.outcome) {
      for (const auto& file : report.files) views.say(Event::Kind::report_written, file.string());
    } else {
      all = false;
      views.say(Event::Kind::report_failed, report.format + ": " + report.outcome.error().message, LogLevel::error);
    }
  }
  return all;
}

int conclude(const Plan& plan, const supervisor::RunResult& result, Views& views, const Reins& reins,
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
    reports = write_reports(plan, result, views, reins);
  }
  views.say(Event::Kind::run_ended, one_line(result));
  const auto seen = views.close_dashboard();
  if (seen) print_troubles(out, *seen);
  print_summary(out, plan, result, partial);
  if (seen) print_reports(out, *seen);
  if (result.interrupted || reins.stopped()) return kInterrupted;
  for (const auto& one : result.collectors) {
    if (!successful(one.phase)) return kUnfinished;
  }
  return reports ? kOk : kUnfinished;
}

int run(const RunOptions& options) {
  auto plan = load_plan(options.manifest);
  if (!plan) return kUsage;

  // Before any other thread is made: they inherit the blocked signals.
  Reins reins;
  const auto signals = os::StopSignals::watch([&](int) { reins.stop(); });

  const std::string earlier = resumed_text(plan->output);
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

  auto keeping = std::make_unique<Keeping>(*plan, **broker, os::real_clock(), os::real_disk());
  Keeping& kept = *keeping;
  if (auto status = kept.begin(); !status) return fail(status.error());

  std::ofstream events_file;
  Views views;
  if (!open_views(options, *plan, reins, events_file, views)) return kUsage;
  views.say(Event::Kind::run_started, plan->output.string());
  if ((*store)->resumed()) views.say(Event::Kind::run_resumed, earlier);
  views.add(std::move(keeping));

  supervisor::Supervisor supervisor(
      {&*plan, os::worker_program(), store->get(), broker->get(), &views, &os::real_clock()});
  reins.take(&supervisor);
  auto result = supervisor.run();
  reins.take(nullptr);
  if (!result) {
    views.close_dashboard();
    return fail(result.error());
  }
  if (auto status = kept.end(*result); !status) views.say(Event::Kind::log, status.error().message, LogLevel::warn);
  return conclude(*plan, *result, views, reins, options.events == "-" ? std::cerr : std::cout);
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
  options->live.add_to(*verb, options->manifest);
  auto* record =
      verb->add_option("--record", options->record, "Keep every exchange with upstreams here")->type_name("DIR");
  verb->add_option("--replay", options->replay, "Answer from a --record folder, without a network")
      ->type_name("DIR")
      ->excludes(record);
  verb->add_flag("--debug", options->debug, "Also show plugins' debug lines");
  verb->footer(
      "Examples:\n"
      "  streamguard run quickstart                              a first run, offline\n"
      "  streamguard run my.yaml --output-dir data/today\n"
      "  streamguard run --quick-test                            at most 100 samples of each collector\n"
      "  streamguard run --collectors osv,cve --osv-samples 500 --report-formats json,html,pdf\n"
      "  streamguard run my.yaml --resume                        only if there is something to go on with");
  verb->callback([&chosen, options] {
    options->live.debug = options->debug;
    chosen = [options] { return run(*options); };
  });
}

}  // namespace streamguard::cli
