/// osv.hpp: the OSV bucket: <Ecosystem>/all.zip and modified_id.csv. It publishes no limit.
#pragma once

#include <filesystem>

#include "upstream.hpp"

namespace streamguard::upstreams {

class Osv final : public Upstream {
 public:
  explicit Osv(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::string name() const override { return "osv"; }
  bool serves(const Request& request) const override { return request.path.starts_with("/osv/"); }
  std::string sort_of(const Request& request) const override;
  std::optional<Response> refuse(const Request&, Count&) override { return std::nullopt; }
  Response answer(const Request& request, Count& count) override;

 private:
  const std::filesystem::path folder_;
};

}  // namespace streamguard::upstreams
