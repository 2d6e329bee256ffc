// How long each report of 80,000 samples takes, and how much memory, by the real program from its start to its end.
// README.md says what the lines are held against.
//
//   report_bench [FOLDER]    FOLDER: the output of a run. Without it one is made: 40,000 synthetic pairs, and as many
//   of
//                            a test plugin that are like those of real fixes.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct Spent {
  double seconds = 0, processor = 0;  ///< of all its processes
  double mebibytes = 0;               ///< of the largest of its processes: the program itself, or a reporter's worker
};

Spent run(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), STREAMGUARD_PROGRAM);
  std::vector<char*> pointers;
  pointers.reserve(arguments.size() + 1);
  for (std::string& one : arguments) pointers.push_back(one.data());
  pointers.push_back(nullptr);
  const auto start = std::chrono::steady_clock::now();
  std::fflush(stdout);  // or the child would write it again
  const pid_t child = ::fork();
  if (child == 0) {
    if (std::freopen("/dev/null", "w", stdout) != nullptr) ::execv(pointers[0], pointers.data());
    ::_exit(127);
  }
  int status = 0;
  rusage used{};
  if (child < 0 || ::wait4(child, &status, 0, &used) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    std::fprintf(stderr, "report_bench: streamguard %s failed\n", arguments[1].c_str());
    std::exit(1);
  }
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(),
          seconds(used.ru_utime) + seconds(used.ru_stime), static_cast<double>(used.ru_maxrss) / 1024};
}

/// A run with these lines below "reports:". A second one finds all collected, and only keeps what reports it is to
/// write.
void collect(const fs::path& folder, const std::string& reports) {
  const fs::path manifest = folder / "bench.yaml";
  std::ofstream(manifest) << "version: 1\nname: bench\noutput: " << (folder / "out").string() << "\nreports: ["
                          << reports << "]\nplugins: {path: [" << STREAMGUARD_TEST_PLUGINS << "/rogue]}\ncollectors:\n"
                          << "  synthetic: {target: 40000}\n"
                          << "  pairs: {plugin: pairs, target: 40000, config: {count: 40000}}\n";
  run({"run", manifest.string(), "--no-dashboard"});
}

void bench(const fs::path& output, const std::string& format, const std::string& name, const fs::path& to) {
  const Spent spent = run({"report", output.string(), "--format", format, "--to", (to / name).string()});
  std::printf("%-14s %6.2f s, %5.2f s of processors, %6.1f MiB, %9.1f KB written\n", name.c_str(), spent.seconds,
              spent.processor, spent.mebibytes, static_cast<double>(fs::file_size(to / name)) / 1000);
}

}  // namespace

int main(int argc, char** argv) {
  const fs::path folder = fs::absolute("report-bench-output");
  fs::remove_all(folder);
  fs::create_directories(folder);
  const fs::path output = argc > 1 ? fs::path(argv[1]) : folder / "out";
  if (argc == 1) collect(folder, "");
  for (const char* format : {"json", "csv", "markdown", "dataset_card", "html", "pdf", "sarif"}) {
    bench(output, format, format, folder);
  }
  if (argc == 1) {
    collect(folder, "{plugin: sarif, config: {findings: true}}");
    bench(output, "sarif", "sarif-findings", folder);
  }
  fs::remove_all(folder);
  return 0;
}
