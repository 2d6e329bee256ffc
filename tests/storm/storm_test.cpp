// kill -9 at random instants: of a worker, of the host, of both. After enough reruns every data and rejected file must
// be byte-identical to those of a run that was never touched. STREAMGUARD_KILLS says how many kills (50),
// STREAMGUARD_SEED which.
#include <signal.h>

#include <cstdlib>
#include <iostream>
#include <random>

#include "scenario.hpp"

namespace streamguard::storm {
namespace {

namespace fs = std::filesystem;
using scenario::Ended;
using scenario::Host;
using scenario::ProcessHandle;
using scenario::Scenario;

/// Several shards, rejected records, duplicates, units, a target that cuts, checkpoints of many sizes.
const char* const kCollectors =
    "  steady: {plugin: steady, target: all, shards: 2, config: {count: 12000, bytes: 700, checkpoint_every: 37, "
    "bad_every: 97, "
    "unit_every: 50}}\n"
    "  cut: {plugin: steady, target: 5000, config: {count: 9000, bytes: 1500, checkpoint_every: 333, bad_every: "
    "1000}}\n";
constexpr int kRunsMost = 100;  ///< of one output folder; each kill costs one at most

std::uint64_t number_of(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

std::uint64_t size_under(const fs::path& folder, const char* extension) {
  std::uint64_t sum = 0;
  std::error_code failed;
  for (fs::recursive_directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    std::error_code gone;
    if (at->path().extension() == extension) {
      const auto size = fs::file_size(at->path(), gone);
      sum += gone ? 0 : size;
    }
  }
  return sum;
}

enum class Victim { worker, host, both };
enum class Moment { data, ledger, turns };

/// When a kill is due: once so many bytes of data or ledger are there, or after so many looks, of a millisecond at most
/// each.
struct Plan {
  Victim victim = Victim::host;
  Moment moment = Moment::data;
  std::uint64_t threshold = 0;
};

class Storm {
 public:
  explicit Storm(std::uint64_t seed) : random_(seed) {
    Scenario calm(kCollectors);
    EXPECT_EXIT_CODE(calm, calm.run(), 0);
    expected_ = scenario::data_of(calm.output());
    data_bytes_ = size_under(calm.output(), ".jsonl");
    ledger_bytes_ = size_under(calm.output(), ".ledger");
    EXPECT_EQ(calm.samples("cut").size(), 5000U);
    EXPECT_FALSE(calm.rejected("cut").empty());
  }

  /// One output folder, from nothing to complete, killed again and again while kills are left.
  void pass(std::uint64_t& kills_left) {
    Scenario scenario(kCollectors);
    std::string history;
    for (int run = 0; run < kRunsMost; ++run) {
      const Plan plan = draw();
      bool killed = false;
      const Ended ended = live(scenario, kills_left > 0 ? &plan : nullptr, killed);
      if (killed) {
        --kills_left;
        ++kills_[static_cast<std::size_t>(plan.victim)];
        history += describe(plan) + '\n';
      }
      if (!ended.signalled && ended.code == 0) break;
      // A host that was not killed must come to a good end by itself.
      ASSERT_TRUE(killed && ended.signalled && ended.code == SIGKILL)
          << "exit code " << ended.code << ", killed before: \n"
          << history << scenario.errors;
    }
    const auto found = scenario::data_of(scenario.output());
    ASSERT_EQ(found.size(), expected_.size()) << history;
    for (const auto& [name, bytes] : expected_) {
      ASSERT_TRUE(found.count(name) == 1) << name << " is missing after\n" << history;
      ASSERT_TRUE(found.at(name) == bytes) << name << " differs after\n"
                                           << history << difference(bytes, found.at(name));
    }
  }

  std::string tally() const {
    return std::to_string(kills_[0]) + " workers, " + std::to_string(kills_[1]) + " hosts, " +
           std::to_string(kills_[2]) + " both";
  }

 private:
  std::uint64_t up_to(std::uint64_t most) { return std::uniform_int_distribution<std::uint64_t>(0, most)(random_); }

  Plan draw() {
    Plan plan;
    plan.victim = static_cast<Victim>(up_to(2));
    plan.moment = static_cast<Moment>(up_to(2));
    const std::uint64_t most = plan.moment == Moment::data     ? data_bytes_
                               : plan.moment == Moment::ledger ? ledger_bytes_
                                                               : 250;
    plan.threshold = up_to(most);
    return plan;
  }

  static std::string describe(const Plan& plan) {
    const char* const victims[] = {"a worker", "the host", "both"};
    const char* const moments[] = {" bytes of data", " bytes of ledger", " looks"};
    return std::string("killed ") + victims[static_cast<int>(plan.victim)] + " after " +
           std::to_string(plan.threshold) + moments[static_cast<int>(plan.moment)];
  }

  static std::string difference(const std::string& wanted, const std::string& got) {
    const auto at = std::mismatch(wanted.begin(), wanted.end(), got.begin(), got.end()).first - wanted.begin();
    return std::to_string(wanted.size()) + " bytes were expected, " + std::to_string(got.size()) +
           " are there; the first difference is at " + std::to_string(at);
  }

  /// Runs the host to its end, and kills where and when the plan says. Standard output is people's lines and stays
  /// small.
  Ended live(Scenario& scenario, const Plan* plan, bool& killed) {
    Host host({"run", scenario.manifest().string()});
    for (std::uint64_t turn = 0; plan != nullptr && !killed; ++turn) {
      if (host.process().gone(std::chrono::milliseconds(turn == 0 ? 0 : 1))) break;
      const std::uint64_t now = plan->moment == Moment::data     ? size_under(scenario.output(), ".jsonl")
                                : plan->moment == Moment::ledger ? size_under(scenario.output(), ".ledger")
                                                                 : turn;
      if (now >= plan->threshold) killed = strike(host, plan->victim);
    }
    const Ended ended = host.wait();
    scenario.errors = host.errors() + host.output();
    return ended;
  }

  /// False where there is nobody to kill (yet).
  bool strike(Host& host, Victim victim) {
    if (victim != Victim::host) {
      const auto workers = host.workers();
      if (workers.empty()) return false;
      ProcessHandle(workers[static_cast<std::size_t>(up_to(workers.size() - 1))]).kill();
    }
    if (victim != Victim::worker) host.process().kill();
    return true;
  }

  std::mt19937_64 random_;
  std::map<std::string, std::string> expected_;
  std::uint64_t data_bytes_ = 0, ledger_bytes_ = 0;
  std::array<std::uint64_t, 3> kills_{};
};

TEST(Storm, KilledRunsEndWithTheBytesOfACalmOne) {
  const std::uint64_t kills = number_of("STREAMGUARD_KILLS", 50);
  const std::uint64_t seed = number_of("STREAMGUARD_SEED", 1);
  SCOPED_TRACE("STREAMGUARD_SEED=" + std::to_string(seed));
  Storm storm(seed);
  std::uint64_t left = kills;
  while (left > 0 && !testing::Test::HasFatalFailure()) storm.pass(left);
  std::cout << "killed: " << storm.tally() << '\n';
}

}  // namespace
}  // namespace streamguard::storm
