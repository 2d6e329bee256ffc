/// github.hpp: GitHub's GraphQL endpoint with its limits: points an hour, points a minute, requests at the same time.
/// CPU seconds, the fourth published limit, are not simulated: there is nothing to measure them by.
#pragma once

#include <mutex>

#include "advisories.hpp"
#include "upstream.hpp"
#include "window.hpp"

namespace streamguard::upstreams {

struct GithubLimits {
  std::uint64_t points_an_hour = 5000;
  std::uint64_t points_a_minute = 2000;
  std::uint64_t at_once = 100;
};

class Github final : public Upstream {
 public:
  /// `token`: the only one that is known; empty: every one is. `stats` says how many requests run.
  Github(std::filesystem::path nodes, std::string token, Scale scale, const Stats& stats, GithubLimits limits = {});

  std::string name() const override { return "github"; }
  bool serves(const Request& request) const override { return request.path == "/graphql"; }
  std::string sort_of(const Request&) const override { return "graphql"; }
  std::optional<Response> refuse(const Request& request, Count& count) override;
  Response answer(const Request& request, Count& count) override;

 private:
  /// Takes the points, or says why not.
  std::optional<Response> charge(std::uint64_t points, RateNow& rate);
  void add_headers(Response& response, const RateNow& rate) const;
  RateNow rate_now(Time now);

  const std::string token_;
  const Scale scale_;
  const Stats& stats_;
  const GithubLimits limits_;
  Advisories advisories_;
  std::mutex mutex_;  // guards what follows
  FixedWindow hour_;
  RollingWindow minute_;
};

}  // namespace streamguard::upstreams
