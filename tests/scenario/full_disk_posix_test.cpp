// A disk that takes no more: the run stops, says so, keeps what is committed, and goes on once there is room.
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include "scenario.hpp"

namespace streamguard::scenario {
namespace {

using nlohmann::json;

const std::string kLarge =
    "  steady: {plugin: steady, target: all, config: {count: 4000, bytes: 1024, checkpoint_every: 50}}\n"
    "  beside: {plugin: steady, target: all, config: {count: 4000, bytes: 1024, checkpoint_every: 50}}\n";

std::map<std::string, std::string> undisturbed() {
  Scenario scenario(kLarge);
  EXPECT_EXIT_CODE(scenario, scenario.run(), 0);
  return data_of(scenario.output());
}

/// Files of at most a megabyte, and an error instead of a signal beyond it.
void small_files() {
  const rlimit limit{1 << 20, 1 << 20};
  ::setrlimit(RLIMIT_FSIZE, &limit);
  ::signal(SIGXFSZ, SIG_IGN);
}

void expect_stopped_by_the_disk(Scenario& scenario, const Ended& ended) {
  EXPECT_FALSE(ended.signalled);
  EXPECT_TRUE(ended.code == 3 || ended.code == 1) << ended.code << '\n' << scenario.errors;
  EXPECT_NE(scenario.errors.find("The output folder failed"), std::string::npos) << scenario.errors;
}

TEST(FullDisk, AFileThatMayNotGrowStopsTheRunResumably) {
  Scenario scenario(kLarge);
  Host::Options options;
  options.before_exec = small_files;
  expect_stopped_by_the_disk(scenario, scenario.run({}, options));
  EXPECT_LE(scenario.part("steady").size(), 1U << 20);
  EXPECT_EXIT_CODE(scenario, scenario.run(), 0);
  EXPECT_EQ(data_of(scenario.output()), undisturbed());
}

class SmallDisk {
 public:
  explicit SmallDisk(const fs::path& at) : at_(at) {
    fs::create_directories(at_);
    mounted_ = ::mount("tmpfs", at_.c_str(), "tmpfs", 0, "size=3m") == 0;
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk() {
    if (mounted_) ::umount2(at_.c_str(), MNT_DETACH);
  }
  bool mounted() const noexcept { return mounted_; }
  bool grow() const { return ::mount("tmpfs", at_.c_str(), "tmpfs", MS_REMOUNT, "size=64m") == 0; }

 private:
  fs::path at_;
  bool mounted_ = false;
};

TEST(FullDisk, NoSpaceStopsTheRunResumably) {
  Scenario scenario(kLarge);
  const SmallDisk disk(scenario.output());
  if (!disk.mounted())
    GTEST_SKIP() << "no file system can be mounted here; the test above covers the same path by EFBIG";
  expect_stopped_by_the_disk(scenario, scenario.run());
  ASSERT_TRUE(disk.grow());
  EXPECT_EXIT_CODE(scenario, scenario.run(), 0);
  EXPECT_EQ(data_of(scenario.output()), undisturbed());
}

}  // namespace
}  // namespace streamguard::scenario
