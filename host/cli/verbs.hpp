/// verbs.hpp: the words of the command line. Each adds itself to the program, in a file of its own, and returns an exit
/// code: 0 every collector met its target or exhausted its source, 3 some did not, 2 usage or manifest, 1 internal, 130
/// interrupted.
#pragma once

#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace streamguard::cli {

inline constexpr int kOk = 0, kInternal = 1, kUsage = 2, kUnfinished = 3, kInterrupted = 130;

/// Adds a verb to `app`; what it is to do is put into `chosen`.
void add_run(CLI::App& app, std::function<int()>& chosen);
void add_plan(CLI::App& app, std::function<int()>& chosen);
void add_validate(CLI::App& app, std::function<int()>& chosen);
void add_plugins(CLI::App& app, std::function<int()>& chosen);
void add_report(CLI::App& app, std::function<int()>& chosen);
void add_status(CLI::App& app, std::function<int()>& chosen);
void add_show(CLI::App& app, std::function<int()>& chosen);
void add_doctor(CLI::App& app, std::function<int()>& chosen);
/// `completions`, `help`, and two that only scripts and the build use.
void add_completions(CLI::App& app, std::function<int()>& chosen);
void add_version(CLI::App& app, std::function<int()>& chosen);

std::string version();

}  // namespace streamguard::cli
