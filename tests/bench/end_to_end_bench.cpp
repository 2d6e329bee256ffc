// Whole runs of the real program, timed from start to exit, beside what bounds them, in one run. README.md says what
// each line means.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host.hpp"
#include "os/file.hpp"

namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using streamguard::scenario::Host;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Kilobytes, as the kernel counts them; 0 where it does not tell.
long most_resident(pid_t process) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::stol(line.substr(6));
  }
  return 0;
}

struct Measured {
  double seconds = 0;
  std::uint64_t samples = 0;
  long kilobytes = 0;
};

Measured run(const fs::path& folder, const std::string& name, const std::string& collectors) {
  const fs::path manifest = folder / (name + ".yaml");
  std::ofstream(manifest) << "version: 1\nname: " << name << "\noutput: " << (folder / name).string()
                          << "\nreports: []\nplugins: {path: [" << STREAMGUARD_TEST_PLUGINS << "]}\ncollectors:\n"
                          << collectors;
  const auto start = std::chrono::steady_clock::now();
  Host host({"run", manifest.string(), "--events", "-"});
  Measured out;
  host.until([&](const json& event) {
    if (event.at("event") == "collector_ended") out.samples += event.at("samples").get<std::uint64_t>();
    return event.at("event") == "run_ended";
  });
  out.kilobytes = most_resident(host.process().id());
  const auto ended = host.wait();
  out.seconds = seconds_since(start);
  if (ended.signalled || ended.code != 0) {
    std::fprintf(stderr, "%s failed: %s\n", name.c_str(), host.errors().c_str());
    std::exit(1);
  }
  return out;
}

std::vector<std::string> lines_of(const fs::path& part) {
  std::ifstream in(part);
  std::vector<std::string> out;
  for (std::string line; std::getline(in, line);) out.push_back(std::move(line));
  return out;
}

double time_copy(const fs::path& folder, const std::vector<std::string>& lines) {
  const auto start = std::chrono::steady_clock::now();
  auto file = streamguard::os::real_disk().open(folder / "copy");
  std::string block;
  for (const std::string& line : lines) {
    block.append(line).push_back('\n');
    if (block.size() < 256 * 1024) continue;
    const std::string_view piece = block;
    if (!(*file)->append({&piece, 1})) std::exit(1);
    block.clear();
  }
  if (!(*file)->sync()) std::exit(1);
  return seconds_since(start);
}

double time_nlohmann(const std::vector<std::string>& lines) {
  const auto start = std::chrono::steady_clock::now();
  std::size_t bytes = 0;
  for (const std::string& line : lines) bytes += json::parse(line).dump().size();
  if (bytes == 0) std::exit(1);
  return seconds_since(start);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// Records a second that another program tells when this command runs it, as "447000 rec/s"; 0 where it tells none.
double peer_rate(const std::string& command) {
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return 0;
  std::string said;
  std::array<char, 512> some{};
  while (std::fgets(some.data(), some.size(), pipe) != nullptr) said += some.data();
  ::pclose(pipe);
  const std::size_t unit = said.find(" rec/s");
  if (unit == std::string::npos) return 0;
  const std::size_t start = said.find_last_of(" :", unit - 1);
  return std::strtod(said.c_str() + (start == std::string::npos ? 0 : start + 1), nullptr);
}

std::string steady(const std::string& name, std::uint64_t count) {
  return "  " + name + ": {plugin: steady, target: " + std::to_string(count) +
         ", config: {count: " + std::to_string(count) + ", bytes: 2200, checkpoint_every: 1000}}\n";
}

}  // namespace

int main(int argc, char** argv) {
  const fs::path folder = fs::absolute(argc > 1 ? argv[1] : "bench-output");
  fs::remove_all(folder);
  fs::create_directories(folder);
  constexpr std::uint64_t kRecords = 300'000;
  constexpr int kRounds = 3;

  const char* peer = std::getenv("STREAMGUARD_PEER");
  std::vector<double> host, copy, nlohmann_rate, peers;
  long kilobytes = 0;
  for (int round = 0; round < kRounds; ++round) {
    const std::string name = "host" + std::to_string(round);
    const Measured measured = run(folder, name, steady("steady", kRecords));
    host.push_back(static_cast<double>(measured.samples) / measured.seconds);
    kilobytes = std::max(kilobytes, measured.kilobytes);
    std::vector<std::string> lines = lines_of(folder / name / "steady" / "part-00000-of-00001.jsonl");
    copy.push_back(static_cast<double>(lines.size()) / time_copy(folder, lines));
    lines.resize(std::min<std::size_t>(lines.size(), 20'000));
    nlohmann_rate.push_back(static_cast<double>(lines.size()) / time_nlohmann(lines));
    fs::remove_all(folder / name);
    fs::remove(folder / "copy");
    if (peer != nullptr) peers.push_back(peer_rate(peer));
  }
  std::printf("host       %9.0f records/s of 2.2 KB (median of %d)\n", median(host), kRounds);
  std::printf("copy       %9.0f records/s, host is %.2f of it\n", median(copy), median(host) / median(copy));
  std::printf("nlohmann   %9.0f records/s, host is %.1f times it\n", median(nlohmann_rate),
              median(host) / median(nlohmann_rate));
  if (!peers.empty()) {
    std::printf("peer       %9.0f records/s, host is %.2f of it\n", median(peers), median(host) / median(peers));
  }
  std::printf("memory     %9.1f MiB, of which the duplicate table at least %.1f MiB\n",
              static_cast<double>(kilobytes) / 1024, static_cast<double>(kRecords) * 16 / 1024 / 1024);
  for (const std::uint64_t count : {std::uint64_t{5'000}, std::uint64_t{500'000}}) {
    const std::string name = "synthetic" + std::to_string(count);
    const Measured measured = run(folder, name, "  synthetic: {target: " + std::to_string(count) + "}\n");
    std::printf("synthetic  %9llu samples in %.3f s\n", static_cast<unsigned long long>(measured.samples),
                measured.seconds);
    fs::remove_all(folder / name);
  }
  std::string six;
  for (int i = 0; i < 6; ++i) six += steady("steady" + std::to_string(i), 1);
  const Measured measured = run(folder, "six", six);
  std::printf("six        collectors of one sample each in %.1f ms\n", measured.seconds * 1000);
  fs::remove_all(folder);
  return 0;
}
