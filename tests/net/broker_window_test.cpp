#include <gtest/gtest.h>

#include "net/bounds.hpp"
#include "support.hpp"

namespace streamguard::net::testing {
namespace {

TEST(BrokerWindow, AtMostAWindowIsOutstanding) {
  World world;
  const std::size_t size = 3 * limits::kFetchWindowBytes + 12'345;
  world.folder.write("mirror/big", std::string(size, 'x'));
  world.upstream("osv", "file://" + (world.folder.path() / "mirror").string());
  Broker& broker = world.start();
  auto sink = std::make_shared<MemorySink>();  // acknowledges nothing by itself
  const auto id = broker.fetch(request_for("osv", "/big"), sink);
  const auto have = [&] {
    const std::lock_guard lock(sink->mutex);
    return sink->text.size();
  };
  // A second fetch that ends shows that the broker has gone round meanwhile.
  const auto round = [&] { world.get(request_for("osv", "/missing")); };
  sink->wait_for_bytes(limits::kFetchWindowBytes);
  round();
  EXPECT_EQ(have(), limits::kFetchWindowBytes);
  broker.acknowledge(id, 1000);
  sink->wait_for_bytes(limits::kFetchWindowBytes + 1000);
  round();
  EXPECT_EQ(have(), limits::kFetchWindowBytes + 1000);
  broker.acknowledge(id, 100 * limits::kFetchWindowBytes);  // more than is outstanding opens one window, not a hundred
  sink->wait_for_bytes(2 * limits::kFetchWindowBytes + 1000);
  round();
  EXPECT_EQ(have(), 2 * limits::kFetchWindowBytes + 1000);
  EXPECT_EQ(sink->ended, 0);
  sink->acknowledge_through(broker, id);
  sink->wait();
  EXPECT_TRUE(sink->ok());
  EXPECT_EQ(have(), size);
}

TEST(BrokerWindow, ACancelledBodyStops) {
  World world;
  world.folder.write("mirror/big", std::string(3 * limits::kFetchWindowBytes, 'x'));
  world.upstream("osv", "file://" + (world.folder.path() / "mirror").string());
  Broker& broker = world.start();
  auto sink = std::make_shared<MemorySink>();
  const auto id = broker.fetch(request_for("osv", "/big"), sink);
  sink->wait_for_bytes(limits::kFetchWindowBytes);
  broker.cancel(id);
  sink->wait();
  EXPECT_EQ(sink->code(), Code::cancelled);
  EXPECT_EQ(sink->text.size(), limits::kFetchWindowBytes);
}

}  // namespace
}  // namespace streamguard::net::testing
