#include "os/paths.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <system_error>

#include "os/process.hpp"

namespace streamguard::os {

namespace fs = std::filesystem;

namespace {

/// The folder above bin/, or above libexec/streamguard/ when the worker asks.
fs::path prefix() {
  const fs::path folder = executable_path().parent_path();
  const bool inside_libexec = folder.filename() == "streamguard" && folder.parent_path().filename() == "libexec";
  return inside_libexec ? folder.parent_path().parent_path() : folder.parent_path();
}

/// An XDG variable counts only when absolute (as the specification says); else `below_home` of the home folder.
fs::path xdg(const char* name, const char* below_home) {
  const auto value = environment(name);
  if (value && fs::path(*value).is_absolute()) return *value;
  return home_folder() / below_home;
}

}  // namespace

std::optional<std::string> environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return std::string(value);
}

fs::path home_folder() {
  if (const auto home = environment("HOME"); home && fs::path(*home).is_absolute()) return *home;
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 4096> text{};
  if (::getpwuid_r(::getuid(), &entry, text.data(), text.size(), &found) == 0 && found != nullptr) return found->pw_dir;
  return "/";
}

fs::path cache_folder() { return xdg("XDG_CACHE_HOME", ".cache") / "streamguard"; }

fs::path data_folder() { return prefix() / "share" / "streamguard"; }

fs::path plugin_folder() {
  const fs::path plain = prefix() / "lib" / "streamguard" / "plugins";
  const fs::path installed = prefix() / STREAMGUARD_LIBDIR / "streamguard" / "plugins";
  std::error_code ignored;
  return !fs::is_directory(plain, ignored) && fs::is_directory(installed, ignored) ? installed : plain;
}

fs::path user_plugin_folder() { return xdg("XDG_DATA_HOME", ".local/share") / "streamguard" / "plugins"; }

fs::path worker_program() {
  const fs::path beside = executable_path().parent_path() / "streamguard-worker";
  const fs::path inside = prefix() / "libexec" / "streamguard" / "streamguard-worker";
  std::error_code ignored;
  return !fs::exists(beside, ignored) && fs::exists(inside, ignored) ? inside : beside;
}

fs::path expand_home(const std::string& path) {
  if (path == "~") return home_folder();
  if (path.starts_with("~/")) return home_folder() / path.substr(2);
  return path;
}

const char* library_ending() noexcept { return ".so"; }
const char* program_ending() noexcept { return ""; }
const char* null_device() noexcept { return "/dev/null"; }

std::map<std::string, std::string> worker_environment(const fs::path& scratch) {
  return {{"LANG", "C.UTF-8"}, {"TZ", "UTC"}, {"TMPDIR", scratch.string()}};
}

std::map<std::string, std::string> system_environment() { return {{"PATH", "/usr/local/bin:/usr/bin:/bin"}}; }

}  // namespace streamguard::os
