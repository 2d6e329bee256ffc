#include "github.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "files.hpp"
#include "nvd_time.hpp"

namespace streamguard::upstreams {
namespace {

using json = nlohmann::ordered_json;
using namespace std::chrono_literals;

constexpr std::string_view kJson = "application/json; charset=utf-8";

Response message(int status, const std::string& text) {
  return response_of(status, kJson,
                     json{{"message", text}, {"documentation_url", "https://docs.github.com/graphql"}}.dump());
}

/// Whole seconds from now, upwards.
std::int64_t seconds_of(Span span) {
  return static_cast<std::int64_t>(std::ceil(std::chrono::duration<double>(span).count()));
}

}  // namespace

Github::Github(std::filesystem::path nodes, std::string token, Scale scale, const Stats& stats, GithubLimits limits)
    : token_(std::move(token)),
      scale_(scale),
      stats_(stats),
      limits_(limits),
      advisories_(std::move(nodes)),
      hour_(limits.points_an_hour, scale.of(1h)),
      minute_(limits.points_a_minute, scale.of(1min)) {}

std::optional<Response> Github::refuse(const Request& request, Count& count) {
  if (request.field("user-agent").empty()) {
    return response_of(403, "text/html", "Request forbidden by administrative rules. A User-Agent header is needed.\n");
  }
  const std::string given(request.field("authorization"));
  const std::string token = given.substr(std::min(given.find(' ') + 1, given.size()));
  if (given.empty() || token.empty() || (!token_.empty() && token != token_)) {
    Response out = message(401, given.empty() ? "This endpoint requires you to be authenticated." : "Bad credentials");
    out.set("X-RateLimit-Limit", "0");
    out.set("X-RateLimit-Remaining", "0");
    out.set("X-RateLimit-Used", "0");
    return out;
  }
  if (stats_.of("github").running <= limits_.at_once) return std::nullopt;
  ++count.limited;
  Response out =
      message(403, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.");
  out.set("Retry-After", std::to_string(std::max<std::int64_t>(seconds_of(scale_.of(1min)), 1)));
  return out;
}

RateNow Github::rate_now(Time now) {
  RateNow out;
  out.limit = hour_.most();
  out.used = hour_.used(now);
  out.reset_at = milliseconds_now() / 1000 + std::max<std::int64_t>(seconds_of(hour_.reset_at(now) - now), 1);
  return out;
}

void Github::add_headers(Response& response, const RateNow& rate) const {
  response.set("X-RateLimit-Limit", std::to_string(rate.limit));
  response.set("X-RateLimit-Remaining", std::to_string(rate.limit - rate.used));
  response.set("X-RateLimit-Used", std::to_string(rate.used));
  response.set("X-RateLimit-Reset", std::to_string(rate.reset_at));
  response.set("X-RateLimit-Resource", "graphql");
}

std::optional<Response> Github::charge(std::uint64_t points, RateNow& rate) {
  const std::lock_guard lock(mutex_);
  const Time now = std::chrono::steady_clock::now();
  if (!minute_.take(now, points)) {
    Response out =
        message(403, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.");
    out.set("Retry-After", std::to_string(std::max<std::int64_t>(seconds_of(scale_.of(1min)), 1)));
    add_headers(out, rate_now(now));
    return out;
  }
  const bool fits = hour_.take(now, points);
  rate = rate_now(now);
  rate.cost = points;
  if (fits) return std::nullopt;
  rate.used = rate.limit;
  Response out = response_of(
      200, kJson, R"({"errors":[{"type":"RATE_LIMITED","message":"API rate limit exceeded for user ID 1."}]})");
  add_headers(out, rate);
  return out;
}

Response Github::answer(const Request& request, Count& count) {
  if (request.method != "POST") return message(404, "Not Found");
  const json body = json::parse(request.body, nullptr, false);
  if (!body.is_object() || !body.contains("query") || !body["query"].is_string()) {
    return message(400, "Problems parsing JSON");
  }
  json out = json::object();
  RateNow rate;
  try {
    std::map<std::string, Value> variables;
    if (body.contains("variables") && body["variables"].is_object()) {
      for (const auto& [name, value] : body["variables"].items()) variables[name] = value_of(value);
    }
    std::string operation;
    if (body.contains("operationName") && body["operationName"].is_string()) operation = body["operationName"];
    const Query query = make_query(parse_graphql(body["query"].get<std::string>()), operation, variables);
    auto refused = charge(query.cost(), rate);
    if (refused) {
      ++count.limited;
      return std::move(*refused);
    }
    count.points += query.cost();
    out["data"] = advisories_.answer(query, rate);
  } catch (const GraphqlErrors& wrong) {
    out["errors"] = errors_json(wrong.errors);
  } catch (const GraphqlError& wrong) {
    out["errors"] = errors_json({wrong});
  }
  if (rate.limit == 0) {
    const std::lock_guard lock(mutex_);
    rate = rate_now(std::chrono::steady_clock::now());
  }
  Response response = text_response(request, out.dump(), kJson);
  add_headers(response, rate);
  return response;
}

}  // namespace streamguard::upstreams
