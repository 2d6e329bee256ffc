#include "os/terminal.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cctype>
#include <vector>

#include "os/paths.hpp"
#include "os/windows_win32.hpp"

namespace streamguard::os {
namespace {

constexpr UINT kUtf8 = CP_UTF8;

/// There are no jobs of a shell here, and so no background: the console is ours from begin() to the end. A program that
/// is ended by force leaves its modes behind; the shells set their own again.
class ConsoleTerminal final : public Terminal {
 public:
  ConsoleTerminal(Words words, HANDLE screen, DWORD screen_mode, HANDLE keys, DWORD keys_mode)
      : words_(std::move(words)), screen_(screen), keys_(keys), screen_mode_(screen_mode), keys_mode_(keys_mode) {}

  ~ConsoleTerminal() override {
    if (!begun_) return;
    write_all(words_.leave);
    if (keys_ != nullptr) {
      ::FlushConsoleInputBuffer(keys_);  // what was typed and not read was meant for this screen
      ::SetConsoleMode(keys_, keys_mode_);
    }
    ::SetConsoleMode(screen_, screen_mode_);
    if (code_page_ != 0) ::SetConsoleOutputCP(code_page_);
  }

  void begin() override {
    begun_ = true;
    code_page_ = ::GetConsoleOutputCP();
    ::SetConsoleOutputCP(kUtf8);
    ::SetConsoleMode(screen_, screen_mode_ | ENABLE_PROCESSED_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
    if (keys_ != nullptr) {
      // Ctrl-C stays an event (ENABLE_PROCESSED_INPUT); arrows come as the sequences that other systems send.
      constexpr DWORD kCooked = ENABLE_LINE_INPUT | ENABLE_ECHO_INPUT | ENABLE_QUICK_EDIT_MODE;
      const DWORD raw = (keys_mode_ & ~kCooked) | ENABLE_PROCESSED_INPUT | ENABLE_WINDOW_INPUT | ENABLE_EXTENDED_FLAGS;
      if (::SetConsoleMode(keys_, raw | ENABLE_VIRTUAL_TERMINAL_INPUT) == FALSE) ::SetConsoleMode(keys_, raw);
    }
    write_all(words_.enter);
  }

  TerminalSize size() const override {
    CONSOLE_SCREEN_BUFFER_INFO info{};
    if (::GetConsoleScreenBufferInfo(screen_, &info) == FALSE) return {};
    const int columns = info.srWindow.Right - info.srWindow.Left + 1;
    const int rows = info.srWindow.Bottom - info.srWindow.Top + 1;
    if (columns <= 0 || rows <= 0) return {};
    return {static_cast<std::size_t>(columns), static_cast<std::size_t>(rows)};
  }

  bool has_keys() const override { return keys_ != nullptr; }

  bool write(std::string_view bytes) override { return !begun_ || write_all(bytes); }

  Input wait(std::chrono::milliseconds most) override {
    Input input;
    const std::array<HANDLE, 2> either{wake_.get(), keys_};
    const DWORD count = begun_ && keys_ != nullptr ? 2 : 1;
    const auto time = static_cast<DWORD>(std::max<std::int64_t>(0, most.count()));
    const DWORD woken = ::WaitForMultipleObjects(count, either.data(), FALSE, time);
    if (woken == WAIT_OBJECT_0 + 1) read_events(input);
    return input;
  }

  void wake() override { ::SetEvent(wake_.get()); }

 private:
  bool write_all(std::string_view bytes) const {
    while (!bytes.empty()) {
      DWORD written = 0;
      if (::WriteFile(screen_, bytes.data(), static_cast<DWORD>(bytes.size()), &written, nullptr) == FALSE)
        return false;
      if (written == 0) return false;
      bytes.remove_prefix(written);
    }
    return true;
  }

  void read_events(Input& input) {
    std::array<INPUT_RECORD, 128> events{};
    DWORD count = 0;
    if (::ReadConsoleInputW(keys_, events.data(), static_cast<DWORD>(events.size()), &count) == FALSE) {
      keys_ = nullptr;
      return;
    }
    std::wstring letters;
    for (DWORD i = 0; i < count; ++i) {
      const INPUT_RECORD& event = events[i];
      if (event.EventType == WINDOW_BUFFER_SIZE_EVENT) input.redraw = true;
      if (event.EventType != KEY_EVENT || event.Event.KeyEvent.bKeyDown == FALSE) continue;
      const wchar_t letter = event.Event.KeyEvent.uChar.UnicodeChar;
      if (letter != 0) letters.append(event.Event.KeyEvent.wRepeatCount, letter);
    }
    input.bytes = narrow(letters);
  }

  const Words words_;
  const HANDLE screen_;
  HANDLE keys_;  ///< null where standard input is no console
  const DWORD screen_mode_, keys_mode_;
  UINT code_page_ = 0;
  bool begun_ = false;
  const UniqueHandle wake_{::CreateEventW(nullptr, FALSE, FALSE, nullptr)};
};

}  // namespace

std::unique_ptr<Terminal> Terminal::open(Words words) {
  if (environment("TERM").value_or("") == "dumb") return nullptr;
  const HANDLE screen = ::GetStdHandle(STD_OUTPUT_HANDLE);
  DWORD screen_mode = 0;
  if (::GetConsoleMode(screen, &screen_mode) == FALSE) return nullptr;
  // A console from before Windows 10 would show the sequences as letters.
  const bool obeys =
      ::SetConsoleMode(screen, screen_mode | ENABLE_PROCESSED_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING) != FALSE;
  ::SetConsoleMode(screen, screen_mode);
  if (!obeys) return nullptr;
  HANDLE keys = ::GetStdHandle(STD_INPUT_HANDLE);
  DWORD keys_mode = 0;
  if (::GetConsoleMode(keys, &keys_mode) == FALSE) keys = nullptr;
  return std::make_unique<ConsoleTerminal>(std::move(words), screen, screen_mode, keys, keys_mode);
}

bool utf8_locale() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    std::string value = environment(name).value_or("");
    if (value.empty()) continue;
    for (char& c : value) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return value.find("utf-8") != std::string::npos || value.find("utf8") != std::string::npos;
  }
  return true;
}

}  // namespace streamguard::os
