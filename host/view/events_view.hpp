/// events_view.hpp: a run as NDJSON, one event a line, for scripts. EVENTS.md gives the fields. Used on one thread.
#pragma once

#include <ostream>

#include "core/event.hpp"

namespace streamguard::view {

class EventsView final : public View {
 public:
  explicit EventsView(std::ostream& out) : out_(out) {}
  void on(const Event& event) override;

 private:
  std::ostream& out_;
};

}  // namespace streamguard::view
