#include "advisory/start.hpp"

#include <simdjson.h>

#include <algorithm>
#include <streamguard/cpp/plugin.hpp>

namespace streamguard::advisory {

std::unordered_set<std::string> read_names(std::string_view json, std::string_view what) {
  std::unordered_set<std::string> names;
  if (json.empty()) return names;
  simdjson::dom::parser parser;
  simdjson::dom::array list;
  const std::string text(json);
  if (parser.parse(text).get(list) != simdjson::SUCCESS) {
    throw Error(SG_E_BUG, "the host's list of " + std::string(what) + " is not a JSON array");
  }
  for (const simdjson::dom::element item : list) {
    std::string_view name;
    if (item.get(name) == simdjson::SUCCESS) names.emplace(name);
  }
  return names;
}

bool grants_code(const std::unordered_set<std::string>& granted, std::initializer_list<std::string_view> documents) {
  return std::any_of(granted.begin(), granted.end(), [documents](const std::string& name) {
    return std::find(documents.begin(), documents.end(), name) == documents.end();
  });
}

}  // namespace streamguard::advisory
