#include "web/address.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>

namespace streamguard::web {
namespace {

std::optional<unsigned> number(std::string_view text, unsigned most) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value > most) return std::nullopt;
  return value;
}

struct Parts {
  std::string_view host, port;
  bool bad = false;
};

/// At the last colon, where that is not of an IPv6 address.
Parts split(std::string_view text) {
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return {{}, {}, true};
    const std::string_view rest = text.substr(close + 1);
    return {text.substr(1, close - 1), rest.empty() ? rest : rest.substr(1), !rest.empty() && rest[0] != ':'};
  }
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return {text, {}, false};
  if (text.find(':', colon + 1) != std::string_view::npos) return {text, {}, false};
  return {text.substr(0, colon), text.substr(colon + 1), false};
}

/// Four numbers with dots, as they are written and in no other way (no octal, no short forms).
std::optional<std::array<unsigned, 4>> ipv4(std::string_view text) {
  std::array<unsigned, 4> out{};
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto dot = text.find('.');
    if ((dot == std::string_view::npos) != (i == 3)) return std::nullopt;
    const std::string_view part = text.substr(0, dot);
    const auto value = number(part, 255);
    if (!value || (part.size() > 1 && part[0] == '0')) return std::nullopt;
    out[i] = *value;
    text.remove_prefix(i == 3 ? text.size() : dot + 1);
  }
  return out;
}

bool is_localhost(std::string_view text) {
  static constexpr std::string_view kName = "localhost";
  return std::equal(text.begin(), text.end(), kName.begin(), kName.end(),
                    [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; });
}

bool is_loopback(std::string_view ip) {
  const auto four = ipv4(ip);
  return ip == "::1" || (four && four->front() == 127);
}

Error refuse(std::string_view text, const std::string& why) {
  return {Code::config, "--web " + std::string(text) + ": " + why};
}

}  // namespace

std::string Address::text() const {
  const std::string host = ip.find(':') == std::string::npos ? ip : '[' + ip + ']';
  return host + ':' + std::to_string(port);
}

Result<Address> read_address(std::string_view text) {
  Address out;
  auto [host, port, bad] = split(text);
  // A number alone is a port.
  if (port.empty() && !host.empty() && host.find_first_not_of("0123456789") == std::string_view::npos) {
    std::swap(host, port);
  }
  if (!bad && !port.empty()) {
    const auto value = number(port, 65535);
    bad = !value;
    out.port = static_cast<std::uint16_t>(value.value_or(0));
  }
  if (bad || (text.ends_with(':') && !text.ends_with("::"))) {
    return refuse(text, "not an address; give it as --web=PORT, --web=127.0.0.1:PORT or --web=[::1]:PORT");
  }
  if (host.empty() || is_localhost(host)) return out;
  if (!is_loopback(host)) {
    return refuse(text,
                  "only this machine's own addresses are served (127.0.0.1, [::1], localhost), for the page shows the "
                  "run to all who reach it; from another machine go through a tunnel: ssh -L 8080:127.0.0.1:PORT");
  }
  out.ip = host;
  return out;
}

bool names_loopback(std::string_view host) {
  const auto [name, port, bad] = split(host);
  if (bad || (!port.empty() && !number(port, 65535))) return false;
  return is_localhost(name) || is_loopback(name);
}

bool looks_like_address(std::string_view text) {
  if (is_localhost(text.substr(0, text.find(':')))) return true;
  return text.find_first_of("0123456789:[") == 0 &&
         text.find_first_not_of("0123456789.:[]abcdefABCDEF") == std::string_view::npos;
}

}  // namespace streamguard::web
