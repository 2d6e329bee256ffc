/// cgi.hpp: one program run for one request, by the rules of CGI (RFC 3875). The answer's body streams from the
/// program's standard output; whoever drops it ends the program. Throws std::runtime_error where it cannot be started.
#pragma once

#include <string>
#include <vector>

#include "http.hpp"

namespace streamguard::upstreams {

/// `environment`: besides PATH and the variables that CGI derives from the request.
Response run_cgi(std::vector<std::string> arguments, const Request& request, std::vector<std::string> environment);

}  // namespace streamguard::upstreams
