#include "repo/position.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <streamguard/cpp/plugin.hpp>

namespace streamguard::repo {
namespace {

ObjectId some_id(std::uint8_t seed) {
  ObjectId id;
  for (std::size_t i = 0; i < id.bytes.size(); ++i) id.bytes[i] = static_cast<std::uint8_t>(seed + 13 * i);
  return id;
}

RepositoryPosition largest(std::size_t tips) {
  RepositoryPosition position;
  position.stage = Stage::under_way;
  position.done = 1'000'000;
  position.last_time = 4'102'444'800;
  position.last_id = std::numeric_limits<std::uint64_t>::max();
  for (std::size_t i = 0; i < tips; ++i) position.tips.push_back(some_id(static_cast<std::uint8_t>(i)));
  return position;
}

TEST(Position, SurvivesItsToken) {
  Position position;
  position.turn = 2;
  position.repositories = {RepositoryPosition{}, largest(3), largest(0), RepositoryPosition{}, RepositoryPosition{}};
  position.repositories[3].stage = Stage::complete;
  position.repositories[4].stage = Stage::gone;
  EXPECT_EQ(from_token(to_token(position), 5), position);
  EXPECT_EQ(from_token("", 5).repositories.size(), 5u);
}

TEST(Position, FitsIntoATokenHoweverManyRepositories) {
  for (const std::size_t count : {1u, 2u, 7u, 100u, 150u, 200u}) {
    Position position;
    position.turn = count;
    position.repositories.assign(count, largest(most_tips(count)));
    EXPECT_LE(to_token(position).size(), 16u * 1024) << count;
    EXPECT_GE(most_tips(count), 1u);
  }
  EXPECT_GE(most_tips(1), 500u);
}

TEST(Position, RefusesTokensOfOthers) {
  Position position;
  position.repositories.resize(2);
  for (const std::string& token : {std::string("{}"), std::string("x"), to_token(position) + "]",
                                   std::string(R"({"v":1,"turn":0,"repositories":[3,0]})"),
                                   std::string(R"({"v":1,"turn":0,"repositories":[[1,2,3,"short"],0]})"),
                                   std::string(R"({"v":1,"turn":9,"repositories":[0,0]})")}) {
    EXPECT_THROW(from_token(token, 2), Error) << token;
  }
  EXPECT_THROW(from_token(to_token(position), 3), Error);
}

}  // namespace
}  // namespace streamguard::repo
