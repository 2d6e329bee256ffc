// Every file of bad/ tells at its top what is wrong in it:
//   # expect: [file:]LINE:COLUMN: a part of the message      (in the order of the places; "warning" before it for one)
//   # hint: a part of the hint of the expectation above
//   # env: NAME=VALUE
// Exactly these faults must come, and no others.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "world.hpp"

namespace streamguard::manifest::test {
namespace {

namespace fs = std::filesystem;

struct Expectation {
  std::string place, message, hint;
  bool warning = false;
};

std::vector<std::string> bad_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(STREAMGUARD_BAD_MANIFESTS)) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool take(std::string& line, std::string_view prefix) {
  if (!line.starts_with(prefix)) return false;
  line.erase(0, prefix.size());
  return true;
}

std::vector<Expectation> expectations(const std::string& name, World& world) {
  std::vector<Expectation> out;
  std::ifstream file(fs::path(STREAMGUARD_BAD_MANIFESTS) / (name + ".yaml"));
  for (std::string line; std::getline(file, line) && line.starts_with("# ");) {
    if (take(line, "# expect: ")) {
      Expectation next;
      next.warning = take(line, "warning ");
      const std::size_t end = line.find(": ");
      next.place = line.substr(0, end);
      if (std::count(next.place.begin(), next.place.end(), ':') == 1) next.place = name + ".yaml:" + next.place;
      next.message = line.substr(end + 2);
      out.push_back(std::move(next));
    } else if (take(line, "# hint: ")) {
      out.back().hint = line;
    } else if (take(line, "# env: ")) {
      world.environment[line.substr(0, line.find('='))] = line.substr(line.find('=') + 1);
    }
  }
  return out;
}

class BadManifest : public testing::TestWithParam<std::string> {};

TEST_P(BadManifest, TellsWhatIsWrongAndWhere) {
  World world;
  const std::vector<Expectation> expected = expectations(GetParam(), world);
  ASSERT_FALSE(expected.empty()) << "the file expects nothing";
  Surroundings surroundings = world.surroundings();
  surroundings.working_folder = STREAMGUARD_BAD_MANIFESTS;
  const Loaded loaded = load(GetParam() + ".yaml", {}, surroundings);
  EXPECT_FALSE(loaded.plan.has_value());
  ASSERT_EQ(loaded.faults.size(), expected.size()) << told(loaded);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const Fault& fault = loaded.faults[i];
    EXPECT_EQ(fault.file + ":" + std::to_string(fault.line) + ":" + std::to_string(fault.column), expected[i].place)
        << fault.text();
    EXPECT_NE(fault.message.find(expected[i].message), std::string::npos) << fault.text();
    EXPECT_NE(fault.hint.find(expected[i].hint), std::string::npos) << fault.text();
    EXPECT_EQ(fault.warning, expected[i].warning) << fault.text();
    EXPECT_TRUE(fault.warning || !fault.hint.empty()) << "no cure: " << fault.text();
  }
}

INSTANTIATE_TEST_SUITE_P(Files, BadManifest, testing::ValuesIn(bad_names()),
                         [](const auto& test) { return test.param; });

TEST(BadManifests, AreFortyOrMore) { EXPECT_GE(bad_names().size(), 40U); }

}  // namespace
}  // namespace streamguard::manifest::test
