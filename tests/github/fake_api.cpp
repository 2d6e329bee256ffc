#include "fake_api.hpp"

#include <algorithm>

namespace streamguard::github {
namespace {

using nlohmann::json;

std::string text_or(const json& object, const char* key, const std::string& otherwise) {
  return object.contains(key) && object[key].is_string() ? object[key].get<std::string>() : otherwise;
}

const std::string& moment(const json& advisory) { return advisory["publishedAt"].get_ref<const std::string&>(); }

}  // namespace

bool Outcome::logged(const std::string& words) const {
  return std::any_of(logs.begin(), logs.end(),
                     [&words](const std::string& line) { return line.find(words) != std::string::npos; });
}

std::vector<std::string> Outcome::ids() const {
  std::vector<std::string> out;
  for (const std::string& body : records) out.push_back(json::parse(body)["ids"]["ghsa"][0]);
  return out;
}

std::size_t FakeApi::pages() const {
  return static_cast<std::size_t>(std::count_if(requests.begin(), requests.end(),
                                                [](const json& body) { return body["variables"].contains("first"); }));
}

json FakeApi::connection(const json& all, std::size_t from) const {
  const std::size_t end = std::min(all.size(), from + vulnerabilities_in_page);
  json out{{"nodes", json::array()}, {"pageInfo", {{"hasNextPage", end < all.size()}, {"endCursor", nullptr}}}};
  for (std::size_t i = from; i < end; ++i) out["nodes"].push_back(all[i]);
  if (end < all.size()) out["pageInfo"]["endCursor"] = std::to_string(end);
  return out;
}

json FakeApi::newest() const {
  std::string last;
  for (const json& each : nodes) last = std::max(last, each["publishedAt"].get<std::string>());
  json list = json::array();
  if (!last.empty()) list.push_back({{"publishedAt", last}});
  return {{"totalCount", nodes.size()}, {"nodes", list}};
}

json FakeApi::further(const json& variables) const {
  for (const json& each : nodes) {
    if (each["ghsaId"] != variables["ghsaId"]) continue;
    const auto from = static_cast<std::size_t>(std::stoul(variables["after"].get<std::string>()));
    return {{"vulnerabilities", connection(each["vulnerabilities"]["nodes"], from)}};
  }
  return nullptr;
}

/// Null for a cursor that is not of this epoch and of this list.
json FakeApi::page(const json& variables) {
  const std::string since = text_or(variables, "publishedSince", "");
  std::vector<const json*> list;
  for (const json& each : nodes) {
    if (moment(each) >= since) list.push_back(&each);
  }
  std::stable_sort(list.begin(), list.end(), [](const json* a, const json* b) { return moment(*a) < moment(*b); });
  const std::string mark = "e" + std::to_string(cursor_epoch) + "/" + since + "/";
  std::size_t at = 0;
  if (const std::string cursor = text_or(variables, "after", ""); !cursor.empty()) {
    if (!cursor.starts_with(mark)) return nullptr;
    at = static_cast<std::size_t>(std::stoul(cursor.substr(mark.size())));
  }
  const std::size_t end = std::min(list.size(), at + variables["first"].get<std::size_t>());
  json out{{"nodes", json::array()}, {"pageInfo", {{"hasNextPage", end < list.size()}}}};
  out["pageInfo"]["endCursor"] = mark + std::to_string(end);
  for (; at < end; ++at) {
    json each = *list[at];
    each["vulnerabilities"] = connection(each["vulnerabilities"]["nodes"], 0);
    out["nodes"].push_back(each);
  }
  return out;
}

json FakeApi::answer(const json& body) {
  const json& variables = body["variables"];
  json data{{"rateLimit", {{"cost", 2}, {"remaining", 4000}, {"resetAt", "2024-01-01T00:00:00Z"}}}};
  if (variables.contains("ghsaId")) {
    data["securityAdvisory"] = further(variables);
  } else if (!variables.contains("first")) {
    data["securityAdvisories"] = newest();
  } else {
    data["securityAdvisories"] = page(variables);
    if (data["securityAdvisories"].is_null()) {
      return {{"data", data}, {"errors", {{{"message", "`x` does not appear to be a valid cursor."}}}}};
    }
  }
  return {{"data", data}};
}

sg_rc FakeApi::fetch(const sg_host* host, const sg_http_request* request, const sg_http_sink* sink, sg_err* err) {
  FakeApi& self = of(host);
  const json body = json::parse(view(request->body));
  self.requests.push_back(body);
  try {
    std::optional<json> out;
    if (view(request->method) != "POST" || view(request->path) != "/graphql") throw Error(SG_E_DATA, "status 404");
    if (self.meddle) out = self.meddle(self.requests.size(), body);
    const std::string text = (out ? *out : self.answer(body)).dump();
    sink->head(sink->ctx, 200, borrow(R"({"date":"Mon, 01 Jan 2024 00:00:00 GMT","x-ratelimit-reset":"1704067205"})"));
    return sink->body(sink->ctx, borrow(text));
  } catch (const Error& error) {
    return edge::fail(err, error.rc(), error.what(), error.retry_after_ms());
  }
}

sg_rc FakeApi::emit(const sg_host* host, const sg_record* const* records, std::uint32_t count) {
  FakeApi& self = of(host);
  for (std::uint32_t i = 0; i < count; ++i) self.pending_.emplace_back(view(records[i]->body));
  const std::size_t all = self.outcome_.records.size() + self.pending_.size();
  return self.target != 0 && all > self.target ? SG_STOP : SG_OK;
}

sg_rc FakeApi::checkpoint(const sg_host* host, sg_str token) {
  FakeApi& self = of(host);
  Outcome& outcome = self.outcome_;
  outcome.tokens.emplace_back(view(token));
  std::move(self.pending_.begin(), self.pending_.end(), std::back_inserter(outcome.records));
  self.pending_.clear();
  return self.stop_after_checkpoints != 0 && outcome.tokens.size() >= self.stop_after_checkpoints ? SG_CANCELLED
                                                                                                  : SG_OK;
}

const void* FakeApi::extension(const sg_host*, const char* id) {
  static const sg_http_v1 http{sizeof(sg_http_v1), 0, &FakeApi::fetch};
  return std::string_view(id) == SG_EXT_HTTP ? &http : nullptr;
}

Outcome FakeApi::run(const std::string& token, std::uint64_t committed) {
  outcome_ = Outcome();
  pending_.clear();
  sg_host host{};
  host.size = sizeof host;
  host.abi_major = SG_ABI_MAJOR;
  host.impl = this;
  host.extension = &FakeApi::extension;
  host.emit = &FakeApi::emit;
  host.checkpoint = &FakeApi::checkpoint;
  host.unit = [](const sg_host* h, sg_str name) -> sg_rc {
    of(h).outcome_.units.emplace_back(view(name));
    return SG_OK;
  };
  host.heartbeat = [](const sg_host*, std::uint64_t, sg_str) -> sg_rc { return SG_OK; };
  host.cancelled = [](const sg_host*) -> sg_rc { return SG_OK; };
  host.log = [](const sg_host* h, std::int32_t, sg_str message, sg_str) {
    of(h).outcome_.logs.emplace_back(view(message));
  };
  host.progress = [](const sg_host* h, std::uint64_t done, std::uint64_t total, sg_str) {
    of(h).outcome_.progress.emplace_back(done, total);
  };
  sg_collector* collector = nullptr;
  sg_err err{};
  err.size = sizeof err;
  outcome_.rc = sg_plugin_entry.create_collector(&host, &collector, &err);
  sg_collector_args args{};
  args.size = sizeof args;
  args.shard_index = shard_index;
  args.shard_count = shard_count;
  args.target = target;
  args.committed = committed;
  args.name = borrow("github");
  args.config_json = borrow(config_json);
  args.resume_token = borrow(token);
  args.skip_json = borrow(skip_json);
  args.upstreams_json = borrow(upstreams_json);
  if (outcome_.rc == SG_OK) outcome_.rc = collector->open(collector, &args, &err);
  if (outcome_.rc == SG_OK) outcome_.rc = collector->run(collector, &err);
  if (collector != nullptr) collector->destroy(collector);
  if (outcome_.rc < 0) outcome_.error = err.msg;
  outcome_.retry_after_ms = err.retry_after_ms;
  return outcome_;
}

}  // namespace streamguard::github
