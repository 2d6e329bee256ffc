/// spoil.hpp: does to an answer what a fault says. Pure but for the body's reading.
#pragma once

#include <string>

#include "faults.hpp"
#include "http.hpp"

namespace streamguard::upstreams {

/// Whether the fault takes the answer's place, so that nobody needs to make one.
bool replaces(const Fault& fault);
Response replacement(const Fault& fault, std::uint64_t number);

/// Bends `response`, made for `request`. `number` is the request's, for what must differ each time.
void spoil(const Fault& fault, const Request& request, std::uint64_t number, Response& response);

/// JSON whose longest string value holds a byte that is not UTF-8; any other text with such a byte in its middle.
std::string with_bad_utf8(std::string json);

}  // namespace streamguard::upstreams
