/// said.hpp: one call of the real program: what it printed, and how it ended.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace streamguard::commands {

struct Said {
  std::string out, errors;
  int code = 0;  ///< -1: it was killed by a signal
};

/// `streamguard <arguments>` with these variables besides ours.
Said say(const std::vector<std::string>& arguments,
         const std::vector<std::pair<std::string, std::string>>& environment = {});

/// A shell's command line, with the program as $SG.
Said shell(const std::string& line, const std::string& with = "/bin/sh",
           const std::vector<std::pair<std::string, std::string>>& environment = {});

/// Whether a program of that name is there; a test that needs it skips else.
bool installed(const std::string& program);

/// What `plugins info` says of the sandbox on this system.
extern const char* const kSandboxWord;

/// Fails where the text holds what would steer a terminal: C0 but for line ends, DEL, C1, bidi controls.
void expect_harmless(const std::string& text);

}  // namespace streamguard::commands
