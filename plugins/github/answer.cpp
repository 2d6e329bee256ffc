#include "github/answer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <ctime>
#include <iomanip>
#include <optional>
#include <sstream>

#include "advisory/dom_text.hpp"

namespace streamguard::github {
namespace {

using simdjson::dom::element;
using Text = std::string_view;
using advisory::text_of;

constexpr std::size_t kMessageInError = 300;
constexpr std::uint64_t kMillisecond = 1000;

std::string lower(Text text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

bool has(const std::string& text, Text word) { return text.find(word) != std::string::npos; }

std::optional<std::int64_t> number(Text text) {
  std::int64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Seconds since 1970 of a moment that `format` describes.
std::optional<std::int64_t> moment(Text text, const char* format) {
  std::tm parts{};
  std::istringstream in{std::string(text)};
  in.imbue(std::locale::classic());
  in >> std::get_time(&parts, format);
  if (in.fail()) return std::nullopt;
  using std::chrono::year_month_day, std::chrono::sys_days, std::chrono::days, std::chrono::hours, std::chrono::minutes;
  const year_month_day date(std::chrono::year(parts.tm_year + 1900),
                            std::chrono::month(static_cast<unsigned>(parts.tm_mon) + 1),
                            std::chrono::day(static_cast<unsigned>(parts.tm_mday)));
  const auto time = sys_days(date) + hours(parts.tm_hour) + minutes(parts.tm_min) + std::chrono::seconds(parts.tm_sec);
  return std::chrono::seconds(time.time_since_epoch()).count();
}

}  // namespace

std::uint64_t wait_of(Text headers_json, Text reset_at) {
  simdjson::dom::parser parser;
  const std::string text(headers_json.empty() ? Text("{}") : headers_json);
  simdjson::dom::object headers;
  if (parser.parse(text).get(headers) != simdjson::SUCCESS) return 0;
  std::optional<std::int64_t> wait = number(text_of(headers["retry-after"]));
  if (!wait) {
    const auto now = moment(text_of(headers["date"]), "%a, %d %b %Y %H:%M:%S");
    auto reset = number(text_of(headers["x-ratelimit-reset"]));
    if (!reset) reset = moment(reset_at, "%Y-%m-%dT%H:%M:%S");
    if (now && reset) wait = *reset - *now;
  }
  return wait && *wait > 0 ? static_cast<std::uint64_t>(*wait) * kMillisecond : 0;
}

Answer::Answer(const HttpResponse& response, Text connection, Text what) : body_(response.body) {
  simdjson::dom::object root;
  const simdjson::error_code error = parser_.parse(body_).get(root);
  if (error != simdjson::SUCCESS) {
    throw Error(SG_E_TRANSIENT,
                "github: " + std::string(what) + ": the answer is not JSON: " + simdjson::error_message(error));
  }
  simdjson::dom::object data;
  if (root["data"].get(data) == simdjson::SUCCESS) {
    has_data_ = data[connection].get(data_) == simdjson::SUCCESS;
    simdjson::dom::object limit;
    if (data["rateLimit"].get(limit) == simdjson::SUCCESS) read_limit(limit);
  }
  simdjson::dom::array errors;
  if (root["errors"].get(errors) == simdjson::SUCCESS) {
    for (const element each : errors) read_error(each, response, what);
  }
  if (!has_data_) {
    const Text message = text_of(root["message"]);
    throw Error(SG_E_DATA, "github: " + std::string(what) + ": the answer has no " + std::string(connection) +
                               (message.empty() ? "" : ": " + std::string(message.substr(0, kMessageInError))));
  }
}

void Answer::read_limit(simdjson::dom::object limit) {
  std::uint64_t cost = 0;
  if (limit["cost"].get(cost) == simdjson::SUCCESS) cost_ = cost;
  reset_at_ = text_of(limit["resetAt"]);
}

void Answer::read_error(element error, const HttpResponse& response, Text what) {
  const Text message = text_of(error["message"]).substr(0, kMessageInError);
  const std::string type = lower(text_of(error["type"]));
  const std::string said = lower(message);
  const std::string line = "github: " + std::string(what) + ": " + std::string(message);
  if (type == "rate_limited" || has(said, "rate limit")) {
    throw Error(SG_E_RATE_LIMITED, line, wait_of(response.headers_json, reset_at_));
  }
  if (takes_node(error, message)) return;
  if (has(type, "cursor") || has(said, "valid cursor")) throw StaleCursor();
  if (has(said, "something went wrong") || has(said, "timeout") || has(said, "timed out") || has(type, "timeout")) {
    throw Error(SG_E_TRANSIENT, line);
  }
  if (type == "forbidden" || type == "insufficient_scopes" || type == "unauthorized") {
    throw Error(SG_E_CONFIG, line + "; give GITHUB_TOKEN a token that may read public data");
  }
  throw Error(SG_E_DATA, line);
}

/// Whether the error is about one of the connection's nodes, beside data that is there.
bool Answer::takes_node(element error, Text message) {
  simdjson::dom::array path;
  if (!has_data_ || error["path"].get(path) != simdjson::SUCCESS) return false;
  bool in_nodes = false;
  std::size_t depth = 0;
  for (const element step : path) {
    std::uint64_t index = 0;
    if (in_nodes) {
      if (step.get(index) != simdjson::SUCCESS) return false;
      faults_.insert({index, std::string(message)});
      return true;
    }
    Text word;
    in_nodes = depth == 1 && step.get(word) == simdjson::SUCCESS && word == "nodes";
    ++depth;
  }
  return false;
}

}  // namespace streamguard::github
