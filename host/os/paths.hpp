/// paths.hpp: where things lie on this system.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace streamguard::os {

std::filesystem::path home_folder();
/// XDG_CACHE_HOME/streamguard, else ~/.cache/streamguard; on Windows %LOCALAPPDATA%\StreamGuard\cache.
std::filesystem::path cache_folder();
/// <prefix>/share/streamguard, found from the executable's place (bin/..), so that a build tree works like an
/// installation.
std::filesystem::path data_folder();
/// The shipped plugins: <prefix>/lib/streamguard/plugins or <prefix>/lib/<triplet>/streamguard/plugins.
std::filesystem::path plugin_folder();
/// The user's own plugins: ~/.local/share/streamguard/plugins, %LOCALAPPDATA%\StreamGuard\plugins.
std::filesystem::path user_plugin_folder();
/// The worker program, beside the host or in <prefix>/libexec/streamguard.
std::filesystem::path worker_program();
/// ".so" or ".dll".
const char* library_ending() noexcept;
/// "" or ".exe".
const char* program_ending() noexcept;
/// "/dev/null" or "NUL".
const char* null_device() noexcept;
/// What a program of this system needs in its environment to work at all, and nothing of the user's.
std::map<std::string, std::string> system_environment();
/// All that a worker has in its environment: UTF-8, UTC, and `scratch` for temporary files.
std::map<std::string, std::string> worker_environment(const std::filesystem::path& scratch);
std::optional<std::string> environment(const std::string& name);
/// "~" and "~/x" to the home folder; the rest as it is.
std::filesystem::path expand_home(const std::string& path);

}  // namespace streamguard::os
