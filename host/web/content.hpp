/// content.hpp: what the live page's addresses answer, once the gate has let a request through. Used on one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "os/clock.hpp"
#include "view/exposition.hpp"
#include "view/live_state.hpp"

namespace streamguard::web {

struct Answer {
  unsigned status = 200;
  std::string media_type = "text/plain; charset=utf-8";
  std::string body;
};

class Content {
 public:
  Content(const view::LiveState& state, const os::Clock& clock, std::string version)
      : state_(state), clock_(clock), version_(std::move(version)) {}

  /// "/", the page's own files, "/state.json", "/metrics"; 404 for all others. `accept`: of the request.
  Answer answer(std::string_view path, std::string_view accept);

  /// A server-sent event with the state, and with those recent events that come at or after `log_from`.
  std::string state_frame(const view::RunState& state, std::uint64_t log_from) const;
  /// Says that there is nothing new: a comment, and an event, for a page cannot see comments.
  std::string beat_frame() const;
  /// The last one. `ended`: the run came to its end; else it broke off.
  static std::string end_frame(bool ended);

 private:
  const view::LiveState& state_;
  const os::Clock& clock_;
  const std::string version_;
  view::Highest highest_;
};

}  // namespace streamguard::web
