#include "cve/settings.hpp"

#include <simdjson.h>

#include <algorithm>
#include <streamguard/cpp/plugin.hpp>

namespace streamguard::cve {
namespace {

using simdjson::dom::object;

[[noreturn]] void wrong(const std::string& why) { throw Error(SG_E_CONFIG, "cve: config." + why); }

std::vector<std::string> strings(const object& config, const char* key) {
  std::vector<std::string> list;
  simdjson::dom::element value;
  if (config[key].get(value) != simdjson::SUCCESS) return list;
  simdjson::dom::array items;
  if (value.get(items) != simdjson::SUCCESS) wrong(std::string(key) + ": it must be a list");
  for (const simdjson::dom::element item : items) {
    std::string_view text;
    if (item.get(text) != simdjson::SUCCESS || text.empty()) {
      wrong(std::string(key) + ": every item must be a text that is not empty");
    }
    list.emplace_back(text);
  }
  if (list.empty() || list.size() > kMostItems) {
    wrong(std::string(key) + ": give 1 to " + std::to_string(kMostItems) + " items, or leave the key out");
  }
  return list;
}

std::optional<Millis> time_in(const object& config, const char* key, bool end_of_day) {
  std::string_view text;
  if (config[key].get(text) != simdjson::SUCCESS) return {};
  const std::optional<Millis> time = parse_time(text);
  if (!time)
    wrong(std::string(key) + ": \"" + std::string(text) + "\" is no time; write 2024-12-31 or 2024-12-31T23:59:59Z");
  return end_of_day && text.size() == 10 ? *time + kDay - 1 : *time;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool is_word(char c) {
  const char small = lower(c);
  return (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

/// Whether `word` (lower case) stands in `text` with no letter or digit before or behind it.
bool holds_word(std::string_view text, std::string_view word) {
  const auto same = [](char a, char b) { return lower(a) == b; };
  for (auto at = text.begin();; ++at) {
    at = std::search(at, text.end(), word.begin(), word.end(), same);
    if (at == text.end()) return false;
    const auto behind = at + static_cast<std::ptrdiff_t>(word.size());
    const bool begins = at == text.begin() || !is_word(*(at - 1)) || !is_word(word.front());
    const bool ends = behind == text.end() || !is_word(*behind) || !is_word(word.back());
    if (begins && ends) return true;
  }
}

void take_years(const object& config, Settings& settings) {
  simdjson::dom::array items;
  if (config["years"].get(items) != simdjson::SUCCESS) return;
  for (const simdjson::dom::element item : items) {
    std::int64_t year = 0;
    if (item.get(year) != simdjson::SUCCESS || year < kOldestYear || year > 9999) {
      wrong("years: every item must be a year from " + std::to_string(kOldestYear));
    }
    settings.years.push_back(static_cast<int>(year));
  }
  if (settings.years.empty() || settings.years.size() > kMostItems) {
    wrong("years: give 1 to " + std::to_string(kMostItems) + " years, or leave the key out for all");
  }
  std::sort(settings.years.rbegin(), settings.years.rend());
  if (std::adjacent_find(settings.years.begin(), settings.years.end()) != settings.years.end()) {
    wrong("years: a year is listed twice");
  }
}

void take_dates(const object& config, Settings& settings) {
  const std::optional<Millis> from = time_in(config, "from", false);
  const std::optional<Millis> to = time_in(config, "to", true);
  settings.modified_since = time_in(config, "modified_since", false);
  if (!from && !to) return;
  if (!settings.years.empty()) wrong("years: give years or from and to, not both");
  settings.published = Span{from.value_or(year_begin(kOldestYear)), to.value_or(Settings::kEndOfTime)};
  if (settings.published->first > settings.published->last) wrong("from: it lies after config.to");
}

}  // namespace

Settings Settings::parse(std::string_view config_json) {
  Settings settings;
  simdjson::dom::parser parser;
  object config;
  const std::string text(config_json.empty() ? "{}" : config_json);
  if (parser.parse(text).get_object().get(config) != simdjson::SUCCESS) {
    throw Error(SG_E_CONFIG, "cve: the configuration is not a JSON object");
  }
  std::string_view source = "api";
  if (config["source"].get(source) == simdjson::SUCCESS && source != "api" && source != "feed") {
    wrong("source: \"" + std::string(source) + "\" is none of api, feed");
  }
  settings.source = source == "feed" ? Source::kFeed : Source::kApi;
  take_years(config, settings);
  take_dates(config, settings);
  settings.severities = strings(config, "severity");
  settings.cwes = strings(config, "cwe");
  settings.keywords = strings(config, "keywords");
  for (std::string& word : settings.keywords) std::transform(word.begin(), word.end(), word.begin(), lower);
  simdjson::dom::array include;
  if (config["include"].get(include) == simdjson::SUCCESS) {
    settings.disputed = false;
    for (const simdjson::dom::element item : include) {
      std::string_view word;
      if (item.get(word) != simdjson::SUCCESS || (word != "rejected" && word != "disputed")) {
        wrong("include: only rejected and disputed are known");
      }
      (word == "rejected" ? settings.rejected : settings.disputed) = true;
    }
  }
  if (config["code"].get(settings.code) == simdjson::INCORRECT_TYPE) wrong("code: it is true or false");
  return settings;
}

std::vector<Span> Settings::ranges(Millis now) const {
  std::vector<Span> ranges;
  if (modified_since) {
    ranges.push_back({*modified_since, now});
  } else if (published) {
    ranges.push_back(*published);
  } else if (years.empty()) {
    ranges.push_back({year_begin(kOldestYear), now});
  }
  if (!modified_since) {
    for (auto year = years.rbegin(); year != years.rend(); ++year) {
      const Span span{year_begin(*year), year_begin(*year + 1) - 1};
      if (!ranges.empty() && ranges.back().last + 1 == span.first) {
        ranges.back().last = span.last;
      } else {
        ranges.push_back(span);
      }
    }
  }
  std::erase_if(ranges, [now](const Span& range) { return range.first > now; });
  if (!ranges.empty()) ranges.back().last = std::min(ranges.back().last, now);
  return ranges;
}

bool Settings::wants(const record::Sample& sample) const {
  if (published) {
    const std::optional<Millis> time = parse_time(sample.published.value_or(""));
    if (!time || *time < published->first || *time > published->last) return false;
  }
  if (modified_since && parse_time(sample.modified.value_or("")).value_or(0) < *modified_since) return false;
  const auto listed = [](const std::vector<std::string>& list, std::string_view text) {
    return std::find(list.begin(), list.end(), text) != list.end();
  };
  if (!severities.empty() && !(sample.weakness && listed(severities, sample.weakness->severity.value_or("")))) {
    return false;
  }
  if (!cwes.empty()) {
    if (!sample.weakness) return false;
    const auto& has = sample.weakness->cwe;
    if (std::none_of(has.begin(), has.end(), [&](std::string_view cwe) { return listed(cwes, cwe); })) return false;
  }
  const std::string_view description = sample.description.value_or("");
  return keywords.empty() || std::any_of(keywords.begin(), keywords.end(), [description](const std::string& word) {
           return holds_word(description, word);
         });
}

std::unordered_set<std::string> read_names(std::string_view json) {
  std::unordered_set<std::string> names;
  if (json.empty()) return names;
  simdjson::dom::parser parser;
  simdjson::dom::array list;
  const std::string text(json);
  if (parser.parse(text).get(list) != simdjson::SUCCESS) {
    throw Error(SG_E_BUG, "cve: the host's list of names is not a JSON array");
  }
  for (const simdjson::dom::element item : list) {
    std::string_view name;
    if (item.get(name) == simdjson::SUCCESS) names.emplace(name);
  }
  return names;
}

}  // namespace streamguard::cve
