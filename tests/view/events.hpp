/// events.hpp: events and plans as tests of the view make them. Times are seconds after a fixed instant.
#pragma once

#include <string>
#include <vector>

#include "view/run_state.hpp"

namespace streamguard::view {

inline Time at(double seconds) {
  return Time(std::chrono::seconds(1'700'000'000)) +
         std::chrono::duration_cast<Time::duration>(std::chrono::duration<double>(seconds));
}

inline Plan plan_of(const std::vector<std::pair<std::string, std::uint64_t>>& collectors, Mode mode = Mode::parallel) {
  Plan plan;
  plan.name = "demo";
  plan.output = "/data/demo";
  plan.mode = mode;
  for (const auto& [name, target] : collectors) {
    Collector one;
    one.name = name;
    one.plugin.id = name;
    one.target = target;
    plan.collectors.push_back(one);
  }
  return plan;
}

inline Event event_of(Event::Kind kind, double seconds, std::string text = {}) {
  Event event;
  event.kind = kind;
  event.at = at(seconds);
  event.text = std::move(text);
  return event;
}

inline Event event_of(Event::Kind kind, double seconds, const std::string& collector, Phase phase,
                      std::uint64_t committed, std::uint64_t target, std::string text = {}) {
  Event event = event_of(kind, seconds, std::move(text));
  event.collector = collector;
  event.phase = phase;
  event.tally.committed = event.tally.accepted = committed;
  event.tally.target = target;
  return event;
}

}  // namespace streamguard::view
