#include "spoil.hpp"

#include <algorithm>

namespace streamguard::upstreams {
namespace {

/// What a fault needs to see whole is held in memory; no upstream's body here is larger.
constexpr std::size_t kHeldBytes = 512u << 20;
constexpr std::uint64_t kHugeBytes = std::uint64_t{8} << 30;
constexpr std::size_t kBombBytes = std::size_t{128} << 20;
constexpr std::size_t kDripPieces = 12;
constexpr char kNotUtf8 = '\xFF';

const char* const kPage =
    "<!DOCTYPE html>\n<html><head><title>Please wait</title></head>\n"
    "<body><h1>The service is being maintained</h1></body></html>\n";

/// Refusals in the words of the upstream that limits so.
Response graphql_errors(const Fault& fault) {
  const bool secondary = fault.variant == "secondary";
  const std::string message = fault.variant == "primary" ? "API rate limit exceeded for user ID 1."
                              : secondary                ? "You have exceeded a secondary rate limit. Please wait."
                                          : "Something went wrong while executing your query. Please try again.";
  const std::string type = fault.variant.empty() ? "" : R"("type":"RATE_LIMITED",)";
  Response out = response_of(200, "application/json; charset=utf-8",
                             R"({"data":null,"errors":[{)" + type + R"("message":")" + message + "\"}]}");
  if (fault.variant == "primary") {
    out.set("X-RateLimit-Limit", "5000");
    out.set("X-RateLimit-Remaining", "0");
  }
  if (!fault.retry_after.empty()) out.set("Retry-After", fault.retry_after);
  return out;
}

/// A body of zeros without end, but for `bytes` of them.
Body zeros(std::uint64_t bytes) {
  return {[left = bytes](std::size_t most) mutable {
            const auto now = static_cast<std::size_t>(std::min<std::uint64_t>(most, left));
            left -= now;
            return std::string(now, ' ');
          },
          bytes};
}

/// The body as it would travel encoded; `plain` where the client took no gzip.
std::string encoded(Response& response, bool& plain, const Request& request) {
  std::string body = response.body.drained(kHeldBytes);
  if (!response.field("content-encoding").empty()) return body;
  plain = !request.accepts_gzip();
  if (plain) return body;
  response.set("Content-Encoding", "gzip");
  return gzipped(body);
}

/// The body as it is meant, encoding undone.
std::string meant(Response& response) {
  std::string body = response.body.drained(kHeldBytes);
  if (response.field("content-encoding") != "gzip") return body;
  response.remove("Content-Encoding");
  return gunzipped(body);
}

void cut_gzip(const Request& request, Response& response) {
  bool plain = false;
  std::string body = encoded(response, plain, request);
  const std::uint64_t whole = body.size();
  body.resize(body.size() / 2);
  response.body = text_body(std::move(body));
  if (plain) response.manner.announced = whole;  // else nothing would tell
}

void damage_gzip(const Request& request, Response& response) {
  bool plain = false;
  std::string body = encoded(response, plain, request);
  const std::uint64_t whole = body.size();
  if (body.size() > 12) body[body.size() / 2] = static_cast<char>(body[body.size() / 2] ^ 0x55);
  if (body.size() > 12) body[body.size() - 6] = static_cast<char>(body[body.size() - 6] ^ 0x55);  // its CRC
  response.body = text_body(std::move(body));
  if (plain) response.manner.announced = whole + 1;
}

}  // namespace

bool replaces(const Fault& fault) {
  return fault.kind == "status" || fault.kind == "errors" || fault.kind == "drop" || fault.kind == "html" ||
         fault.kind == "huge" || fault.kind == "bomb";
}

