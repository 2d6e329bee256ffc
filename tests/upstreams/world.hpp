/// world.hpp: what most tests here begin with: the small mirror, made once in a process, and a simulator over it.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>

#include "client.hpp"
#include "folder.hpp"
#include "simulator.hpp"
#include "small_mirror.hpp"

namespace streamguard::upstreams {

inline const SmallMirror& small_mirror() {
  static const scenario::Folder folder;
  static const SmallMirror mirror(folder.path());
  return mirror;
}

class World : public testing::Test {
 protected:
  explicit World(SimulatorOptions options = {}) {
    options.mirror = small_mirror().folder();
    simulator_.emplace(options);
  }
  std::string url(const std::string& path) const { return simulator_->url() + path; }
  Got get(const std::string& path, const Fields& fields = {}) { return client_.get(url(path), fields); }
  nlohmann::json json_at(const std::string& path) {
    const Got got = get(path);
    EXPECT_EQ(got.status, 200) << path << ": " << got.body;
    return nlohmann::json::parse(got.body);
  }
  void set_faults(const std::string& faults) { simulator_->faults().set(parse_faults(faults)); }

  std::optional<Simulator> simulator_;
  Client client_;
};

}  // namespace streamguard::upstreams
