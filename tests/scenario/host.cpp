// What is the same on every system: lines and events of what the program says.
#include "host.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace streamguard::scenario {

using nlohmann::json;

std::optional<std::string> Host::line() {
  for (;;) {
    const std::size_t end = output_.find('\n', taken_);
    if (end != std::string::npos) {
      std::string out = output_.substr(taken_, end - taken_);
      taken_ = end + 1;
      return out;
    }
    if (!read_more()) return std::nullopt;
  }
}

json Host::until(const std::function<bool(const json&)>& enough) {
  while (const auto text = line()) {
    json event = json::parse(*text);
    if (enough(event)) return event;
  }
  throw std::runtime_error("the program ended before the event came. It had said:\n" + output_ + errors());
}

json Host::until(const std::string& event, const std::string& collector) {
  return until([&](const json& one) {
    return one.at("event") == event && (collector.empty() || one.value("collector", "") == collector);
  });
}

Ended Host::wait() {
  if (ended_) return *ended_;
  while (read_more()) {
  }
  ended_ = wait_for_the_end();
  return *ended_;
}

void Host::give_up() {
  process_->kill();
  throw std::runtime_error("the program has said nothing for too long. It had said:\n" + output_ + errors());
}

std::vector<json> Host::events() const {
  std::vector<json> out;
  for (std::size_t at = 0; at < output_.size();) {
    const std::size_t end = output_.find('\n', at);
    if (end == std::string::npos) break;
    out.push_back(json::parse(output_.substr(at, end - at)));
    at = end + 1;
  }
  return out;
}

}  // namespace streamguard::scenario
