#include "view/events_view.hpp"

#include <nlohmann/json.hpp>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "os/clock.hpp"

namespace streamguard::view {

namespace {

nlohmann::ordered_json memory_of(const Tally& tally) {
  auto out = nlohmann::ordered_json::array();
  for (const WorkerUse& worker : tally.crew) out.push_back({{"shard", worker.shard}, {"bytes", worker.memory}});
  return out;
}

nlohmann::ordered_json upstreams_of(const Event& event) {
  using json = nlohmann::ordered_json;
  auto out = json::array();
  for (const UpstreamUse& one : event.upstreams) {
    json limit;
    if (one.limit > 0) {
      limit = {{"requests", one.limit},
               {"window_seconds", std::chrono::duration<double>(one.window).count()},
               {"used", one.in_window}};
    }
    out.push_back({{"name", one.name},
                   {"requests", one.requests},
                   {"retries", one.retries},
                   {"bytes", one.bytes},
                   {"waited_seconds", one.waited_seconds},
                   {"in_flight", one.in_flight},
                   {"waiting", one.waiting},
                   {"limit", limit},
                   {"free_at", one.free_at > event.at ? json(os::rfc3339(one.free_at)) : json(nullptr)}});
  }
  return out;
}

/// The same object with texts that steer nothing: whoever reads events may well print them.
nlohmann::ordered_json made_plain(const nlohmann::ordered_json& value) {
  if (value.is_string()) return plain(value.get_ref<const std::string&>(), limits::kLogLineBytes);
  if (!value.is_structured()) return value;
  auto out = value.is_array() ? nlohmann::ordered_json::array() : nlohmann::ordered_json::object();
  for (const auto& [key, one] : value.items()) {
    if (value.is_array()) out.push_back(made_plain(one));
    if (value.is_object()) out[plain(key, limits::kLogLineBytes)] = made_plain(one);
  }
  return out;
}

}  // namespace

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
      json["fields"] = made_plain(fields.is_object() ? fields : nlohmann::ordered_json(event.fields_json));
    }
  }
  if (event.kind == Event::Kind::upstreams) json["upstreams"] = upstreams_of(event);
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
    json["memory"] = memory_of(tally);
    json["requests"] = tally.requests;
    json["from_cache"] = tally.from_cache;
    json["fetched_bytes"] = tally.fetched_bytes;
    json["retries"] = tally.retries;
    json["waited_seconds"] = tally.waited_seconds;
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
