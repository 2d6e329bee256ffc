/// launch_win32.hpp: the step from a prepared command to a running program, inside a job object of its own that ends
/// with us, and with nothing of ours but the three handles it is given. [any thread]
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "os/windows_win32.hpp"

namespace streamguard::os {

/// Handles are borrowed for the call, and can be inherited.
struct Launch {
  std::filesystem::path program;
  std::vector<std::string> arguments;  ///< without argv[0]
  const std::map<std::string, std::string>* environment = nullptr;
  std::filesystem::path folder;
  HANDLE input = nullptr, output = nullptr, channel = nullptr;
  std::uint64_t memory = 0;          ///< bytes that the whole job may have; 0: no limit
  std::chrono::milliseconds cpu{0};  ///< processor time of each of its processes; 0: no limit
  bool confined = false;             ///< one process alone, with few rights
};

struct Launched {
  UniqueHandle process;
  UniqueHandle job;
  std::int64_t id = 0;
};

Result<Launched> launch(const Launch& command);

/// Program and arguments as one line, which the C library takes apart again to the same.
std::wstring command_line(const std::filesystem::path& program, const std::vector<std::string>& arguments);

}  // namespace streamguard::os
