/// http_text.hpp: the texts of HTTP, checked and read: header fields, request paths, dates, origins. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.hpp"
#include "net/broker.hpp"
#include "os/clock.hpp"

namespace streamguard::net {

std::string lower_case(std::string_view text);
std::string_view trimmed(std::string_view text);
/// The first header of that (lower-case) name, or empty.
std::string_view header(const Headers& headers, std::string_view name);
std::optional<std::uint64_t> whole_number(std::string_view text);

/// Why a path may not be asked for; empty when it may. It begins with one '/', is made of the characters of an RFC 3986
/// path and query, its escapes are whole, and no segment is "." or ".." also when escaped.
std::string path_fault(std::string_view path);
/// Why the headers of a request are refused; empty when they are fine. `auth_header` is the upstream's own, or empty.
std::string headers_fault(const Headers& headers, std::string_view auth_header);
bool is_token(std::string_view name);

std::optional<std::string> percent_decoded(std::string_view text);

/// The three date forms of RFC 9110, section 5.6.7.
std::optional<os::WallTime> http_date(std::string_view text);
/// Retry-After, else the time to x-ratelimit-reset when x-ratelimit-remaining is 0. Never negative.
std::optional<std::chrono::milliseconds> asked_wait(const Headers& headers, os::WallTime now);

struct Origin {
  std::string scheme, host, port;  ///< lower case; the port always filled in
  bool operator==(const Origin&) const = default;
};
/// Of an absolute http or https url without user, as the manifest has it.
std::optional<Origin> origin_of(std::string_view url);
bool is_loopback(std::string_view host);

}  // namespace streamguard::net
