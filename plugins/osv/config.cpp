#include "osv/config.hpp"

#include <simdjson.h>

#include <algorithm>
#include <streamguard/cpp/plugin.hpp>

namespace streamguard::osv {
namespace {

constexpr std::size_t kMostEcosystems = 100;
constexpr std::size_t kLongestEcosystem = 64;

std::vector<std::string> default_ecosystems() {
  return {"PyPI", "npm", "Maven", "Go", "crates.io", "RubyGems", "Packagist", "NuGet", "Hex", "Pub"};
}

[[noreturn]] void wrong(const std::string& why) { throw Error(SG_E_CONFIG, "osv: " + why); }

void check_ecosystems(const std::vector<std::string>& names) {
  if (names.empty() || names.size() > kMostEcosystems) {
    wrong("ecosystems: give 1 to " + std::to_string(kMostEcosystems) +
          " of them, or leave the key out for the usual ten");
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string& name = names[i];
    const bool plain = std::none_of(
        name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '/' || c == '\\'; });
    if (name.empty() || name.size() > kLongestEcosystem || name == "." || name == ".." || !plain) {
      wrong("ecosystems: \"" + name + "\" is no folder name of the OSV bucket (such as PyPI or crates.io)");
    }
    if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), name) !=
        names.begin() + static_cast<std::ptrdiff_t>(i)) {
      wrong("ecosystems: \"" + name + "\" is listed twice");
    }
  }
}

}  // namespace

Config read_config(std::string_view json) {
  Config config;
  simdjson::dom::parser parser;
  simdjson::dom::object root;
  const std::string text(json.empty() ? "{}" : json);
  if (parser.parse(text).get_object().get(root) != simdjson::SUCCESS) wrong("the configuration is not a JSON object");
  if (const auto code = root["code"]; code.error() == simdjson::SUCCESS && code.get(config.code) != simdjson::SUCCESS) {
    wrong("code: it must be true or false");
  }
  simdjson::dom::array list;
  if (root["ecosystems"].get(list) == simdjson::SUCCESS) {
    for (const simdjson::dom::element item : list) {
      std::string_view name;
      if (item.get(name) != simdjson::SUCCESS) wrong("ecosystems: every item must be a string");
      config.ecosystems.emplace_back(name);
    }
  } else {
    config.ecosystems = default_ecosystems();
  }
  check_ecosystems(config.ecosystems);
  if (root["include"].get(list) == simdjson::SUCCESS) {
    for (const simdjson::dom::element item : list) {
      std::string_view word;
      if (item.get(word) != simdjson::SUCCESS) word = "?";
      if (word == "withdrawn") {
        config.withdrawn = true;
      } else if (word == "malicious") {
        config.malicious = true;
      } else {
        wrong("include: \"" + std::string(word) + "\" is not known (known: withdrawn, malicious)");
      }
    }
  }
  return config;
}

std::string percent_encoded(std::string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  constexpr std::string_view kPlain = "-._~";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool letter = (byte | 32) >= 'a' && (byte | 32) <= 'z';
    const bool digit = byte >= '0' && byte <= '9';
    if (letter || digit || kPlain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += '%';
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    }
  }
  return out;
}

}  // namespace streamguard::osv
