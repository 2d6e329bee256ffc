// The promise of the store: whatever happens between, the files end up as if nothing had.
#include <gtest/gtest.h>

#include "scripted_run.hpp"

namespace streamguard::store::testing {
namespace {

/// Runs to the end, however often the disk refuses; gives up after a bound, which no test should reach.
Outcome run_until_done(ForgetfulDisk& disk, const Script& script, std::uint64_t seed) {
  for (int attempt = 0; attempt < 100; ++attempt) {
    if (run_script(disk, script)) return outcome_of(disk);
    disk.restart(seed + static_cast<std::uint64_t>(attempt));
  }
  ADD_FAILURE() << "never came to an end";
  return {};
}

void cut_everywhere(const Script& script, std::uint64_t seeds) {
  const Outcome expected = uninterrupted(script);
  ASSERT_NE(expected.end, End::open);
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    bool reached = true;
    for (std::uint64_t at = 1; reached; ++at) {
      ForgetfulDisk disk;
      disk.cut_power_at(at);
      reached = !run_script(disk, script).ok() || disk.lost_power();
      disk.restart(seed * 1000 + at);
      ASSERT_EQ(run_until_done(disk, script, seed), expected) << "cut at operation " << at << ", seed " << seed;
    }
  }
}

TEST(PowerCut, AtEveryOperationLeavesTheSameBytes) {
  Script script;
  cut_everywhere(script, 6);  // checkpoints share ledger lines as it happens
  script.patient = true;
  cut_everywhere(script, 6);
}

TEST(PowerCut, WithATargetLeavesTheSameBytes) {
  Script script;
  script.target = 17;
  cut_everywhere(script, 3);
}

TEST(PowerCut, WithADyingWorkerLeavesTheSameBytes) {
  Script script;
  const Outcome expected = uninterrupted(script);
  script.rollback_at = 22;
  ASSERT_EQ(uninterrupted(script), expected);
  cut_everywhere(script, 3);
}

TEST(PowerCut, DuringRecoveryLeavesTheSameBytes) {
  const Script script{24, 3, 2, 0, ~0u, true};
  const Outcome expected = uninterrupted(script);
  for (std::uint64_t first = 4; first < 40; first += 3) {
    for (std::uint64_t second = 1; second < 10; ++second) {
      ForgetfulDisk disk;
      disk.cut_power_at(first);
      (void)run_script(disk, script).ok();
      disk.restart(first);
      disk.cut_power_at(second);
      (void)run_script(disk, script).ok();
      disk.restart(second);
      ASSERT_EQ(run_until_done(disk, script, first), expected) << first << " then " << second;
    }
  }
}

TEST(PowerCut, AgainAndAgainLeavesTheSameBytes) {
  Script script;
  script.patient = true;
  const Outcome expected = uninterrupted(script);
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    ForgetfulDisk disk;
    std::mt19937_64 draw(seed);
    for (int life = 0; life < 12; ++life) {
      disk.cut_power_at(1 + draw() % 14);
      (void)run_script(disk, script).ok();
      disk.restart(draw());
    }
    ASSERT_EQ(run_until_done(disk, script, seed), expected) << seed;
  }
}

TEST(DiskFault, AtEveryOperationIsToldAndResumable) {
  Script script;
  script.patient = true;
  const Outcome expected = uninterrupted(script);
  for (const Fault fault : {Fault::full, Fault::io, Fault::short_write}) {
    bool reached = true;
    for (std::uint64_t at = 1; reached; ++at) {
      ForgetfulDisk disk;
      disk.fail_at(at, fault);
      const Status done = run_script(disk, script);
      reached = disk.operations() >= at;
      if (!done) {
        EXPECT_EQ(done.error().code, Code::io);
        EXPECT_NE(done.error().message.find("/out"), std::string::npos) << done.error().message;
      }
      // The next run, on a disk that works again; without a power cut, as after a clean stop.
      disk.fail_at(0, Fault::none);
      ASSERT_TRUE(run_script(disk, script)) << "after operation " << at;
      ASSERT_EQ(outcome_of(disk), expected) << "after operation " << at;
    }
  }
}

