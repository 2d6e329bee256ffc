// The words that screens, reports and events use for the enums of core.
#include "core/event.hpp"
#include "core/plan.hpp"
#include "core/result.hpp"

namespace streamguard {

const char* name_of(Code code) noexcept {
  switch (code) {
    case Code::config:
      return "config";
    case Code::transient:
      return "transient";
    case Code::rate_limited:
      return "rate_limited";
    case Code::bug:
      return "bug";
    case Code::data:
      return "data";
    case Code::unavailable:
      return "unavailable";
    case Code::cancelled:
      return "cancelled";
    case Code::io:
      return "io";
    case Code::conflict:
      return "conflict";
  }
  return "unknown";
}

const char* name_of(Mode mode) noexcept { return mode == Mode::parallel ? "parallel" : "sequential"; }

const char* name_of(Sandbox sandbox) noexcept {
  switch (sandbox) {
    case Sandbox::strict:
      return "strict";
    case Sandbox::best_effort:
      return "best-effort";
    case Sandbox::off:
      return "off";
  }
  return "unknown";
}

const char* name_of(Phase phase) noexcept {
  switch (phase) {
    case Phase::pending:
      return "pending";
    case Phase::running:
      return "running";
    case Phase::waiting:
      return "waiting";
    case Phase::paused:
      return "paused";
    case Phase::stopping:
      return "stopping";
    case Phase::completed:
      return "completed";
    case Phase::exhausted:
      return "exhausted";
    case Phase::failed:
      return "failed";
    case Phase::interrupted:
      return "interrupted";
  }
  return "unknown";
}

const char* name_of(LogLevel level) noexcept {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warn:
      return "warn";
    case LogLevel::error:
      return "error";
  }
  return "unknown";
}

const char* name_of(Event::Kind kind) noexcept {
  switch (kind) {
    case Event::Kind::run_started:
      return "run_started";
    case Event::Kind::run_resumed:
      return "run_resumed";
    case Event::Kind::collector_started:
      return "collector_started";
    case Event::Kind::progress:
      return "progress";
    case Event::Kind::waiting:
      return "waiting";
    case Event::Kind::restarting:
      return "restarting";
    case Event::Kind::quarantined:
      return "quarantined";
    case Event::Kind::log:
      return "log";
    case Event::Kind::collector_ended:
      return "collector_ended";
    case Event::Kind::upstreams:
      return "upstreams";
    case Event::Kind::paused:
      return "paused";
    case Event::Kind::unpaused:
      return "unpaused";
    case Event::Kind::report_started:
      return "report_started";
    case Event::Kind::report_written:
      return "report_written";
    case Event::Kind::report_failed:
      return "report_failed";
    case Event::Kind::shutdown:
      return "shutdown";
    case Event::Kind::run_ended:
      return "run_ended";
  }
  return "unknown";
}

}  // namespace streamguard
