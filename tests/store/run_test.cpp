// An output folder and the runs that meet in it, on the machine's own disk.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "os/clock.hpp"
#include "os/file.hpp"
#include "samples.hpp"
#include "store/store.hpp"

namespace streamguard::store {
namespace {

namespace fs = std::filesystem;
using testing::batch_of;
using testing::sample;

class FixedClock final : public os::Clock {
 public:
  os::SteadyTime now() const override { return {}; }
  os::WallTime wall() const override { return os::WallTime(std::chrono::seconds(1'700'000'000)); }
};

class Run : public ::testing::Test {
 protected:
  Run() { output_ = os::make_temporary_folder("sg-store").value() / "out"; }
  ~Run() override { static_cast<void>(os::real_disk().remove_all(output_.parent_path())); }

  Result<std::unique_ptr<Store>> open(const Fingerprint& fingerprint = {{"seed", "42"}}, bool fresh = false) {
    Options options;
    options.fresh = fresh;
    options.clock = &clock_;
    options.commit_interval = std::chrono::milliseconds(0);
    return Store::open(output_, fingerprint, options);
  }
  /// One run that commits `numbers`.
  void commit(const std::vector<unsigned>& numbers, const Fingerprint& fingerprint = {{"seed", "42"}},
              bool fresh = false) {
    auto store = open(fingerprint, fresh);
    ASSERT_TRUE(store) << store.error().message;
    auto part = (*store)->part(name_, 0);
    ASSERT_TRUE(part) << part.error().message;
    std::vector<std::string> records;
    for (const unsigned number : numbers) records.push_back(sample(number));
    ASSERT_TRUE((*part)->append(batch_of(records)));
    ASSERT_TRUE((*part)->checkpoint("x"));
    ASSERT_TRUE((*part)->rollback());
  }
  std::string data(const fs::path& output) const {
    std::ifstream file(output / "osv/part-00000-of-00001.jsonl");
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }

  const PartName name_{"osv", "osv", 0, 1};
  fs::path output_;
  FixedClock clock_;
};

TEST_F(Run, IsNotResumedWhereNothingWas) {
  auto store = open();
  ASSERT_TRUE(store);
  EXPECT_FALSE((*store)->resumed());
  EXPECT_TRUE((*store)->health());
}

TEST_F(Run, GoesOnWhereItStopped) {
  commit({1, 2});
  auto store = open();
  ASSERT_TRUE(store);
  EXPECT_TRUE((*store)->resumed());
  auto part = (*store)->part(name_, 0);
  ASSERT_TRUE(part);
  EXPECT_EQ((*part)->committed().token, "x");
  auto appended = (*part)->append(batch_of({sample(2), sample(3)}));
  ASSERT_TRUE(appended);
  EXPECT_EQ(appended->duplicates, 1u);
  ASSERT_TRUE((*part)->finish(End::exhausted));
  EXPECT_EQ(data(output_), sample(1) + "\n" + sample(2) + "\n" + sample(3) + "\n");
}

TEST_F(Run, RefusesAnotherManifestAndNamesTheKeys) {
  commit({1}, {{"seed", "42"}, {"collectors.osv.target", "5"}, {"same", "1"}});
  auto refused = open({{"seed", "43"}, {"collectors.cve.target", "7"}, {"same", "1"}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::conflict);
  const std::string& message = refused.error().message;
  EXPECT_NE(message.find("seed: was 42, is now 43"), std::string::npos) << message;
  EXPECT_NE(message.find("collectors.osv.target: was 5, is now absent"), std::string::npos) << message;
  EXPECT_NE(message.find("collectors.cve.target: was absent, is now 7"), std::string::npos) << message;
  EXPECT_EQ(message.find("same"), std::string::npos) << message;
  EXPECT_NE(message.find("--fresh"), std::string::npos) << message;
  EXPECT_NE(message.find("--output-dir"), std::string::npos) << message;
}

TEST_F(Run, TakesAnotherManifestWhereNothingWasCommitted) {
  {
    auto store = open();
    ASSERT_TRUE(store);
    ASSERT_TRUE((*store)->part({"cve", "cves", 0, 2}, 0));
  }
  ASSERT_TRUE(fs::exists(output_ / "cves/part-00000-of-00002.jsonl"));
  commit({1}, {{"seed", "43"}});
  EXPECT_FALSE(fs::exists(output_ / "cves/part-00000-of-00002.jsonl"));
}

TEST_F(Run, FreshMovesTheOldAside) {
  commit({1, 2});
  commit({3}, {{"seed", "43"}}, true);
  EXPECT_EQ(data(output_), sample(3) + "\n");
  const fs::path old = output_ / ".streamguard/old/20231114_221320";
  EXPECT_EQ(data(old), sample(1) + "\n" + sample(2) + "\n");
  auto parts = inspect(old);
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->front().second.records, 2u) << "what moved can be read as any output folder";
  commit({4}, {{"seed", "43"}}, true);
  EXPECT_EQ(data(output_ / ".streamguard/old/20231114_221320-2"), sample(3) + "\n");
}

TEST_F(Run, FreshThatWasCutShortIsCompleted) {
  commit({1});
  std::ofstream(output_ / ".streamguard/moving.json")
      << R"({"to":".streamguard/old/t","files":["osv/part-00000-of-00001.jsonl","gone.jsonl",".streamguard/run.json",)"
      << R"(".streamguard/osv-00000-of-00001.ledger"]})";
  commit({2}, {{"seed", "44"}});
  EXPECT_EQ(data(output_), sample(2) + "\n");
  EXPECT_EQ(data(output_ / ".streamguard/old/t"), sample(1) + "\n");
  EXPECT_FALSE(fs::exists(output_ / ".streamguard/moving.json"));
}

TEST_F(Run, TwoHostsCannotShareAFolder) {
  auto first = open();
  ASSERT_TRUE(first);
  auto second = open();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::conflict);
  EXPECT_NE(second.error().message.find("process"), std::string::npos) << second.error().message;
}

TEST_F(Run, TwoCollectorsCannotShareAPart) {
  auto store = open();
  ASSERT_TRUE(store);
  ASSERT_TRUE((*store)->part(name_, 0));
  EXPECT_EQ((*store)->part({"osv2", "osv", 0, 1}, 0).error().code, Code::config);
  for (const char* folder : {"", ".", "..", ".streamguard", "a/b", "rejected"}) {
    EXPECT_EQ((*store)->part({"x", folder, 0, 1}, 0).error().code, Code::config) << folder;
  }
}

TEST_F(Run, IsInspectedOnlyWhereThereIsOne) {
  EXPECT_EQ(inspect(output_).error().code, Code::unavailable);
  EXPECT_EQ(open_reader(output_, name_).error().code, Code::unavailable);
}

TEST_F(Run, RefusesARunFileItDoesNotUnderstand) {
  commit({1});
  std::ofstream(output_ / ".streamguard/run.json") << "{\"format\":2}";
  EXPECT_EQ(open().error().code, Code::config);
  std::ofstream(output_ / ".streamguard/run.json") << "{";
  EXPECT_EQ(open().error().code, Code::data);
}

}  // namespace
}  // namespace streamguard::store
