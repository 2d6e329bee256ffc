#include "said.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "folder.hpp"
#include "host.hpp"

namespace streamguard::commands {

Said say(const std::vector<std::string>& arguments,
         const std::vector<std::pair<std::string, std::string>>& environment) {
  scenario::Host::Options options;
  options.environment = environment;
  scenario::Host host(arguments, options);
  const scenario::Ended ended = host.wait();
  return {host.output(), host.errors(), ended.signalled ? -1 : ended.code};
}

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

void expect_harmless(const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    ASSERT_TRUE(byte == '\n' || (byte >= 0x20 && byte != 0x7f)) << "byte " << static_cast<int>(byte) << " at " << i;
    // U+0080..U+009F in UTF-8.
    if (byte == 0xc2 && i + 1 < text.size()) {
      ASSERT_GE(static_cast<unsigned char>(text[i + 1]), 0xa0U) << "C1 at " << i;
    }
  }
  for (const char* steering : {"\u200e", "\u200f", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2028", "\u2029",
                               "\u2066", "\u2067", "\u2068", "\u2069", "\ufeff", "\u200b", "\u2060", "\U000e0041"}) {
    EXPECT_EQ(text.find(steering), std::string::npos);
  }
}

}  // namespace streamguard::commands
