#include "faults.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <limits>
#include <stdexcept>

namespace streamguard::upstreams {
namespace {

constexpr std::array<std::string_view, 16> kKinds{"status", "errors",   "drop",     "reset", "gzip-cut", "gzip-damage",
                                                  "drip",   "stale",    "etag",     "long",  "short",    "huge",
                                                  "bomb",   "bad-json", "bad-utf8", "html"};

[[noreturn]] void wrong(std::string_view line, std::string_view word, std::string_view why) {
  throw std::invalid_argument("fault \"" + std::string(line) + "\": " + std::string(word) + ": " + std::string(why));
}

std::uint64_t number_of(std::string_view line, std::string_view word, std::string_view value) {
  std::uint64_t number = 0;
  const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (failed != std::errc() || end != value.data() + value.size()) wrong(line, word, "a whole number is needed");
  return number;
}

/// Mixes all bits of both (the finaliser of splitmix64), so that neighbours differ.
std::uint64_t mixed(std::uint64_t seed, std::uint64_t number) {
  std::uint64_t z = seed * 0x9E3779B97F4A7C15U + number;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31);
}

void read_word(Fault& fault, std::string_view line, std::string_view name, std::string_view value) {
  const auto number = [&] { return number_of(line, name, value); };
  if (name == "kind") {
    if (std::find(kKinds.begin(), kKinds.end(), value) == kKinds.end()) wrong(line, value, "no such kind of fault");
    fault.kind = value;
  } else if (name == "on") {
    fault.on = value;
  } else if (name == "upstream") {
    fault.upstream = value;
  } else if (name == "from") {
    fault.from = std::max<std::uint64_t>(number(), 1);
  } else if (name == "times") {
    fault.times = value == "always" ? std::numeric_limits<std::uint64_t>::max() : number();
  } else if (name == "every") {
    fault.every = std::max<std::uint64_t>(number(), 1);
  } else if (name == "each") {
    if (value != "path") wrong(line, name, "it can only be path");
    fault.each_path = true;
  } else if (name == "chance") {
    fault.chance = number();
  } else if (name == "seed") {
    fault.seed = number();
  } else if (name == "status") {
    fault.status = static_cast<int>(number());
    if (fault.status < 200 || fault.status > 599) wrong(line, name, "it is from 200 to 599");
  } else if (name == "retry-after") {
    fault.retry_after = value;
  } else if (name == "variant") {
    fault.variant = value;
  } else if (name == "bytes") {
    fault.bytes = number();
  } else if (name == "pause") {
    fault.pause_ms = static_cast<std::uint32_t>(std::min<std::uint64_t>(number(), 60'000));
  } else {
    wrong(line, name, "no such word");
  }
}

Fault read_fault(std::string_view line) {
  Fault fault;
  std::string_view left = line;
  while (!left.empty()) {
    const std::string_view word = left.substr(0, left.find_first_of(" \t"));
    left.remove_prefix(std::min(word.size() + 1, left.size()));
    if (word.empty()) continue;
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos) wrong(line, word, "a name, '=' and a value are needed");
    read_word(fault, line, word.substr(0, equals), word.substr(equals + 1));
  }
  if (fault.kind.empty()) wrong(line, "kind", "it is missing");
  return fault;
}

}  // namespace

std::vector<Fault> parse_faults(std::string_view text) {
  std::vector<Fault> out;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find_first_of(";\n"));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    line.remove_prefix(std::min(line.find_first_not_of(" \t\r"), line.size()));
    line.remove_suffix(line.size() - std::min(line.find_last_not_of(" \t\r") + 1, line.size()));
    if (!line.empty() && line.front() != '#') out.push_back(read_fault(line));
  }
  return out;
}

bool matches(std::string_view pattern, std::string_view text) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == text;
  if (!text.starts_with(pattern.substr(0, star))) return false;
  const std::string_view rest = pattern.substr(star + 1);
  for (std::size_t at = star; at <= text.size(); ++at) {
    if (matches(rest, text.substr(at))) return true;
  }
  return false;
}

void Faults::set(std::vector<Fault> faults) {
  const std::lock_guard lock(mutex_);
  armed_.clear();
  for (Fault& fault : faults) armed_.push_back({std::move(fault), {}});
  hits_ = 0;
}

bool Faults::hit(const Fault& fault, std::uint64_t number) {
  if (number < fault.from || (number - fault.from) % fault.every != 0) return false;
  if ((number - fault.from) / fault.every >= fault.times) return false;
  return fault.chance >= 100 || mixed(fault.seed, number) % 100 < fault.chance;
}

std::optional<Fault> Faults::next(const std::string& upstream, const std::string& path) {
  const std::lock_guard lock(mutex_);
  std::optional<Fault> out;
  for (Armed& armed : armed_) {
    const Fault& fault = armed.fault;
    if ((!fault.upstream.empty() && fault.upstream != upstream) || !matches(fault.on, path)) continue;
    // A fault behind the one that decides does not count the request: it waits for its own.
    if (hit(fault, ++armed.seen[fault.each_path ? path : std::string()])) {
      out = fault;
      ++hits_;
      break;
    }
  }
  return out;
}

std::uint64_t Faults::hits() const {
  const std::lock_guard lock(mutex_);
  return hits_;
}

}  // namespace streamguard::upstreams
