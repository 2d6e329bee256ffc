/// address.hpp: where the live page is served: only at this machine's own addresses. A pure function.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace streamguard::web {

struct Address {
  std::string ip = "127.0.0.1";  ///< of 127.0.0.0/8, or "::1"
  std::uint16_t port = 0;        ///< 0: any that is free
  /// "127.0.0.1:8080", "[::1]:8080"
  std::string text() const;
};

/// Reads "", "8080", ":8080", "localhost", "127.0.0.1", "localhost:8080", "::1", "[::1]:8080". Code::config where it is
/// no address, or not one of this machine alone.
Result<Address> read_address(std::string_view text);

/// Whether a Host header names this machine itself, at whatever port: a page of another name that was made to point
/// here (DNS rebinding) is not answered, a tunnel's end at another port is.
bool names_loopback(std::string_view host);

/// Whether `text` has the look of an address, right or wrong: of digits, dots, colons and brackets, or a localhost.
bool looks_like_address(std::string_view text);

}  // namespace streamguard::web
