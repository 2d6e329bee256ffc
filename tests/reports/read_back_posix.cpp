#include "read_back.hpp"

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <stdexcept>

namespace streamguard::tests {

namespace fs = std::filesystem;

ReadBack read_back(const fs::path& folder) {
  const std::string command = "python3 '" STREAMGUARD_READ_BACK "' '" + folder.string() + "' 2>&1";
  FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("no process can be started");
  ReadBack out;
  std::array<char, 4096> block{};
  for (std::size_t got = 0; (got = std::fread(block.data(), 1, block.size(), pipe)) > 0;)
    out.said.append(block.data(), got);
  const int status = pclose(pipe);
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  constexpr int kSkipped = 77, kNoProgram = 127;
  out.skipped = code == kSkipped || code == kNoProgram;
  out.agrees = code == 0;
  return out;
}

}  // namespace streamguard::tests
