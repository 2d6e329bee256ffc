// streamguard-upstreams: the simulated upstreams as a program. README.md says what it serves.
#include <signal.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "files.hpp"
#include "simulator.hpp"

namespace {

using streamguard::upstreams::SimulatorOptions;

const char* const kUsage =
    "streamguard-upstreams --mirror DIR [--port 0] [--scale 60] [--faults FILE|SPEC] [--log FILE]\n"
    "                      [--nvd-key KEY] [--github-token TOKEN]\n"
    "Prints its port, and serves until SIGINT or SIGTERM.\n";

[[noreturn]] void wrong(const std::string& why) {
  std::cerr << "streamguard-upstreams: " << why << '\n' << kUsage;
  std::exit(2);
}

double number_of(const std::string& name, const std::string& value, double most) {
  char* end = nullptr;
  const double number = std::strtod(value.c_str(), &end);
  if (value.empty() || *end != '\0' || !(number >= 0 && number <= most)) wrong(name + " " + value + ": not a number");
  return number;
}

SimulatorOptions options_of(const std::vector<std::string>& arguments) {
  SimulatorOptions out;
  for (std::size_t i = 0; i < arguments.size(); i += 2) {
    const std::string& name = arguments[i];
    if (name == "--help") {
      std::cout << kUsage;
      std::exit(0);
    }
    if (i + 1 == arguments.size()) wrong(name + " needs a value");
    const std::string& value = arguments[i + 1];
    if (name == "--mirror") {
      out.mirror = value;
    } else if (name == "--port") {
      out.port = static_cast<std::uint16_t>(number_of(name, value, 65535));
    } else if (name == "--scale") {
      out.scale.factor = number_of(name, value, 1e6);
    } else if (name == "--faults") {
      out.faults = std::filesystem::is_regular_file(value) ? streamguard::upstreams::bytes_of_file(value) : value;
    } else if (name == "--log") {
      out.log = value;
    } else if (name == "--nvd-key") {
      out.nvd_key = value;
    } else if (name == "--github-token") {
      out.github_token = value;
    } else {
      wrong("no such option: " + name);
    }
  }
  if (out.mirror.empty()) wrong("--mirror is missing");
  if (!std::filesystem::is_directory(out.mirror)) wrong("--mirror " + out.mirror.string() + ": no such folder");
  return out;
}

}  // namespace

int main(int count, char** arguments) {
  // Blocked before any thread begins, so that only sigwait below takes them.
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  const SimulatorOptions options = options_of({arguments + 1, arguments + count});
  try {
    const streamguard::upstreams::Simulator simulator(options);
    std::cout << simulator.port() << std::endl;
    int signal = 0;
    ::sigwait(&ends, &signal);
  } catch (const std::exception& failed) {
    wrong(failed.what());
  }
  return 0;
}
