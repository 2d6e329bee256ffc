// The program that process_win32_test.cpp starts: its first argument says what to do.
#include <array>
#include <cstdio>
#include <iostream>
#include <string>

#include "os/file.hpp"
#include "os/process.hpp"
#include "os/program.hpp"
#include "os/signals.hpp"
#include "os/windows_win32.hpp"

namespace os = streamguard::os;

namespace {

/// Sends back what comes over the channel until the other side closes.
int echo(const std::string& argument) {
  auto channel = os::Channel::inherited(argument);
  if (!channel) return 2;
  std::array<char, 4096> buffer;
  for (;;) {
    auto got = (*channel)->read_some(buffer);
    if (!got) return 3;
    if (*got == 0) return 0;
    const std::string_view piece(buffer.data(), *got);
    if (!(*channel)->write(std::span(&piece, 1))) return 4;
  }
}

int environment() {
  wchar_t* const block = ::GetEnvironmentStringsW();
  for (const wchar_t* at = block; *at != 0; at += std::wstring_view(at).size() + 1) {
    if (*at != L'=') std::printf("%s\n", os::narrow(at).c_str());
  }
  return 0;
}

int input() {
  std::cout << std::cin.rdbuf();
  return 0;
}

int folder() {
  std::printf("%s", std::filesystem::current_path().string().c_str());
  return 0;
}

int tell(const std::vector<std::string>& words) {
  for (const std::string& word : words) std::printf("[%s]\n", word.c_str());
  std::fprintf(stderr, "and that\n");
  return 0;
}

int crash() {
  volatile int* nowhere = nullptr;
  *nowhere = 1;
  return 0;
}

/// Takes a lock and stays, as long as its job lets it.
int hold(const std::string& path) {
  const auto lock = os::Lock::take(path);
  if (!lock) return 2;
  std::printf("held\n");
  std::fflush(stdout);
  ::Sleep(INFINITE);
  return 0;
}

os::SpawnOptions self(std::vector<std::string> arguments) {
  os::SpawnOptions options;
  options.program = os::executable_path();
  options.arguments = std::move(arguments);
  options.environment = {{"SystemRoot", "C:\\windows"}};
  return options;
}

/// A host with one child that holds a lock; it tells when that is held, and waits to be killed.
int host(const std::string& path, bool confined) {
  auto options = self({"hold", path});
  options.confined = confined;
  auto spawned = os::spawn(options);
  if (!spawned) {
    std::printf("%s\n", spawned.error().message.c_str());
    return 2;
  }
  std::string held(5, '\0');
  if (!os::read_exactly(*spawned->output, held)) return 3;
  std::printf("%s", held.c_str());
  std::fflush(stdout);
  ::Sleep(INFINITE);
  return 0;
}

/// Whether a child can be made, in a job that may allow none.
int has_child() {
  std::wstring line = L"cmd.exe /c exit 0";
  STARTUPINFOW start{};
  start.cb = sizeof start;
  PROCESS_INFORMATION made{};
  const BOOL done = ::CreateProcessW(nullptr, line.data(), nullptr, nullptr, FALSE, 0, nullptr, nullptr, &start, &made);
  std::printf("%s", done != FALSE ? "a child" : "no child");
  return 0;
}

/// Waits for two requests to stop, the first of which it makes itself.
int stop() {
  ::HANDLE seen = ::CreateSemaphoreW(nullptr, 0, 9, nullptr);
  const auto watch = os::StopSignals::watch([&](int number) {
    std::printf("%d\n", number);
    std::fflush(stdout);
    ::ReleaseSemaphore(seen, 1, nullptr);
  });
  for (int i = 0; i < 2; ++i) {
    if (::GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0) == FALSE) return 5;
    if (::WaitForSingleObject(seen, 30'000) != WAIT_OBJECT_0) return 6;
  }
  return 0;
}

}  // namespace

int main(int count, char** texts) {
  const std::vector<std::string> arguments = os::begin_program(count, texts);
  os::forbid_core_files();
  const std::string what = arguments.size() > 1 ? arguments[1] : "";
  const std::string more = arguments.size() > 2 ? arguments[2] : "";
  if (what == "echo") return echo(more);
  if (what == "environment") return environment();
  if (what == "input") return input();
  if (what == "folder") return folder();
  if (what == "tell") return tell({arguments.begin() + 2, arguments.end()});
  if (what == "exit") return std::stoi(more);
  if (what == "crash") return crash();
  if (what == "sleep") ::Sleep(INFINITE);
  if (what == "hold") return hold(more);
  if (what == "host") return host(more, false);
  if (what == "confine") return host(more, true);
  if (what == "has_child") return has_child();
  if (what == "stop") return stop();
  return 99;
}
