#include "net/git_redirect.hpp"

#include <algorithm>

#include "net/bounds.hpp"
#include "net/courier.hpp"
#include "net/http_text.hpp"

namespace streamguard::net {

std::optional<std::string> redirect_of(const std::string& url, const Upstream& upstream, const Secret* secret,
                                       const GitControl& control, const std::filesystem::path& part) {
  const auto courier = Courier::start();
  Errand errand;
  errand.method = "GET";
  errand.url = url;
  errand.headers = {{"git-protocol", "version=2"}};
  if (secret != nullptr && upstream.auth) errand.credentials = {upstream.auth->header, upstream.auth->scheme, secret};
  errand.part = part;
  errand.max_bytes = limits::kErrorBodyBytes;
  courier->send(1, std::move(errand));
  std::optional<std::string> place;
  while (!courier->idle() && !control.cancelled()) {
    for (const Landing& landing : courier->work()) {
      if (landing.status < 300 || landing.status >= 400) continue;
      place = resolve_redirect(url, std::string(header(landing.headers, "location")));
    }
    if (!courier->idle()) courier->wait(limits::kGitLook);
  }
  std::error_code ignored;
  std::filesystem::remove(part, ignored);
  return place && !place->empty() ? place : std::nullopt;
}

bool same_origin(const std::string& a, const std::string& b) {
  // Of a path alone: that of an upstream's url may hold what only paths may.
  const auto origin = [](const std::string& url) {
    const std::size_t scheme = url.find("://");
    return scheme == std::string::npos ? std::nullopt : origin_of(url.substr(0, url.find('/', scheme + 3)));
  };
  const auto of_a = origin(a);
  return of_a && of_a == origin(b);
}

}  // namespace streamguard::net
