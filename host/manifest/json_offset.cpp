#include <algorithm>

#include "manifest/sidecar.hpp"

namespace streamguard::manifest {
namespace {

/// Walks a text that a real parser has accepted, so it only has to find its way.
class Walk {
 public:
  explicit Walk(std::string_view text) : text_(text) {}

  std::size_t find(const std::vector<std::string>& path) {
    blank();
    for (const std::string& part : path) {
      if (!enter(part)) break;
    }
    return std::min(at_, text_.size());
  }

 private:
  char here() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void blank() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }

  /// From the quote that opens to behind the one that closes; the raw text between.
  std::string_view string() {
    const std::size_t start = ++at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2U : 1U;
    const std::size_t end = std::min(at_, text_.size());
    at_ = end + 1;
    return text_.substr(start, end - start);
  }

  void skip_value() {
    std::size_t depth = 0;
    do {
      const char c = here();
      if (c == '"') {
        string();
        continue;
      }
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') {
        if (depth == 0) return;
        --depth;
      }
      if (depth == 0 && c == ',') return;
      ++at_;
    } while (at_ < text_.size());
  }

  bool enter(const std::string& part) {
    const std::size_t container = at_;
    const bool object = here() == '{';
    if (!object && here() != '[') return false;
    ++at_;
    for (std::size_t index = 0; at_ < text_.size(); ++index) {
      blank();
      if (here() == '}' || here() == ']') break;
      bool wanted = !object && std::to_string(index) == part;
      if (object) {
        wanted = string() == part;
        blank();
        ++at_;  // ':'
        blank();
      }
      if (wanted) return true;
      skip_value();
      if (here() == ',') ++at_;
    }
    at_ = container;
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::size_t json_offset(std::string_view text, const std::vector<std::string>& path) { return Walk(text).find(path); }

}  // namespace streamguard::manifest
