#include "json_slices.hpp"

#include <stdexcept>

namespace streamguard::upstreams {
namespace {

[[noreturn]] void broken(std::size_t at) {
  throw std::runtime_error("a JSON document of the mirror is broken at byte " + std::to_string(at));
}

class Slicer {
 public:
  explicit Slicer(std::string_view text) : text_(text) {}

  char peek() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t'))
      ++at_;
    if (at_ == text_.size()) broken(at_);
    return text_[at_];
  }

  bool next_is(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }

  void expect(char c) {
    if (!next_is(c)) broken(at_);
  }

  std::string_view string() {
    if (peek() != '"') broken(at_);
    const std::size_t begin = at_;
    skip_string();
    return text_.substr(begin, at_ - begin);
  }

  std::string_view value() {
    const char first = peek();
    const std::size_t begin = at_;
    if (first == '"') {
      skip_string();
    } else if (first == '{' || first == '[') {
      skip_nested();
    } else {
      while (at_ < text_.size() && std::string_view(",]} \n\r\t").find(text_[at_]) == std::string_view::npos) ++at_;
    }
    if (at_ == begin) broken(at_);
    return text_.substr(begin, at_ - begin);
  }

 private:
  void skip_string() {
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    if (at_ >= text_.size()) broken(at_);
    ++at_;
  }

  void skip_nested() {
    std::size_t depth = 0;
    do {
      if (at_ >= text_.size()) broken(at_);
      const char c = text_[at_];
      if (c == '"') {
        skip_string();
        continue;
      }
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
      ++at_;
    } while (depth > 0);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<std::string_view> elements_of(std::string_view array) {
  std::vector<std::string_view> out;
  Slicer slicer(array);
  slicer.expect('[');
  if (slicer.next_is(']')) return out;
  do {
    out.push_back(slicer.value());
  } while (slicer.next_is(','));
  slicer.expect(']');
  return out;
}

std::vector<std::pair<std::string_view, std::string_view>> members_of(std::string_view object) {
  std::vector<std::pair<std::string_view, std::string_view>> out;
  Slicer slicer(object);
  slicer.expect('{');
  if (slicer.next_is('}')) return out;
  do {
    const std::string_view name = plain_string(slicer.string());
    slicer.expect(':');
    out.emplace_back(name, slicer.value());
  } while (slicer.next_is(','));
  slicer.expect('}');
  return out;
}

std::string_view member_of(std::string_view object, std::string_view name) {
  for (const auto& [key, value] : members_of(object)) {
    if (key == name) return value;
  }
  return {};
}

std::string_view plain_string(std::string_view value) {
  if (value.size() < 2 || value.front() != '"') return {};
  return value.substr(1, value.size() - 2);
}

}  // namespace streamguard::upstreams
