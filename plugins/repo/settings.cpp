#include "repo/settings.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <streamguard/cpp/plugin.hpp>

namespace streamguard::repo {
namespace {

constexpr std::string_view kScheme = "https://";
constexpr std::string_view kPlainScheme = "http://";
constexpr std::uint64_t kMostTurn = 1000;
constexpr std::int64_t kSecondsOfDay = 86'400;

[[noreturn]] void wrong(const std::string& why) { throw Error(SG_E_CONFIG, "repo: " + why); }

bool plain(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c != '\x7f'; });
}

std::string tidy_url(std::string_view url) {
  std::string tidy(url);
  while (tidy.size() > 1 && tidy.back() == '/') tidy.pop_back();
  if (tidy.front() == '/') {
    if (tidy.size() < 2 || tidy.find("/../") != std::string::npos || tidy.ends_with("/..")) {
      wrong("repositories: \"" + tidy + "\" is no absolute path of a repository");
    }
    return tidy;
  }
  const std::size_t scheme = tidy.starts_with(kScheme)        ? kScheme.size()
                             : tidy.starts_with(kPlainScheme) ? kPlainScheme.size()
                                                              : 0;
  const std::size_t slash = scheme == 0 ? std::string::npos : tidy.find('/', scheme);
  if (slash == std::string::npos || slash == scheme || slash + 1 == tidy.size() || !plain(tidy) ||
      tidy.find_first_of("@?#", scheme) != std::string::npos) {
    wrong("repositories: \"" + tidy + "\" is neither a url such as https://github.com/curl/curl nor an absolute path");
  }
  std::transform(tidy.begin(), tidy.begin() + static_cast<std::ptrdiff_t>(slash), tidy.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  if (tidy.ends_with(".git")) tidy.resize(tidy.size() - 4);
  return tidy;
}

Source read_source(const simdjson::dom::element& item) {
  std::string_view text;
  if (item.get(text) == simdjson::SUCCESS) return {tidy_url(text.empty() ? "?" : text), {}};
  Source source;
  if (item["url"].get(text) != simdjson::SUCCESS || text.empty()) wrong("repositories: every item needs a url");
  source.url = tidy_url(text);
  if (item["branch"].get(text) == simdjson::SUCCESS) {
    if (text.empty() || !plain(text)) wrong("repositories: " + source.url + ": its branch is no name of one");
    source.branch = text;
  }
  return source;
}

void read_repositories(const simdjson::dom::element& value, Settings& settings) {
  simdjson::dom::array list;
  if (value.get(list) != simdjson::SUCCESS) {
    std::string_view word;
    if (value.get(word) != simdjson::SUCCESS || word != "default") wrong("repositories: give a list, or \"default\"");
    return;
  }
  settings.repositories.clear();
  for (const simdjson::dom::element item : list) {
    Source source = read_source(item);
    if (std::find(settings.repositories.begin(), settings.repositories.end(), source) != settings.repositories.end()) {
      wrong("repositories: " + source.url + " is listed twice");
    }
    settings.repositories.push_back(std::move(source));
  }
  if (settings.repositories.empty()) wrong("repositories: the list is empty; leave the key out for the default one");
}

std::optional<std::int64_t> read_key(const simdjson::dom::object& root, const char* key) {
  std::string_view text;
  if (root[key].get(text) != simdjson::SUCCESS) return std::nullopt;
  const auto time = read_time(text);
  if (!time)
    wrong(std::string(key) + ": \"" + std::string(text) + "\" is no day; write 2015-01-31 or 2015-01-31T12:00:00Z");
  return time;
}

/// `count` digits at `at`; -1 where there are none.
int number(std::string_view text, std::size_t at, std::size_t count) noexcept {
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (i >= text.size() || text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

bool is_leap(int year) noexcept { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

/// Days from 1970-01-01 to the first of January.
std::int64_t days_before(int year) noexcept {
  const std::int64_t years = year - 1;
  return years * 365 + years / 4 - years / 100 + years / 400 - 719'162;
}

}  // namespace

std::optional<std::int64_t> read_time(std::string_view text) noexcept {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool with_time = text.size() == 20;
  if (text.size() != 10 && !with_time) return std::nullopt;
  const int year = number(text, 0, 4), month = number(text, 5, 2), day = number(text, 8, 2);
  if (year < 1970 || month < 1 || month > 12 || day < 1 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto month_index = static_cast<std::size_t>(month - 1);
  if (day > kDays[month_index] + (month == 2 && is_leap(year) ? 1 : 0)) return std::nullopt;
  std::int64_t days = days_before(year) + day - 1;
  for (std::size_t i = 0; i < month_index; ++i) days += kDays[i];
  if (month > 2 && is_leap(year)) ++days;
  if (!with_time) return days * kSecondsOfDay;
  const int hour = number(text, 11, 2), minute = number(text, 14, 2), second = number(text, 17, 2);
  if (text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != 'Z' || hour < 0 || hour > 23 || minute < 0 ||
      minute > 59 || second < 0 || second > 59) {
    return std::nullopt;
  }
  return days * kSecondsOfDay + hour * 3600 + minute * 60 + second;
}

Settings read_settings(std::string_view json) {
  Settings settings;
  settings.repositories = default_repositories();
  simdjson::dom::parser parser;
  simdjson::dom::object root;
  const std::string text(json.empty() ? "{}" : json);
  if (parser.parse(text).get_object().get(root) != simdjson::SUCCESS) wrong("the configuration is not a JSON object");
  simdjson::dom::element value;
  if (root["repositories"].get(value) == simdjson::SUCCESS) read_repositories(value, settings);
  std::string_view word;
  if (root["branches"].get(word) == simdjson::SUCCESS) {
    if (word != "all" && word != "default") wrong("branches: \"" + std::string(word) + "\" is neither all nor default");
    settings.all_branches = word == "all";
  }
  if (root["turn"].get(value) == simdjson::SUCCESS &&
      (value.get(settings.turn) != simdjson::SUCCESS || settings.turn == 0 || settings.turn > kMostTurn)) {
    wrong("turn: give 1 to " + std::to_string(kMostTurn));
  }
  settings.since = read_key(root, "since");
  settings.until = read_key(root, "until");
  if (settings.since && settings.until && *settings.since >= *settings.until) wrong("until: is not after since");
  return settings;
}

std::unordered_set<std::string> read_skips(std::string_view json) {
  std::unordered_set<std::string> skips;
  if (json.empty()) return skips;
  simdjson::dom::parser parser;
  simdjson::dom::array list;
  const std::string text(json);
  if (parser.parse(text).get(list) != simdjson::SUCCESS) {
    throw Error(SG_E_BUG, "repo: the host's list of units to skip is not a JSON array");
  }
  for (const simdjson::dom::element item : list) {
    std::string_view unit;
    if (item.get(unit) == simdjson::SUCCESS) skips.emplace(unit);
  }
  return skips;
}

}  // namespace streamguard::repo