/// The state in the middle of a run: some commits, then the worker's end.
ForgetfulDisk& half_way(ForgetfulDisk& disk, std::size_t lines) {
  (void)run_script(disk, Script{20, 1, 2, 0, ~0u, true}).ok();
  std::string ledger = disk.contents(kLedger);
  std::size_t end = 0;
  for (std::size_t line = 0; line < lines; ++line) end = ledger.find('\n', end) + 1;
  disk.set_contents(kLedger, ledger.substr(0, end));
  return disk;
}

TEST(TornWrite, OfTheLastLedgerLineAtEveryByteIsRedone) {
  const Script script{24, 1, 2, 0, ~0u, true};
  const Outcome expected = uninterrupted(script);
  ForgetfulDisk whole;
  half_way(whole, 6);
  const std::string ledger = whole.contents(kLedger), data = whole.contents(kData),
                    rejected = whole.contents(kRejected);
  const std::string run = whole.contents(kOutput / ".streamguard/run.json");
  const std::size_t last = ledger.rfind('\n', ledger.size() - 2) + 1;
  for (std::size_t size = last; size <= ledger.size(); ++size) {
    ForgetfulDisk disk;
    disk.set_contents(kOutput / ".streamguard/run.json", run);
    disk.set_contents(kData, data);
    disk.set_contents(kRejected, rejected);
    disk.set_contents(kLedger, ledger.substr(0, size));
    ASSERT_TRUE(run_script(disk, script)) << size;
    ASSERT_EQ(outcome_of(disk), expected) << size;
  }
}

TEST(TornWrite, OfTheDataAtEveryByteIsRedone) {
  const Script script{24, 1, 2, 0, ~0u, true};
  const Outcome expected = uninterrupted(script);
  ForgetfulDisk whole;
  half_way(whole, 6);
  auto parts = inspect(kOutput, &whole);
  ASSERT_TRUE(parts);
  const std::string data = whole.contents(kData).substr(0, static_cast<std::size_t>(parts->front().second.bytes));
  const std::size_t last_two = data.rfind('\n', data.rfind('\n', data.size() - 2) - 1) + 1;  // records: the last commit
  for (std::size_t size = 0; size <= data.size();
       size += size < last_two ? std::min<std::size_t>(499, last_two - size) : 1) {
    ForgetfulDisk disk;
    for (const auto& path : {kLedger, kRejected, kOutput / ".streamguard/run.json"})
      disk.set_contents(path, whole.contents(path));
    disk.set_contents(kData, data.substr(0, size));
    ASSERT_TRUE(run_script(disk, script)) << size;
    ASSERT_EQ(outcome_of(disk), expected) << size;
  }
}

std::string flipped(std::string bytes, std::size_t at) {
  bytes[at] = static_cast<char>(bytes[at] ^ 0x20);
  return bytes;
}

TEST(Damage, InTheLastCommitIsRedone) {
  const Script script{24, 1, 2, 0, ~0u, true};
  ForgetfulDisk disk;
  half_way(disk, 6);
  auto parts = inspect(kOutput, &disk);
  ASSERT_TRUE(parts);
  disk.set_contents(kData, flipped(disk.contents(kData), static_cast<std::size_t>(parts->front().second.bytes) - 40));
  ASSERT_TRUE(run_script(disk, script));
  EXPECT_EQ(outcome_of(disk), uninterrupted(script));
}

TEST(Damage, InTheMiddleOfTheDataIsRefusedAndChangesNothing) {
  ForgetfulDisk disk;
  half_way(disk, 6);
  const std::string damaged = flipped(disk.contents(kData), 100);
  disk.set_contents(kData, damaged);
  const std::string ledger = disk.contents(kLedger);
  const Status refused = run_script(disk, Script{});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::data);
  EXPECT_NE(refused.error().message.find("--fresh"), std::string::npos) << refused.error().message;
  EXPECT_EQ(disk.contents(kData), damaged);
  EXPECT_EQ(disk.contents(kLedger), ledger);
}

TEST(Damage, InTheMiddleOfTheLedgerIsRefused) {
  ForgetfulDisk disk;
  half_way(disk, 6);
  disk.set_contents(kLedger, flipped(disk.contents(kLedger), 20));
  const Status refused = run_script(disk, Script{});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::data);
  EXPECT_NE(refused.error().message.find("damaged at byte 0"), std::string::npos) << refused.error().message;
}

}  // namespace
}  // namespace streamguard::store::testing
