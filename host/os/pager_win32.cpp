#include "os/pager.hpp"

#include <fcntl.h>
#include <io.h>

#include <cstdint>
#include <cstdio>
#include <iostream>

#include "os/paths.hpp"
#include "os/process.hpp"
#include "os/windows_win32.hpp"

namespace streamguard::os {

namespace {

constexpr int kOutput = 1;  ///< the number of standard output in the C library

class ShellPager final : public Pager {
 public:
  ShellPager(UniqueHandle child, int before) : child_(std::move(child)), before_(before) {
    ::SetConsoleCtrlHandler(nullptr, TRUE);  // Ctrl-C is for the pager, which stays
  }

  ~ShellPager() override {
    std::cout.flush();
    std::fflush(stdout);
    ::_dup2(before_, kOutput);  // closes the pipe: the pager sees the end
    ::_close(before_);
    std::cout.clear();
    ::WaitForSingleObject(child_.get(), INFINITE);
    ::SetConsoleCtrlHandler(nullptr, FALSE);
  }

 private:
  UniqueHandle child_;
  int before_;
};

}  // namespace

bool output_is_terminal() noexcept {
  DWORD mode = 0;
  return ::GetConsoleMode(::GetStdHandle(STD_OUTPUT_HANDLE), &mode) != FALSE;
}

bool output_takes_colour() {
  if (!output_is_terminal() || !environment("NO_COLOR").value_or("").empty()) return false;
  if (environment("TERM").value_or("") == "dumb") return false;
  // Windows consoles obey escape sequences when they are told to, since Windows 10.
  const HANDLE screen = ::GetStdHandle(STD_OUTPUT_HANDLE);
  DWORD mode = 0;
  return ::GetConsoleMode(screen, &mode) != FALSE &&
         ::SetConsoleMode(screen, mode | ENABLE_PROCESSED_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING) != FALSE;
}

std::string usual_pager() {
  for (const char* name : {"STREAMGUARD_PAGER", "PAGER"}) {
    if (const auto command = environment(name)) return *command == "cat" ? std::string() : *command;
  }
  return find_program("less").empty() ? std::string() : "less";  // more.com knows neither UTF-8 nor the way back
}

std::unique_ptr<Pager> Pager::start(const std::string& command) {
  if (command.empty()) return nullptr;
  SECURITY_ATTRIBUTES inherited{sizeof(SECURITY_ATTRIBUTES), nullptr, TRUE};
  HANDLE read_raw = nullptr, write_raw = nullptr;
  if (::CreatePipe(&read_raw, &write_raw, &inherited, 0) == FALSE) return nullptr;
  const UniqueHandle read(read_raw);
  UniqueHandle write(write_raw);
  ::SetHandleInformation(write.get(), HANDLE_FLAG_INHERIT, 0);
  // Leave at the end of one page, show colours, do not clear the screen: as others have it.
  if (!environment("LESS")) ::SetEnvironmentVariableW(L"LESS", L"FRX");
  if (!environment("LESSCHARSET")) ::SetEnvironmentVariableW(L"LESSCHARSET", L"utf-8");
  std::wstring line = L"cmd.exe /d /s /c \"" + wide(command) + L"\"";
  STARTUPINFOW start{};
  start.cb = sizeof start;
  start.dwFlags = STARTF_USESTDHANDLES;
  start.hStdInput = read.get();
  start.hStdOutput = ::GetStdHandle(STD_OUTPUT_HANDLE);
  start.hStdError = ::GetStdHandle(STD_ERROR_HANDLE);
  PROCESS_INFORMATION made{};
  if (::CreateProcessW(nullptr, line.data(), nullptr, nullptr, TRUE, 0, nullptr, nullptr, &start, &made) == FALSE) {
    return nullptr;
  }
  const UniqueHandle thread(made.hThread);
  UniqueHandle child(made.hProcess);
  const int before = ::_dup(kOutput);
  if (before < 0) return nullptr;
  // From here on the number owns the handle.
  const int pipe = ::_open_osfhandle(reinterpret_cast<std::intptr_t>(write.release()), _O_BINARY);
  ::_dup2(pipe, kOutput);
  ::_close(pipe);
  return std::make_unique<ShellPager>(std::move(child), before);
}

}  // namespace streamguard::os
