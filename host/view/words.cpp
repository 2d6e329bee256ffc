#include "view/words.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "core/text.hpp"

namespace streamguard::view {
namespace {

std::string left_text(const Event& event) {
  return duration_text(std::max(0.0, std::chrono::duration<double>(event.until - event.at).count()));
}

std::string started(const Event& event) {
  const std::uint64_t have = event.tally.committed;
  return event.text + " started" +
         (event.tally.target > 0 ? ", target " + grouped(event.tally.target) : ", all there is") +
         (have > 0 ? ", from " + grouped(have) + " samples on" : "");
}

std::string ended(const Event& event, double seconds) {
  const Tally& tally = event.tally;
  const std::uint64_t fresh = tally.committed - std::min(tally.committed, tally.committed_before);
  std::string text;
  switch (event.phase) {
    case Phase::completed:
      text = "completed: target met, ";
      break;
    case Phase::exhausted:
      text = "completed: the source holds no more, ";
      break;
    case Phase::interrupted:
      text = "interrupted: ";
      break;
    default:
      text = "failed: " + (event.text.empty() ? std::string("for an unknown reason") : event.text) + "; ";
      break;
  }
  text += grouped(tally.committed) + (tally.target > 0 ? " of " + grouped(tally.target) : "") + " samples";
  if (seconds > 0 && fresh > 0) {
    text +=
        " in " + duration_text(seconds) + " (" + rate_text(static_cast<double>(fresh) / std::max(0.001, seconds)) + ")";
  }
  if (fresh < tally.committed) text += ", " + grouped(tally.committed_before) + " of them by earlier runs";
  if (tally.rejected > 0) text += ", " + grouped(tally.rejected) + " rejected";
  if (tally.duplicates > 0) text += ", " + grouped(tally.duplicates) + " duplicates left out";
  return text;
}

}  // namespace

std::string words_of(const Event& event, double seconds) {
  switch (event.kind) {
    case Event::Kind::run_started:
      return "Collecting into " + event.text;
    case Event::Kind::collector_started:
      return started(event);
    case Event::Kind::waiting:
      return "waiting for " + event.text + ", " + left_text(event);
    case Event::Kind::restarting:
      return event.text + "; starting again in " + left_text(event);
    case Event::Kind::quarantined:
      return "goes past '" + event.text + "' from now on: it failed there again and again";
    case Event::Kind::collector_ended:
      return ended(event, seconds);
    case Event::Kind::paused:
      return "Paused: nothing new is begun until it goes on";
    case Event::Kind::unpaused:
      return "Going on";
    case Event::Kind::report_started:
      return "Writing report " + event.text;
    case Event::Kind::report_written:
      return "Report written: " + event.text;
    case Event::Kind::report_failed:
      return "Report failed: " + event.text;
    case Event::Kind::shutdown:
      return event.text == "now" ? "STOPPING AT ONCE: what is committed stays."
                                 : "SHUTDOWN SIGNAL RECEIVED: saving what is complete. Press Ctrl-C again to stop at "
                                   "once.";
    default:
      return event.text;
  }
}

std::string plural(const std::string& noun) {
  const auto ends = [&](std::string_view ending) { return noun.ends_with(ending); };
  const bool vowel = noun.size() > 1 && std::string_view("aeiou").find(noun[noun.size() - 2]) != std::string_view::npos;
  if (ends("y") && noun.size() > 1 && !vowel) return noun.substr(0, noun.size() - 1) + "ies";
  return noun + (ends("s") || ends("x") || ends("z") || ends("ch") || ends("sh") ? "es" : "s");
}

std::string fixed(double value, int digits) {
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%.*f", digits, value);
  return text.data();
}

std::string rate_text(double rate) {
  return (rate >= 10 ? grouped(static_cast<std::uint64_t>(rate)) : fixed(rate, 1)) + "/s";
}

std::string clock_text(double seconds) {
  const auto whole = static_cast<long long>(seconds);
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60, whole % 60);
  return text.data();
}

std::string memory_text(std::uint64_t bytes) {
  const double kib = static_cast<double>(bytes) / 1024;
  if (kib < 1000) return fixed(kib, 0) + "K";
  if (kib / 1024 < 1000) return fixed(kib / 1024, kib / 1024 < 10 ? 1 : 0) + "M";
  return fixed(kib / 1024 / 1024, 1) + "G";
}

const char* symbol_of(Event::Kind kind, LogLevel level, Phase phase, bool unicode) noexcept {
  switch (kind) {
    case Event::Kind::run_started:
    case Event::Kind::unpaused:
      return unicode ? "▶" : "*";
    case Event::Kind::run_resumed:
      return unicode ? "↻" : "*";
    case Event::Kind::collector_started:
      return unicode ? "⚡" : ">";
    case Event::Kind::waiting:
      return unicode ? "⏳" : ".";
    case Event::Kind::restarting:
      return unicode ? "↻" : "!";
    case Event::Kind::quarantined:
      return unicode ? "⚠" : "!";
    case Event::Kind::collector_ended:
      if (successful(phase)) return unicode ? "✓" : "+";
      return unicode ? phase == Phase::interrupted ? "■" : "✗" : "x";
    case Event::Kind::report_written:
      return unicode ? "✓" : "+";
    case Event::Kind::report_failed:
      return unicode ? "✗" : "x";
    case Event::Kind::shutdown:
      return unicode ? "■" : "!";
    case Event::Kind::run_ended:
      return unicode ? "■" : "=";
    case Event::Kind::paused:
      return unicode ? "‖" : "=";
    default:
      if (level == LogLevel::error) return unicode ? "✗" : "E";
      if (level == LogLevel::warn) return unicode ? "⚠" : "!";
      return unicode ? "·" : ".";
  }
}

const char* symbol_of(Phase phase, bool unicode) noexcept {
  switch (phase) {
    case Phase::pending:
      return unicode ? "○" : ".";
    case Phase::running:
      return unicode ? "●" : ">";
    case Phase::waiting:
      return unicode ? "↻" : "~";
    case Phase::paused:
      return unicode ? "‖" : "=";
    case Phase::stopping:
    case Phase::interrupted:
      return unicode ? "■" : "#";
    case Phase::completed:
    case Phase::exhausted:
      return unicode ? "✓" : "+";
    case Phase::failed:
      return unicode ? "✗" : "x";
  }
  return "?";
}

}  // namespace streamguard::view
