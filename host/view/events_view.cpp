#include "view/events_view.hpp"

#include <nlohmann/json.hpp>

#include "os/clock.hpp"

namespace streamguard::view {

void EventsView::on(const Event& event) {
  nlohmann::ordered_json json;
  json["event"] = name_of(event.kind);
  json["at"] = os::rfc3339(event.at);
  if (!event.text.empty()) json["text"] = event.text;
  if (event.kind == Event::Kind::log) {
    json["level"] = name_of(event.level);
    // What a plugin wrote need not be JSON: then it is told as the text that it is.
    if (!event.fields_json.empty()) {
      auto fields = nlohmann::ordered_json::parse(event.fields_json, nullptr, false);
      json["fields"] = fields.is_object() ? std::move(fields) : nlohmann::ordered_json(event.fields_json);
    }
  }
  if (event.until > event.at) json["until"] = os::rfc3339(event.until);
  if (!event.collector.empty()) {
    const Tally& tally = event.tally;
    json["collector"] = event.collector;
    json["phase"] = name_of(event.phase);
    json["samples"] = tally.committed;
    json["accepted"] = tally.accepted;
    json["target"] = tally.target > 0 ? nlohmann::ordered_json(tally.target) : nlohmann::ordered_json(nullptr);
    json["samples_before"] = tally.committed_before;
    json["bytes"] = tally.bytes;
    json["rejected"] = tally.rejected;
    json["duplicates"] = tally.duplicates;
    json["restarts"] = tally.restarts;
    json["quarantined"] = tally.quarantined;
    json["workers"] = tally.workers;
    json["requests"] = tally.requests;
    json["from_cache"] = tally.from_cache;
    json["fetched_bytes"] = tally.fetched_bytes;
    if (!tally.noun.empty()) {
      json["progress"] = {
          {"done", tally.done},
          {"total", tally.total > 0 ? nlohmann::ordered_json(tally.total) : nlohmann::ordered_json(nullptr)},
          {"noun", tally.noun}};
    }
  }
  out_ << json.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace) << '\n' << std::flush;
}

}  // namespace streamguard::view
