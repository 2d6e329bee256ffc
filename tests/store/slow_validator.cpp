#include "slow_validator.hpp"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

namespace streamguard::store::testing {
namespace {

using nlohmann::json;

/// Follows a parse and notes what a finished value does not show: keys that came twice, and the depth.
struct Watcher {
  std::vector<std::set<std::string>> open;
  bool twice = false;
  int deepest = 0, depth = 0;

  bool operator()(int, json::parse_event_t event, json& value) {
    if (event == json::parse_event_t::object_start) open.emplace_back();
    if (event == json::parse_event_t::object_end) open.pop_back();
    if (event == json::parse_event_t::key) twice = twice || !open.back().insert(value.get<std::string>()).second;
    if (event == json::parse_event_t::object_start || event == json::parse_event_t::array_start) {
      deepest = std::max(deepest, ++depth);
    }
    if (event == json::parse_event_t::object_end || event == json::parse_event_t::array_end) --depth;
    return true;
  }
};

bool is_type(const json& value, const std::string& type) {
  if (type == "string") return value.is_string();
  if (type == "null") return value.is_null();
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "number") return value.is_number();
  if (type != "integer" || !value.is_number_integer()) return false;
  return !value.is_number_unsigned() ||
         value.get<std::uint64_t>() <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
}

}  // namespace

struct SlowValidator::Schema {
  json root;

  std::string check(const json& value, const json& schema, const std::string& place) const {
    if (schema.contains("$ref")) return check(value, root.at("$defs").at("strings"), place);
    if (schema.contains("type")) {
      const json& type = schema["type"];
      bool fits = false;
      if (type.is_string())
        fits = is_type(value, type.get<std::string>());
      else
        for (const auto& one : type) fits = fits || is_type(value, one.get<std::string>());
      if (!fits) return "type of " + place;
    }
    if (schema.contains("const") && value != schema["const"]) return "const of " + place;
    if (schema.contains("enum") &&
        std::find(schema["enum"].begin(), schema["enum"].end(), value) == schema["enum"].end()) {
      return "enum of " + place;
    }
    if (value.is_object()) return check_object(value, schema, place);
    if (value.is_array()) return check_array(value, schema, place);
    return "";
  }
  std::string check_object(const json& value, const json& schema, const std::string& place) const {
    for (const auto& key : schema.value("required", json::array())) {
      if (!value.contains(key.get<std::string>())) return "no " + key.get<std::string>() + " in " + place;
    }
    const json properties = schema.value("properties", json::object());
    for (const auto& [key, inner] : value.items()) {
      if (!properties.contains(key)) continue;
      if (std::string why = check(inner, properties.at(key), place + "." + key); !why.empty()) return why;
    }
    return "";
  }
  std::string check_array(const json& value, const json& schema, const std::string& place) const {
    if (value.size() < schema.value("minItems", 0u) || value.size() > schema.value("maxItems", 1u << 30))
      return "items of " + place;
    if (!schema.contains("items")) return "";
    for (const json& item : value) {
      if (std::string why = check(item, schema["items"], place + "[]"); !why.empty()) return why;
    }
    return "";
  }
};

SlowValidator::SlowValidator(const std::string& schema_file) : schema_(std::make_unique<Schema>()) {
  std::ifstream file(schema_file);
  schema_->root = json::parse(file);
}
SlowValidator::~SlowValidator() = default;

std::string SlowValidator::check(std::string_view record) const {
  if (std::any_of(record.begin(), record.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
    return "control";
  if (record.starts_with("\xef\xbb\xbf")) return "byte order mark";  // which nlohmann would skip
  Watcher watcher;
  const json value = json::parse(
      record, [&](int d, json::parse_event_t e, json& v) { return watcher(d, e, v); }, false);
  if (value.is_discarded()) return "syntax";
  if (watcher.twice) return "a key twice";
  if (watcher.deepest > 64) return "depth";
  if (std::string why = schema_->check(value, schema_->root, "record"); !why.empty()) return why;
  const auto& id = value["sample_id"].get_ref<const std::string&>();
  if (id.size() != 64 || id.find_first_not_of("0123456789abcdef") != std::string::npos) return "sample_id";
  return value["source"].get_ref<const std::string&>().empty() ? "source" : "";
}

}  // namespace streamguard::store::testing
