#include <gtest/gtest.h>

#include "manifest/dotenv.hpp"
#include "world.hpp"

namespace streamguard::manifest::test {
namespace {

Variables parse(std::string_view text, Faults& faults) {
  return parse_dotenv(text, std::make_shared<const std::string>(".env"), faults);
}

TEST(DotEnv, ReadsValuesQuotesExportAndComments) {
  Faults faults;
  const Variables read =
      parse("# comment\n\nA=1\nexport B = two words # comment\nC='$x \\n#' # c\nD=\"a\\n\\\"b\\\"\\$\"\nE=\nF=a#b\r\n",
            faults);
  EXPECT_EQ(faults.errors(), 0U) << told(faults.sorted());
  EXPECT_EQ(read,
            (Variables{{"A", "1"}, {"B", "two words"}, {"C", "$x \\n#"}, {"D", "a\n\"b\"$"}, {"E", ""}, {"F", "a#b"}}));
}

TEST(DotEnv, TellsEachBadLineWithoutItsText) {
  Faults faults;
  parse("ghp-hidden-value\n9A=hidden\nA='hidden\nB=\"hid\\den\"\nC=\"x\" hidden\nD=1\n  D=hidden\n", faults);
  const std::vector<Fault> sorted = faults.sorted();
  ASSERT_EQ(sorted.size(), 6U) << told(sorted);
  const int columns[] = {1, 1, 3, 7, 7, 3};
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    EXPECT_EQ(sorted[i].line, static_cast<int>(i < 5 ? i + 1 : 7));
    EXPECT_EQ(sorted[i].column, columns[i]) << sorted[i].text();
    EXPECT_EQ(sorted[i].text().find("hid"), std::string::npos);
  }
}

TEST(DotEnv, LiesBesideTheManifestAndYieldsToTheEnvironment) {
  World world;
  world.environment["BOTH"] = "real";
  world.write("sub/.env", "BOTH=file\nONLY=file\n");
  world.write(".env", "ONLY=elsewhere\n");
  world.write("sub/run.yaml", "version: 1\nname: ${BOTH}-${ONLY}\ncollectors: {synthetic: {}}\n");
  const Loaded loaded = world.load("sub/run.yaml");
  ASSERT_TRUE(loaded.plan) << told(loaded);
  EXPECT_EQ(loaded.plan->name, "real-file");
}

TEST(DotEnv, OfAnInstalledManifestLiesInTheWorkingFolder) {
  World world;
  world.write(".env", "API_KEY=from-file\n");
  const Loaded loaded = world.load("");
  ASSERT_TRUE(loaded.plan) << told(loaded);
  EXPECT_EQ(loaded.plan->secrets.at("api_key").reveal(), "from-file");
}

TEST(DotEnv, FaultsNameTheirLine) {
  World world;
  world.write(".env", "A=1\nnonsense\n");
  const Loaded loaded = world.load_text("version: 1\ncollectors: {synthetic: {}}\n");
  EXPECT_FALSE(loaded.plan);
  EXPECT_EQ(told(loaded), ".env:2:1: error: this line is not KEY=VALUE\n  hint: comments begin with '#'\n");
}

}  // namespace
}  // namespace streamguard::manifest::test
