// repo_bench REPOSITORY [COMMITS]: how fast every commit of a repository is diffed, text of every changed file
// included, by the reading path of the miner with one thread and with two, beside `git log -p` in the same run; and how
// fast messages alone are walked and filtered. Goals: 0.7 of git with one thread, 1.4 with two.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <thread>
#include <vector>

#include "repo/candidates.hpp"

namespace streamguard::repo {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

std::vector<Candidate> all_commits(const std::string& folder) {
  History history(folder);
  std::vector<ObjectId> tips;
  for (const Branch& branch : history.branches()) tips.push_back(branch.tip);
  std::vector<Candidate> commits;
  history.walk(tips, [&commits](const Commit& commit) {
    if (commit.parents.size() <= 1) commits.push_back({commit.time, commit.id});
    return true;
  });
  std::sort(commits.begin(), commits.end(), comes_before);
  return commits;
}

struct Work {
  std::uint64_t files = 0, lines = 0;
};

/// Diffs the commits from `begin` to `end`.
Work diff(const std::string& folder, const std::vector<Candidate>& commits, std::size_t begin, std::size_t end) {
  History history(folder);
  Work work;
  for (std::size_t i = begin; i < end; ++i) {
    const auto change = change_of(history, commits[i].id);
    if (!change) continue;
    for (const ChangedFile& file : change->files) {
      ++work.files;
      for_each_line(history, file, [&work](char, std::string_view) { ++work.lines; });
    }
  }
  return work;
}

/// Processor seconds of this process or of the programs that it started.
double processor_seconds(int who) {
  rusage usage{};
  getrusage(who, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

struct Time {
  double wall = 0, processor = 0;
};

/// On a machine that others use too the processor's time says more than the clock on the wall.
void print(const char* name, std::size_t commits, const Time& time, const Time& git, double threads = 1) {
  std::printf("%-24s %8.2f s  %8.2f s of processor %10.0f commits/s", name, time.wall, time.processor,
              static_cast<double>(commits) / time.wall);
  if (git.wall > 0) {
    std::printf("   %.2f of git log -p, %.2f by processor", git.wall / time.wall,
                git.processor / time.processor * threads);
  }
  std::printf("\n");
  std::fflush(stdout);
}

Time run_threads(const std::string& folder, const std::vector<Candidate>& commits, std::size_t threads) {
  const auto begin = Clock::now();
  const double before = processor_seconds(RUSAGE_SELF);
  std::vector<Work> work(threads);
  std::vector<std::thread> crew;
  for (std::size_t i = 0; i < threads; ++i) {
    crew.emplace_back(
        [&, i] { work[i] = diff(folder, commits, commits.size() * i / threads, commits.size() * (i + 1) / threads); });
  }
  for (std::thread& each : crew) each.join();
  const Time time{seconds_since(begin), processor_seconds(RUSAGE_SELF) - before};
  std::uint64_t lines = 0;
  for (const Work& each : work) lines += each.lines;
  std::printf("  (%llu changed lines)\n", static_cast<unsigned long long>(lines));
  return time;
}

int run(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: repo_bench REPOSITORY [COMMITS]\n");
    return 2;
  }
  const std::string folder = argv[1];
  std::vector<Candidate> commits = all_commits(folder);
  if (argc > 2) commits.resize(std::min<std::size_t>(commits.size(), std::strtoul(argv[2], nullptr, 10)));
  if (commits.empty()) return 1;
  {
    History history(folder);
    std::vector<ObjectId> tips;
    for (const Branch& branch : history.branches()) tips.push_back(branch.tip);
    const MessageReader reader;
    const auto begin = Clock::now();
    const Listing listing = list_candidates(history, tips, Window{}, reader, [](std::uint64_t) {});
    print("walk and message filter", listing.commits, {seconds_since(begin), 0}, {});
    std::printf("  (%zu claim a fix)\n", listing.candidates.size());
  }
  const std::string command = "git --git-dir='" + folder +
                              "' log --branches --no-merges -p --no-ext-diff --no-renames -n " +
                              std::to_string(commits.size()) + " > /dev/null";
  const auto begin = Clock::now();
  if (std::system(command.c_str()) != 0) return 1;
  const Time git{seconds_since(begin), processor_seconds(RUSAGE_CHILDREN)};
  print("git log -p", commits.size(), git, {});
  print("one thread", commits.size(), run_threads(folder, commits, 1), git);
  print("two threads", commits.size(), run_threads(folder, commits, 2), git, 2);
  return 0;
}

}  // namespace
}  // namespace streamguard::repo

int main(int argc, char** argv) {
  try {
    return streamguard::repo::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "repo_bench: %s\n", error.what());
    return 1;
  }
}
