#include "cli/words.hpp"

#include <algorithm>
#include <cerrno>
#include <iostream>

#include "cli/verbs.hpp"
#include "core/text.hpp"
#include "manifest/faults.hpp"

namespace streamguard::cli {
namespace {

constexpr std::size_t kMessage = 4000;  ///< bytes of a line that is printed

/// Each line by itself made safe.
std::string safe(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    out += (at == 0 ? "" : "\n") + plain(std::string_view(text).substr(at, end - at), kMessage);
    at = end + 1;
  }
  return out;
}

}  // namespace

int fail(const Error& error) {
  std::cerr << "streamguard: " << safe(error.message) << '\n';
  const bool users = error.code == Code::config || error.code == Code::conflict || error.code == Code::unavailable;
  return users ? kUsage : kInternal;
}

int usage(const std::string& message) {
  std::cerr << "streamguard: " << safe(message) << '\n';
  return kUsage;
}

std::string hint(std::string_view word, const std::vector<std::string>& known) {
  return manifest::choice_hint(word, known, "there are");
}

std::string padded(std::string text, std::size_t width) {
  const auto letters = static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U; }));
  text.append(std::max<std::size_t>(1, width > letters ? width - letters : 0), ' ');
  return text;
}

int delivered(int code) {
  errno = 0;
  std::cout.flush();
  if (std::cout || errno == EPIPE) return code;
  std::cerr << "streamguard: standard output cannot be written: is the disk full?\n";
  return kInternal;
}

}  // namespace streamguard::cli
