// Running one reporter: the same Link as a collector's worker, with another Role and no restarts.
#include <condition_variable>
#include <mutex>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "supervisor/link.hpp"
#include "supervisor/mailbox.hpp"
#include "supervisor/opening.hpp"
#include "supervisor/reporting.hpp"
#include "supervisor/supervisor.hpp"

namespace streamguard::supervisor {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLook{200};  ///< between two looks at cancelled() and the lease

Link::Setup setup_of(const Reporter& reporter, const ReportPlace& place, const std::string& facts_json,
                     const std::filesystem::path& worker) {
  Link::Setup setup;
  setup.worker = worker;
  setup.scratch = place.scratch;
  setup.manifest_crc = reporter.plugin.manifest_crc;
  ipc::Start& start = setup.start;
  start.reporter = true;
  start.library = reporter.plugin.library.string();
  start.name = reporter.plugin.id;
  start.config_json = reporter.config_json;
  start.facts_json = facts_json;
  const WorkerLimits usual;
  start.lease_ms = static_cast<std::uint64_t>(usual.lease.count());
  start.sandbox = static_cast<std::uint32_t>(place.sandbox);
  start.memory = usual.memory;
  start.cpu_ms = static_cast<std::uint64_t>(usual.cpu.count());
  start.scratch = setup.scratch.string();
  start.read = reporter.plugin.read;
  return setup;
}

void tell(View& view, const os::Clock& clock, const Reporter& reporter, LogLevel level, std::string text) {
  Event event;
  event.kind = Event::Kind::log;
  event.at = clock.wall();
  event.level = level;
  event.text = "report " + reporter.plugin.id + ": " + std::move(text);
  view.on(event);
}

}  // namespace

ReportPlace place_of(const Reporter& reporter, const Plan& plan) {
  const std::filesystem::path own = plan.output / ".streamguard";
  return {plan.output,
          plan.output,
          own / "writing-",
          own / "scratch" / ("report-" + reporter.plugin.id),
          reporter.plugin.output_file,
          plan.sandbox};
}

Opening opening_of(const Reporter& reporter, const Plan& plan, const std::string& facts_json,
                   const std::filesystem::path& worker, const std::filesystem::path& scratch, View& view) {
  const ReportPlace place{
      scratch, scratch, scratch / "writing-", scratch / reporter.plugin.id, reporter.plugin.output_file, plan.sandbox};
  auto role = std::make_unique<Reporting>(place, std::vector<store::PartName>(), [](const auto&) {});
  return opening(open_only(setup_of(reporter, place, facts_json, worker), std::move(role), [&](LinkNotice notice) {
    tell(view, os::real_clock(), reporter, notice.level, std::move(notice.text));
  }));
}

ReportResult write_report(const Reporter& reporter, const ReportPlace& place, const std::vector<store::PartName>& parts,
                          const std::string& facts_json, const std::filesystem::path& worker, View& view,
                          const std::function<bool()>& cancelled) {
  const os::Clock& clock = os::real_clock();
  ReportResult result;
  result.format = reporter.plugin.id;
  Mailbox<LinkNotice> mailbox;
  Link::Setup setup = setup_of(reporter, place, facts_json, worker);
  setup.notify = [&](LinkNotice notice) { mailbox.post(std::move(notice)); };
  auto role = std::make_unique<Reporting>(
      place, parts, [&](std::vector<std::filesystem::path> files) { result.files = std::move(files); });
  Link link(std::move(setup), std::move(role), clock);
  for (;;) {
    auto notice = mailbox.wait_until(clock.now() + kLook);
    if (cancelled()) {
      link.condemn(Cause::stopped, "the run was stopped");
      link.kill();
    } else if (link.lease_end() <= clock.now()) {
      link.condemn(Cause::hang, "it was silent for longer than its lease");
      link.kill();
    }
    if (!notice) continue;
    if (notice->kind == LinkNotice::Kind::log) tell(view, clock, reporter, notice->level, std::move(notice->text));
    if (notice->kind != LinkNotice::Kind::gone) continue;
    if (event_of(notice->ending.cause) != lifecycle::Event::gone_ok) {
      const Code code = notice->ending.cause == Cause::stopped ? Code::cancelled : Code::bug;
      result.outcome = Error{code, std::string(name_of(notice->ending.cause)) + ": " + notice->ending.why};
    }
    return result;
  }
}

}  // namespace streamguard::supervisor
