#include "github/config.hpp"

#include <simdjson.h>

#include <algorithm>
#include <optional>
#include <streamguard/cpp/plugin.hpp>

#include "github/ecosystems.hpp"

namespace streamguard::github {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;
constexpr std::uint64_t kLargestPage = 100;  ///< GitHub refuses more

[[noreturn]] void wrong(const std::string& why) { throw Error(SG_E_CONFIG, "github: " + why); }

std::optional<element> find(object root, std::string_view key) {
  element value;
  if (root[key].get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

std::string text_in(element value, std::string_view key) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) wrong(std::string(key) + ": it must be a string");
  return std::string(text);
}

bool flag_in(element value, std::string_view key) {
  bool flag = false;
  if (value.get(flag) != simdjson::SUCCESS) wrong(std::string(key) + ": it must be true or false");
  return flag;
}

template <class Each>
void each_in(object root, std::string_view key, Each each) {
  const auto value = find(root, key);
  if (!value) return;
  simdjson::dom::array list;
  if (value->get(list) != simdjson::SUCCESS) wrong(std::string(key) + ": it must be a list");
  for (const element item : list) each(text_in(item, key));
}

Source source_in(const std::string& word) {
  for (const Source source : {Source::kApi, Source::kNodes, Source::kDatabase}) {
    if (name_of(source) == word) return source;
  }
  wrong("source: \"" + word + "\" is none of api, nodes, database");
}

/// "2024-01-31" or "2024-01-31T12:00:00Z", as the latter.
std::string moment_in(object root, std::string_view key) {
  const auto value = find(root, key);
  if (!value) return {};
  std::string text = text_in(*value, key);
  constexpr std::string_view kShape = "0000-00-00T00:00:00Z";
  constexpr std::size_t kDay = 10;
  const auto fits = [&text, kShape](std::size_t length) {
    if (text.size() != length) return false;
    for (std::size_t i = 0; i < length; ++i) {
      const bool digit = text[i] >= '0' && text[i] <= '9';
      if (kShape[i] == '0' ? !digit : text[i] != kShape[i]) return false;
    }
    return true;
  };
  if (fits(kDay)) return text + std::string(kShape.substr(kDay));
  if (fits(kShape.size())) return text;
  wrong(std::string(key) + ": \"" + text + "\" is no moment; write it as 2024-01-31 or 2024-01-31T12:00:00Z");
}

std::string severity_in(const std::string& word) {
  if (word == "MODERATE") return "MEDIUM";
  for (const char* each : {"LOW", "MEDIUM", "HIGH", "CRITICAL"}) {
    if (word == each) return word;
  }
  wrong("severities: \"" + word + "\" is none of LOW, MODERATE (or MEDIUM), HIGH, CRITICAL");
}

void read_classes(object root, Config& config) {
  if (!find(root, "classifications")) return;
  config.classifications.clear();
  each_in(root, "classifications", [&config](const std::string& word) {
    if (word != "GENERAL" && word != "MALWARE") wrong("classifications: \"" + word + "\" is none of GENERAL, MALWARE");
    config.classifications.push_back(word);
  });
  if (config.classifications.empty()) wrong("classifications: name GENERAL, MALWARE or both, or leave the key out");
  if (config.source == Source::kDatabase) {
    wrong("classifications: documents of the database do not tell theirs; leave the key out, or use source: api");
  }
}

void read_file(object root, Config& config) {
  const auto value = find(root, "file");
  if (config.source == Source::kApi) {
    if (value) wrong("file: only source: nodes and source: database read one; leave it out");
    return;
  }
  config.file = value                             ? text_in(*value, "file")
                : config.source == Source::kNodes ? "/graphql-nodes.jsonl.gz"
                                                  : "/advisory-database.tar.gz";
  if (!config.file.starts_with('/')) wrong("file: it is a path below the upstream's url and begins with /");
}

void read_include(object root, Config& config) {
  each_in(root, "include", [&config](const std::string& word) {
    if (word == "withdrawn") {
      config.withdrawn = true;
    } else if (word == "unreviewed") {
      config.unreviewed = true;
    } else {
      wrong("include: \"" + word + "\" is not known (known: withdrawn, unreviewed)");
    }
  });
  if (config.unreviewed && config.source != Source::kDatabase) {
    wrong("include: unreviewed advisories are in the database only; use source: database, or leave it out");
  }
}

}  // namespace

std::string_view name_of(Source source) {
  switch (source) {
    case Source::kApi:
      return "api";
    case Source::kNodes:
      return "nodes";
    case Source::kDatabase:
      break;
  }
  return "database";
}

Config read_config(std::string_view json) {
  Config config;
  simdjson::dom::parser parser;
  object root;
  const std::string text(json.empty() ? "{}" : json);
  if (parser.parse(text).get_object().get(root) != simdjson::SUCCESS) wrong("the configuration is not a JSON object");
  if (const auto value = find(root, "source")) config.source = source_in(text_in(*value, "source"));
  if (const auto value = find(root, "code")) config.code = flag_in(*value, "code");
  if (const auto value = find(root, "page")) {
    if (value->get(config.page) != simdjson::SUCCESS || config.page < 1 || config.page > kLargestPage) {
      wrong("page: it is from 1 to " + std::to_string(kLargestPage));
    }
  }
  read_file(root, config);
  read_classes(root, config);
  read_include(root, config);
  each_in(root, "ecosystems", [&config](const std::string& name) { config.ecosystems.emplace(ecosystem_of(name)); });
  each_in(root, "severities", [&config](const std::string& word) { config.severities.insert(severity_in(word)); });
  config.published_since = moment_in(root, "published_since");
  config.updated_since = moment_in(root, "updated_since");
  return config;
}

Wanted Config::wants(const record::Sample& sample, std::string_view classification) const {
  if (!withdrawn && sample.withdrawn) return Wanted::kWithdrawn;
  if (!classification.empty() &&
      std::find(classifications.begin(), classifications.end(), classification) == classifications.end()) {
    return Wanted::kNo;
  }
  if (!ecosystems.empty() &&
      std::none_of(sample.packages.begin(), sample.packages.end(), [this](const record::Package& package) {
        return ecosystems.count(std::string(package.ecosystem.substr(0, package.ecosystem.find(':')))) != 0;
      })) {
    return Wanted::kNo;
  }
  const record::OptionalText severity = sample.weakness ? sample.weakness->severity : record::OptionalText();
  if (!severities.empty() && (!severity || severities.count(std::string(*severity)) == 0)) {
    return Wanted::kNo;
  }
  const auto before = [](record::OptionalText moment, const std::string& since) {
    return !since.empty() && moment.value_or(std::string_view()) < since;
  };
  if (before(sample.published, published_since) || before(sample.modified, updated_since)) return Wanted::kNo;
  return Wanted::kYes;
}

}  // namespace streamguard::github
