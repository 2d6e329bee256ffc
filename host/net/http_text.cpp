#include "net/http_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "net/bounds.hpp"

namespace streamguard::net {
namespace {

using std::chrono::milliseconds;

bool is_alnum(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

constexpr std::string_view kPathMarks = "-._~:/?@!$&'()*+,;=%[]";

/// What belongs to the connection, to credentials or to the cache is the broker's alone.
constexpr std::array<std::string_view, 19> kRefused{"authorization",
                                                    "cookie",
                                                    "host",
                                                    "connection",
                                                    "content-length",
                                                    "transfer-encoding",
                                                    "te",
                                                    "trailer",
                                                    "upgrade",
                                                    "expect",
                                                    "keep-alive",
                                                    "accept-encoding",
                                                    "if-match",
                                                    "if-none-match",
                                                    "if-range",
                                                    "user-agent",
                                                    "via",
                                                    "if-modified-since",
                                                    "if-unmodified-since"};

int month_of(std::string_view name) {
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto at = std::find(kMonths.begin(), kMonths.end(), name);
  return at == kMonths.end() ? 0 : static_cast<int>(at - kMonths.begin()) + 1;
}

/// The words of a date, cut at spaces, commas, hyphens and colons.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t begin = text.find_first_not_of(" ,-:", at);
    if (begin == std::string_view::npos) break;
    at = std::min(text.find_first_of(" ,-:", begin), text.size());
    words.push_back(text.substr(begin, at - begin));
  }
  return words;
}

std::optional<os::WallTime> time_of(std::string_view year, std::string_view month, std::string_view day,
                                    std::string_view hour, std::string_view minute, std::string_view second) {
  const auto y = whole_number(year), d = whole_number(day), h = whole_number(hour), m = whole_number(minute),
             s = whole_number(second);
  if (!y || !d || !h || !m || !s || month_of(month) == 0 || *y > 9999 || *h > 23 || *m > 59 || *s > 60) return {};
  // Two digits (RFC 850): the century that RFC 9110 asks for is the nearest past one; every such date is of our time.
  const int full = static_cast<int>(*y) + (year.size() == 2 ? (*y >= 70 ? 1900 : 2000) : 0);
  const std::chrono::year_month_day date{std::chrono::year(full),
                                         std::chrono::month(static_cast<unsigned>(month_of(month))),
                                         std::chrono::day(static_cast<unsigned>(*d))};
  if (!date.ok()) return {};
  return std::chrono::sys_days(date) + std::chrono::hours(*h) + std::chrono::minutes(*m) + std::chrono::seconds(*s);
}

}  // namespace

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::string_view header(const Headers& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return {};
}

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

std::string path_fault(std::string_view path) {
  if (path.empty() || path.front() != '/') return "the path does not begin with '/'";
  if (path.starts_with("//")) return "the path begins with '//', which would name a host";
  if (path.size() > limits::kPathBytes)
    return "the path is longer than " + std::to_string(limits::kPathBytes) + " bytes";
  for (const char c : path) {
    if (c == '#') return "the path holds a fragment ('#')";
    if (!is_alnum(c) && kPathMarks.find(c) == std::string_view::npos) {
      return "the path holds a character that must be percent-encoded";
    }
  }
  const auto decoded = percent_decoded(path);
  if (!decoded) return "the path holds a broken percent escape";
  const std::string_view place = path.substr(0, path.find('?'));
  for (std::size_t at = 0; at <= place.size();) {
    const std::size_t end = std::min(place.find('/', at), place.size());
    const std::string segment = percent_decoded(place.substr(at, end - at)).value_or("..");
    // "%2F..", too: a server that decodes before it splits would climb.
    for (std::size_t i = 0; i <= segment.size();) {
      const std::size_t stop = std::min(segment.find_first_of("/\\", i), segment.size());
      const std::string part = segment.substr(i, stop - i);
      if (part == ".." || part == ".") return "the path holds a '.' or '..' segment";
      i = stop + 1;
    }
    at = end + 1;
  }
  return {};
}

bool is_token(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return is_alnum(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

std::string headers_fault(const Headers& headers, std::string_view auth_header) {
  if (headers.size() > limits::kRequestHeaders)
    return "more than " + std::to_string(limits::kRequestHeaders) + " headers";
  std::size_t total = 0;
  for (const auto& [name, value] : headers) {
    if (!is_token(name)) return "a header's name is not a token of HTTP";
    const std::string lower = lower_case(name);
    if (std::find(kRefused.begin(), kRefused.end(), lower) != kRefused.end() || lower.starts_with("proxy-") ||
        (!auth_header.empty() && lower == lower_case(auth_header))) {
      return "the header '" + lower + "' is the broker's to set";
    }
    for (const char c : value) {
      if (static_cast<unsigned char>(c) < 0x20 && c != '\t')
        return "the header '" + lower + "' holds a control character";
      if (c == 0x7f) return "the header '" + lower + "' holds a control character";
    }
    total += name.size() + value.size();
  }
  if (total > limits::kRequestHeaderBytes)
    return "headers of more than " + std::to_string(limits::kRequestHeaderBytes) + " bytes";
  return {};
}

std::optional<os::WallTime> http_date(std::string_view text) {
  const auto w = words_of(trimmed(text));
  if (w.size() == 8 && w[7] == "GMT") return time_of(w[3], w[2], w[1], w[4], w[5], w[6]);  // IMF-fixdate, RFC 850
  if (w.size() == 7) return time_of(w[6], w[1], w[2], w[3], w[4], w[5]);                   // asctime
  return std::nullopt;
}

std::optional<milliseconds> asked_wait(const Headers& headers, os::WallTime now) {
  const auto until = [now](os::WallTime at) {
    return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(at - now));
  };
  constexpr std::uint64_t kMostSeconds = 1U << 30;
  if (const auto retry = trimmed(header(headers, "retry-after")); !retry.empty()) {
    if (const auto seconds = whole_number(retry)) return std::chrono::seconds(std::min(*seconds, kMostSeconds));
    if (const auto date = http_date(retry)) return until(*date);
  }
  if (trimmed(header(headers, "x-ratelimit-remaining")) == "0") {
    if (const auto reset = whole_number(trimmed(header(headers, "x-ratelimit-reset")))) {
      // Seconds since 1970; one more for the part of a second that is not written.
      return until(os::WallTime(std::chrono::seconds(std::min(*reset, std::uint64_t{1} << 33) + 1)));
    }
  }
  return std::nullopt;
}

std::optional<Origin> origin_of(std::string_view url) {
  Origin origin;
  const std::size_t colon = url.find("://");
  if (colon == std::string_view::npos) return std::nullopt;
  origin.scheme = lower_case(url.substr(0, colon));
  if (origin.scheme != "http" && origin.scheme != "https") return std::nullopt;
  std::string_view place = url.substr(colon + 3);
  place = place.substr(0, place.find_first_of("/?#"));
  if (place.empty() || place.find('@') != std::string_view::npos) return std::nullopt;
  const std::size_t bracket = place.find(']');
  const std::size_t mark = place.find(':', place.front() == '[' && bracket != std::string_view::npos ? bracket : 0);
  origin.host = lower_case(place.substr(0, mark));
  origin.port =
      mark == std::string_view::npos ? (origin.scheme == "https" ? "443" : "80") : std::string(place.substr(mark + 1));
  const auto number = whole_number(origin.port);
  if (origin.host.empty() || !number || *number == 0 || *number > 65535) return std::nullopt;
  return origin;
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "[::1]" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos);
}

}  // namespace streamguard::net
