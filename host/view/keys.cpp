#include "view/keys.hpp"

#include <optional>

namespace streamguard::view {
namespace {

constexpr std::size_t kSequenceMost = 32;

std::optional<Key> of_letter(char letter) {
  switch (letter) {
    case 'q':
    case 'Q':
      return Key::stop;
    case 'p':
    case 'P':
      return Key::pause;
    case 'l':
    case 'L':
      return Key::log;
    case '?':
    case 'h':
    case 'H':
      return Key::help;
    case 'w':
    case 'W':
      return Key::warnings;
    case 'k':
      return Key::up;
    case 'j':
      return Key::down;
    case 'g':
      return Key::home;
    case 'G':
      return Key::end;
    case '\x0c':
      return Key::redraw;
    default:
      return std::nullopt;
  }
}

/// Of a whole sequence behind Esc: "[A", "OA", "[5~".
std::optional<Key> of_sequence(std::string_view text) {
  if (text == "[A" || text == "OA") return Key::up;
  if (text == "[B" || text == "OB") return Key::down;
  if (text == "[5~") return Key::page_up;
  if (text == "[6~") return Key::page_down;
  if (text == "[H" || text == "OH" || text == "[1~" || text == "[7~") return Key::home;
  if (text == "[F" || text == "OF" || text == "[4~" || text == "[8~") return Key::end;
  return std::nullopt;
}

/// How long the sequence behind Esc is; 0: not whole yet.
std::size_t length_of(std::string_view text) {
  if (text.empty()) return 0;
  if (text[0] == 'O') return text.size() >= 2 ? 2 : 0;
  if (text[0] != '[') return 1;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] >= '@' && text[i] <= '~') return i + 1;
  }
  return text.size() > kSequenceMost ? text.size() : 0;
}

}  // namespace

std::vector<Key> KeyReader::take(std::string_view bytes) {
  std::vector<Key> keys;
  rest_ += bytes;
  std::string_view left = rest_;
  const auto put = [&](std::optional<Key> key) {
    if (key && !pasting_) keys.push_back(*key);
  };
  while (!left.empty()) {
    if (left.front() != '\x1b') {
      put(of_letter(left.front()));
      left.remove_prefix(1);
      continue;
    }
    if (left.size() == 1) {
      put(Key::back);
      left = {};
      break;
    }
    const std::size_t length = length_of(left.substr(1));
    if (length == 0) break;
    const std::string_view sequence = left.substr(1, length);
    if (sequence == "[200~") {
      pasting_ = true;
    } else if (sequence == "[201~") {
      pasting_ = false;
    } else {
      put(of_sequence(sequence));
    }
    left.remove_prefix(1 + length);
  }
  rest_ = std::string(left);
  return keys;
}

}  // namespace streamguard::view
