// Every collector through every fault, over real sockets: the bytes of a run without faults, or the outcome that the
// table names. All collectors meet the fault in the same run.
#include <cstdlib>
#include <ostream>
#include <sstream>

#include "faulty_runs.hpp"

namespace streamguard::upstreams {
namespace {

/// Where each collector meets the fault `words`: once at its documents ...
std::string at_documents(const std::string& words) {
  std::string out;
  for (const char* place : {"upstream=nvd", "upstream=nvd_feeds on=*.json.gz", "upstream=github",
                            "upstream=osv on=*.zip", "upstream=exploitdb on=*/files_exploits.csv",
                            "upstream=exploitdb on=*/exploits/*", "upstream=exploitdb on=*.tar.gz"}) {
    out += words + " " + place + "\n";
  }
  return out;
}

/// ... and twice at its code.
std::string at_code(const std::string& words) {
  return words + " upstream=git on=*/info/refs\n" + words + " upstream=git on=*/git-upload-pack\n";
}

std::string everywhere(const std::string& words) { return at_documents(words) + at_code(words); }

/// One status for each place, for faults in a row only add waiting.
std::string in_turns(const std::vector<int>& statuses) {
  std::istringstream places(everywhere("kind=status"));
  std::string out;
  std::size_t turn = 0;
  for (std::string place; std::getline(places, place);) {
    out += place + " status=" + std::to_string(statuses[turn++ % statuses.size()]) + "\n";
  }
  return out;
}

std::string at_json(const std::string& words) { return words + " upstream=nvd\n" + words + " upstream=github\n"; }

struct Case {
  std::string name, faults;
  std::vector<std::string> upstreams;  ///< that must have met it
};

/// For messages: googletest would print bytes.
void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

const std::vector<std::string> kAll{"nvd", "nvd_feeds", "github", "osv", "exploitdb", "git"};
const std::vector<std::string> kJson{"nvd", "github"};

std::vector<Case> cases() {
  return {
      {"ForbiddenWithRetryAfter", everywhere("kind=status status=403 retry-after=1"), kAll},
      {"ForbiddenWithRetryAfterZero", everywhere("kind=status status=403 retry-after=0"), kAll},
      {"Forbidden", everywhere("kind=status status=403"), kAll},
      {"TooManyRequestsWithRetryAfter", everywhere("kind=status status=429 retry-after=1"), kAll},
      {"TooManyRequestsWithRetryAfterZero", everywhere("kind=status status=429 retry-after=0"), kAll},
      {"TooManyRequests", everywhere("kind=status status=429"), kAll},
      {"RequestTimeout", everywhere("kind=status status=408"), kAll},
      {"ServerErrors", in_turns({500, 502, 504, 524}), kAll},
      {"Unavailable", everywhere("kind=status status=503 retry-after=1"), kAll},
      {"GatewayTimeouts", in_turns({524, 504, 500, 502}), kAll},
      {"PrimaryLimitInside200", "kind=errors variant=primary retry-after=1 upstream=github", {"github"}},
      {"SecondaryLimitInside200", "kind=errors variant=secondary retry-after=1 upstream=github", {"github"}},
      {"SecondaryLimitAs403", "kind=status status=403 variant=secondary retry-after=1 upstream=github", {"github"}},
      {"ErrorsInside200", "kind=errors upstream=github", {"github"}},
      {"ClosedWithoutAWord", everywhere("kind=drop"), kAll},
      {"ResetInTheBody", everywhere("kind=reset"), kAll},
      {"TruncatedGzip", everywhere("kind=gzip-cut"), kAll},
      {"DamagedGzip", everywhere("kind=gzip-damage"), kAll},
      {"SlowDrip", everywhere("kind=drip times=3"), kAll},
      {"TooLongAContentLength", everywhere("kind=long"), kAll},
      {"ChangingValidators", everywhere("kind=etag times=always"), kAll},
      {"HugeAnswer", at_documents("kind=huge") + at_code("kind=huge bytes=20000000"), kAll},
      {"DecompressionBomb", everywhere("kind=bomb"), kAll},
      {"HtmlInstead", everywhere("kind=html"), kAll},
      {"InvalidJson", at_json("kind=bad-json"), kJson},
      {"InvalidUtf8", at_json("kind=bad-utf8"), kJson},
      {"TooShortAContentLength", everywhere("kind=short"), kAll},
  };
}

class EveryCollector : public testing::TestWithParam<Case> {};

TEST(EveryCollectorWithoutFaults, GivesWhatTheMirrorHolds) {
  const FaultyRuns::Run& calm = FaultyRuns::instance().calm();
  ASSERT_EQ(calm.exit_code, 0) << calm.said;
  for (const Subject& subject : subjects()) {
    const Outcome& outcome = calm.outcomes.at(subject.name);
    EXPECT_EQ(outcome.state, "exhausted") << subject.name << "\n" << calm.said;
    std::size_t lines = 0;
    for (const auto& [file, bytes] : outcome.data) {
      lines += static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\n'));
    }
    EXPECT_GE(lines, subject.least) << subject.name << "\n" << calm.said;
  }
  // A fault that shows in a run of itself would hide in comparisons with it.
  const FaultyRuns::Run again = FaultyRuns::instance().run(subjects(), "");
  for (const auto& [name, outcome] : again.outcomes) EXPECT_EQ(outcome.data, calm.outcomes.at(name).data) << name;
}

TEST_P(EveryCollector, GivesEqualBytes) {
  const Case& fault = GetParam();
  FaultyRuns& runs = FaultyRuns::instance();
  const FaultyRuns::Run& calm = runs.calm();
  const FaultyRuns::Run run = runs.run(subjects(), fault.faults);
  ASSERT_EQ(calm.exit_code, 0) << calm.said;
  EXPECT_EQ(run.exit_code, 0) << run.said;
  for (const std::string& upstream : fault.upstreams) {
    if (calm.requests.at(upstream) == 0) continue;  // only some collectors were chosen
    EXPECT_GE(runs.simulator().stats().of(upstream).faults, 1U) << upstream << " was not hit";
  }
  for (const auto& [name, outcome] : run.outcomes) {
    EXPECT_EQ(outcome.state, calm.outcomes.at(name).state) << name << "\n" << run.said;
    EXPECT_TRUE(outcome.data == calm.outcomes.at(name).data) << name << " gave other bytes\n" << run.said;
  }
}

/// Several faults at once, by chance: STREAMGUARD_SEEDS says how many times (1).
TEST(EveryCollectorInAStorm, GivesEqualBytes) {
  FaultyRuns& runs = FaultyRuns::instance();
  const char* const told = std::getenv("STREAMGUARD_SEEDS");
  const int seeds = told != nullptr ? std::atoi(told) : 1;
  for (int seed = 1; seed <= seeds && !HasFailure(); ++seed) {
    std::string faults;
    for (const char* words : {"kind=status status=503", "kind=status status=429 retry-after=0", "kind=drop",
                              "kind=reset", "kind=gzip-cut", "kind=long", "kind=etag", "kind=drip pause=5"}) {
      faults += std::string(words) + " chance=3 times=always seed=" + std::to_string(seed * 100 + words[5]) + "\n";
    }
    const FaultyRuns::Run run = runs.run(subjects(), faults);
    EXPECT_EQ(run.exit_code, 0) << "seed " << seed << "\n" << run.said;
    for (const auto& [name, outcome] : run.outcomes) {
      EXPECT_TRUE(outcome.data == runs.calm().outcomes.at(name).data) << name << ", seed " << seed << "\n" << run.said;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Fault, EveryCollector, testing::ValuesIn(cases()),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace streamguard::upstreams
