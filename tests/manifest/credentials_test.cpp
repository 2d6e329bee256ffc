#include <gtest/gtest.h>

#include <cstdlib>

#include "manifest/bounds.hpp"
#include "world.hpp"

namespace streamguard::manifest::test {
namespace {

constexpr const char* kValue = "s3cr3t-credential-0123456789";
constexpr const char* kManifest = "version: 1\ncollectors: {keyed: {}}\n";

/// A world whose service manager hands over API_KEY.
class Credentials : public ::testing::Test {
 protected:
  Credentials() {
    world_.credentials = world_.folder / "credentials";
    world_.write("credentials/API_KEY", std::string(kValue) + "\n");
  }
  const SecretSource& api_key(const Loaded& loaded) const {
    for (const SecretSource& secret : loaded.secrets) {
      if (secret.name == "api_key") return secret;
    }
    std::abort();
  }
  World world_;
};

TEST_F(Credentials, AreReadFromTheirFolderWithoutTheLineEnd) {
  const Loaded loaded = world_.load_text(kManifest);
  ASSERT_TRUE(loaded.plan) << told(loaded);
  EXPECT_EQ(loaded.plan->secrets.at("api_key").reveal(), kValue);
  EXPECT_EQ(api_key(loaded).from, "the service's credentials");
  world_.write("credentials/API_KEY", std::string(kValue) + "\r\n");
  EXPECT_EQ(world_.load_text(kManifest).plan->secrets.at("api_key").reveal(), kValue);
}

TEST_F(Credentials, YieldToTheEnvironmentAndGoBeforeDotEnv) {
  world_.write(".env", "API_KEY=from-file\n");
  EXPECT_EQ(world_.load_text(kManifest).plan->secrets.at("api_key").reveal(), kValue);
  world_.environment["API_KEY"] = "from-environment";
  const Loaded loaded = world_.load_text(kManifest);
  EXPECT_EQ(loaded.plan->secrets.at("api_key").reveal(), "from-environment");
  EXPECT_EQ(api_key(loaded).from, "the environment");
}

TEST_F(Credentials, ThatAreEmptyOrAbsentLeaveTheRestToDotEnv) {
  world_.write(".env", "API_KEY=from-file\n");
  world_.write("credentials/API_KEY", "");
  EXPECT_EQ(api_key(world_.load_text(kManifest)).from, ".env");
  std::filesystem::remove(world_.credentials / "API_KEY");
  EXPECT_EQ(api_key(world_.load_text(kManifest)).from, ".env");
}

TEST_F(Credentials, AreNoVariablesOfTheManifest) {
  world_.write("credentials/WHERE", "elsewhere");
  const Loaded loaded = world_.load_text("version: 1\nname: ${WHERE}\ncollectors: {synthetic: {}}\n");
  EXPECT_FALSE(loaded.plan);
  EXPECT_NE(told(loaded).find("the variable 'WHERE' is not set"), std::string::npos) << told(loaded);
}

TEST_F(Credentials, OfTwoLinesAreRefusedByNameWithoutTheirValue) {
  world_.write("credentials/API_KEY", std::string(kValue) + "\nX-Other: 1\n");
  const Loaded loaded = world_.load_text(kManifest);
  EXPECT_FALSE(loaded.plan);
  EXPECT_NE(told(loaded).find("API_KEY from the service's credentials"), std::string::npos) << told(loaded);
  EXPECT_EQ(told(loaded).find("s3cr3t"), std::string::npos) << told(loaded);
}

TEST_F(Credentials, ThatAreNoFileOrTooLongAreFaults) {
  world_.write("credentials/API_KEY", std::string(bounds::kCredentialBytes + 1, 'x'));
  EXPECT_NE(told(world_.load_text(kManifest)).find("API_KEY: error: the credential cannot be read"), std::string::npos);
  std::filesystem::remove(world_.credentials / "API_KEY");
  std::filesystem::create_directory(world_.credentials / "API_KEY");
  EXPECT_NE(told(world_.load_text(kManifest)).find("API_KEY: error: the credential cannot be read"), std::string::npos);
}

TEST_F(Credentials, LieWhereTheServiceManagerSays) {
  ASSERT_EQ(::setenv("CREDENTIALS_DIRECTORY", world_.credentials.c_str(), 1), 0);
  EXPECT_EQ(real_surroundings().credentials_folder, world_.credentials);
  ASSERT_EQ(::setenv("CREDENTIALS_DIRECTORY", "relative", 1), 0);
  EXPECT_TRUE(real_surroundings().credentials_folder.empty());
  ASSERT_EQ(::unsetenv("CREDENTIALS_DIRECTORY"), 0);
  EXPECT_TRUE(real_surroundings().credentials_folder.empty());
}

}  // namespace
}  // namespace streamguard::manifest::test
