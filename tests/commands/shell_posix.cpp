#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>

#include "folder.hpp"
#include "said.hpp"

namespace streamguard::commands {

const char* const kSandboxWord = "landlock";

Said shell(const std::string& line, const std::string& with,
           const std::vector<std::pair<std::string, std::string>>& environment) {
  const scenario::Folder folder;
  const auto script = folder.path() / "script", errors = folder.path() / "errors";
  std::string head = std::string("SG='") + STREAMGUARD_PROGRAM + "'\n";
  if (with.find("fish") != std::string::npos) head = std::string("set SG '") + STREAMGUARD_PROGRAM + "'\n";
  scenario::put(script, head + line);
  std::string command;
  for (const auto& [name, value] : environment) command += name + "='" + value + "' ";
  command += with + " " + script.string() + " 2>" + errors.string();
  FILE* pipe = ::popen(command.c_str(), "r");
  Said said;
  std::array<char, 65536> bytes{};
  for (std::size_t got = 0; (got = std::fread(bytes.data(), 1, bytes.size(), pipe)) > 0;)
    said.out.append(bytes.data(), got);
  const int status = ::pclose(pipe);
  said.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  said.errors = scenario::text_of(errors);
  return said;
}

bool installed(const std::string& program) {
  return std::system(("command -v " + program + " >/dev/null 2>&1").c_str()) == 0;
}

}  // namespace streamguard::commands
