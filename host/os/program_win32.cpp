#include "os/program.hpp"

#include <fcntl.h>
#include <io.h>

#include <cstdio>
#include <cstdlib>

#include "os/windows_win32.hpp"

namespace streamguard::os {

namespace {

UINT code_page_before = 0;

/// The console stays when we go, and belongs to the shell.
void give_console_back() { ::SetConsoleOutputCP(code_page_before); }

}  // namespace

std::vector<std::string> begin_program(int argc, char** argv) {
  _fmode = _O_BINARY;
  for (std::FILE* stream : {stdin, stdout, stderr}) ::_setmode(::_fileno(stream), _O_BINARY);
  code_page_before = ::GetConsoleOutputCP();
  if (code_page_before != 0 && code_page_before != CP_UTF8 && ::SetConsoleOutputCP(CP_UTF8) != FALSE) {
    std::atexit(give_console_back);
  }
  int count = 0;
  wchar_t** words = ::CommandLineToArgvW(::GetCommandLineW(), &count);
  if (words == nullptr) return {argv, argv + argc};
  std::vector<std::string> out;
  for (int i = 0; i < count; ++i) out.push_back(narrow(words[i]));
  ::LocalFree(words);
  return out;
}

}  // namespace streamguard::os