Response replacement(const Fault& fault, std::uint64_t number) {
  if (fault.kind == "errors") return graphql_errors(fault);
  if (fault.kind == "html") return response_of(200, "text/html; charset=utf-8", kPage);
  Response out = response_of(200, "application/json", {});
  if (fault.kind == "drop") {
    out.manner.drop = true;
  } else if (fault.kind == "huge") {
    out.body = zeros(fault.bytes != 0 ? fault.bytes : kHugeBytes);
    if (fault.variant == "chunked") out.body.length.reset();
  } else if (fault.kind == "bomb") {
    static const std::string usual = gzipped(std::string(kBombBytes, ' '));
    const auto bytes = static_cast<std::size_t>(fault.bytes);
    out.set("Content-Encoding", "gzip");
    out.body = text_body(bytes == 0 ? usual : gzipped(std::string(bytes, ' ')));
  } else {
    out = response_of(fault.status, "text/html",
                      "<html><body>status " + std::to_string(fault.status) + "</body></html>\n");
    if (!fault.retry_after.empty()) out.set("Retry-After", fault.retry_after);
    if (fault.variant == "secondary") {
      out.body = text_body(R"({"message":"You have exceeded a secondary rate limit. Please wait a few minutes."})");
    }
  }
  out.set("X-Simulated-Request", std::to_string(number));
  return out;
}

void spoil(const Fault& fault, const Request& request, std::uint64_t number, Response& response) {
  Manner& manner = response.manner;
  if (fault.kind == "stale") {
    const bool asked = !request.field("if-none-match").empty() || !request.field("if-modified-since").empty();
    if (asked) response = response_of(304, "", {});
    return;
  }
  if (fault.kind == "etag") {
    // Both validators change, and so a question with the old one is never answered with 304.
    response.set("ETag", "\"simulated-" + std::to_string(number) + "\"");
    response.remove("Last-Modified");
    return;
  }
  if (response.status == 304) return;
  if (fault.kind == "drip") {
    if (!response.body.length) response.body = text_body(response.body.drained(kHeldBytes));
    manner.piece = fault.bytes != 0 ? static_cast<std::size_t>(fault.bytes)
                                    : static_cast<std::size_t>(*response.body.length / kDripPieces + 1);
    manner.pause_ms = fault.pause_ms;
  } else if (fault.kind == "gzip-cut") {
    cut_gzip(request, response);
  } else if (fault.kind == "gzip-damage") {
    damage_gzip(request, response);
  } else if (fault.kind == "bad-json") {
    std::string body = meant(response);
    body.resize(body.size() / 2);
    response.body = text_body(std::move(body));
  } else if (fault.kind == "bad-utf8") {
    response.body = text_body(with_bad_utf8(meant(response)));
  } else {
    std::string body = response.body.drained(kHeldBytes);
    const std::uint64_t size = body.size();
    response.body = text_body(std::move(body));
    if (fault.kind == "reset") manner.cut_after = fault.bytes != 0 ? std::min(fault.bytes, size) : size / 2;
    if (fault.kind == "long") manner.announced = size + (fault.bytes != 0 ? fault.bytes : 1000);
    if (fault.kind == "short") manner.announced = size - std::min(fault.bytes != 0 ? fault.bytes : size / 3, size);
  }
}

std::string with_bad_utf8(std::string json) {
  std::size_t best = json.size() / 2, best_length = 0;
  bool value = false;  // what comes next is a value, not a name
  for (std::size_t at = 0; at < json.size(); ++at) {
    if (json[at] == ':') value = true;
    if (json[at] == ',' || json[at] == '{') value = false;
    if (json[at] != '"') continue;
    std::size_t end = at + 1;
    while (end < json.size() && json[end] != '"') end += json[end] == '\\' ? 2U : 1U;
    // The second letter is never part of an escape that began before it, as long as the first one begins none.
    if (value && end - at > best_length && at + 2 < end && json[at + 1] != '\\') {
      best_length = end - at;
      best = at + 1;
    }
    at = end;
  }
  if (!json.empty()) json[best] = kNotUtf8;
  return json;
}

}  // namespace streamguard::upstreams
