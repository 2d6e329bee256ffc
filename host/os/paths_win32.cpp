#include "os/paths.hpp"

#include <system_error>

#include "os/process.hpp"
#include "os/windows_win32.hpp"

namespace streamguard::os {

namespace fs = std::filesystem;

namespace {

/// The folder above bin\, or above libexec\streamguard\ when the worker asks.
fs::path prefix() {
  const fs::path folder = executable_path().parent_path();
  const bool inside_libexec = folder.filename() == "streamguard" && folder.parent_path().filename() == "libexec";
  return inside_libexec ? folder.parent_path().parent_path() : folder.parent_path();
}

fs::path local_data() {
  if (const auto value = environment("LOCALAPPDATA"); value && fs::path(*value).is_absolute()) return *value;
  return home_folder() / "AppData" / "Local";
}

}  // namespace

std::optional<std::string> environment(const std::string& name) {
  const std::wstring wanted = wide(name);
  std::wstring value;
  for (;;) {
    ::SetLastError(ERROR_SUCCESS);
    const DWORD length = ::GetEnvironmentVariableW(wanted.c_str(), value.data(), static_cast<DWORD>(value.size()));
    if (length == 0 && ::GetLastError() == ERROR_ENVVAR_NOT_FOUND) return std::nullopt;
    if (length < value.size() || length == 0) return narrow({value.data(), length});
    value.resize(length);
  }
}

fs::path home_folder() {
  for (const char* name : {"USERPROFILE", "HOME"}) {
    if (const auto home = environment(name); home && fs::path(*home).is_absolute()) return *home;
  }
  return executable_path().root_path();
}

fs::path cache_folder() { return local_data() / "StreamGuard" / "cache"; }

fs::path data_folder() { return prefix() / "share" / "streamguard"; }

fs::path plugin_folder() { return prefix() / "lib" / "streamguard" / "plugins"; }

fs::path user_plugin_folder() { return local_data() / "StreamGuard" / "plugins"; }

fs::path worker_program() {
  const fs::path beside = executable_path().parent_path() / "streamguard-worker.exe";
  const fs::path inside = prefix() / "libexec" / "streamguard" / "streamguard-worker.exe";
  std::error_code ignored;
  return !fs::exists(beside, ignored) && fs::exists(inside, ignored) ? inside : beside;
}

fs::path expand_home(const std::string& path) {
  if (path == "~") return home_folder();
  if (path.starts_with("~/") || path.starts_with("~\\")) return home_folder() / path.substr(2);
  return path;
}

const char* library_ending() noexcept { return ".dll"; }
const char* program_ending() noexcept { return ".exe"; }
const char* null_device() noexcept { return "NUL"; }

std::map<std::string, std::string> system_environment() {
  std::map<std::string, std::string> out;
  // Without these neither sockets nor certificates work in a child.
  for (const char* name : {"SystemRoot", "SystemDrive", "windir"}) {
    if (auto value = environment(name)) out[name] = std::move(*value);
  }
  const std::string root = environment("SystemRoot").value_or("C:\\Windows");
  out["PATH"] = root + "\\System32;" + root;
  return out;
}

std::map<std::string, std::string> worker_environment(const fs::path& scratch) {
  std::map<std::string, std::string> out = system_environment();
  out.insert({{"LANG", "C.UTF-8"}, {"TZ", "UTC0"}, {"TEMP", scratch.string()}, {"TMP", scratch.string()}});
  return out;
}

}  // namespace streamguard::os
