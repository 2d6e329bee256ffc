/// git.hpp: bare repositories over git's smart HTTP, protocol 2, by git's own `git http-backend`. Partial fetches and
/// wants of any object are allowed, as at GitHub. What is not there is answered as GitHub does: 401, for it could be
/// private.
#pragma once

#include <filesystem>

#include "upstream.hpp"

namespace streamguard::upstreams {

class Git final : public Upstream {
 public:
  explicit Git(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::string name() const override { return "git"; }
  bool serves(const Request& request) const override { return request.path.starts_with("/git/"); }
  std::string sort_of(const Request& request) const override;
  std::optional<Response> refuse(const Request&, Count&) override { return std::nullopt; }
  Response answer(const Request& request, Count& count) override;

 private:
  const std::filesystem::path folder_;
};

}  // namespace streamguard::upstreams
