#include "functions/lines.hpp"

#include <algorithm>

namespace streamguard::functions {

namespace {

bool is_blank(char letter) { return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\f'; }

}  // namespace

Lines::Lines(std::string_view source) : source_(source), begins_{0} {
  for (std::size_t end = source.find('\n'); end != std::string_view::npos; end = source.find('\n', end + 1)) {
    begins_.push_back(end + 1);
  }
}

std::int64_t Lines::number(std::size_t place) const {
  return std::upper_bound(begins_.begin(), begins_.end(), place) - begins_.begin();
}

std::size_t Lines::begin_of(std::size_t place) const { return begins_[static_cast<std::size_t>(number(place) - 1)]; }

std::string_view Lines::indent(std::size_t place) const {
  const std::size_t begin = begin_of(place);
  std::size_t end = begin;
  while (end < source_.size() && is_blank(source_[end])) ++end;
  return source_.substr(begin, end - begin);
}

void Lines::widen(std::size_t& begin, std::size_t& end) const {
  std::size_t before = begin;
  while (before > 0 && is_blank(source_[before - 1])) --before;
  if (before == 0 || source_[before - 1] == '\n') begin = before;
  std::size_t after = end;
  const auto skip = [&] {
    while (after < source_.size() && is_blank(source_[after])) ++after;
  };
  skip();
  if (after < source_.size() && (source_[after] == ';' || source_[after] == ',')) {
    ++after;
    skip();
  }
  if (after == source_.size()) {
    end = after;
  } else if (source_[after] == '\n') {
    end = after + 1;
  }
}

}  // namespace streamguard::functions
