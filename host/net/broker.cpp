#include "net/broker.hpp"

#include "net/engine.hpp"

namespace streamguard::net {

Result<std::unique_ptr<Broker>> Broker::start(const Plan& plan, const Options& options) {
  auto engine = std::make_unique<Engine>(plan, options);
  if (auto started = engine->start(); !started) return std::move(started).error();
  return std::unique_ptr<Broker>(std::move(engine));
}

}  // namespace streamguard::net
