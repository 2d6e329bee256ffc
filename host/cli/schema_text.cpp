#include "cli/schema_text.hpp"

#include <nlohmann/json.hpp>
#include <vector>

#include "cli/words.hpp"
#include "core/text.hpp"

namespace streamguard::cli {
namespace {

using json = nlohmann::ordered_json;

constexpr std::size_t kNameWidth = 22;
constexpr int kDepth = 6;
constexpr std::size_t kValue = 200;

std::string value_text(const json& value) {
  return plain(value.dump(-1, ' ', false, json::error_handler_t::replace), kValue);
}

/// A local reference ("#/definitions/x") followed once.
const json& followed(const json& schema, const json& root) {
  if (!schema.is_object() || !schema.contains("$ref") || !schema.at("$ref").is_string()) return schema;
  const std::string reference = schema.at("$ref");
  if (!reference.starts_with("#/")) return schema;
  try {
    return root.at(json::json_pointer(reference.substr(1)));
  } catch (const json::exception&) {
    return schema;
  }
}

std::string type_of(const json& schema, const json& root, int depth);

std::string alternatives(const json& list, const json& root, int depth) {
  std::string out;
  for (const json& one : list) out += (out.empty() ? "" : " or ") + type_of(followed(one, root), root, depth + 1);
  return out;
}

std::string type_of(const json& schema, const json& root, int depth) {
  if (!schema.is_object() || depth > kDepth) return "anything";
  if (schema.contains("const")) return value_text(schema.at("const"));
  if (schema.contains("enum") && schema.at("enum").is_array()) {
    std::string out;
    for (const json& one : schema.at("enum")) out += (out.empty() ? "" : " | ") + value_text(one);
    return plain(out, 400);
  }
  for (const char* either : {"oneOf", "anyOf"}) {
    if (schema.contains(either) && schema.at(either).is_array()) return alternatives(schema.at(either), root, depth);
  }
  if (!schema.contains("type")) return "anything";
  const json& type = schema.at("type");
  if (type.is_array()) {
    std::string out;
    for (const json& one : type) {
      if (one.is_string()) out += (out.empty() ? "" : " or ") + plain(one.get<std::string>(), 40);
    }
    return out;
  }
  const std::string name = type.is_string() ? plain(type.get<std::string>(), 40) : "anything";
  if (name == "array" && schema.contains("items")) {
    return "list of " + type_of(followed(schema.at("items"), root), root, depth + 1);
  }
  std::string bounds;
  const auto bound = [&](const char* key, const char* word) {
    if (schema.contains(key))
      bounds += std::string(bounds.empty() ? "" : ", ") + word + " " + value_text(schema.at(key));
  };
  bound("minimum", "at least");
  bound("maximum", "at most");
  bound("minLength", "at least characters:");
  bound("maxLength", "at most characters:");
  bound("pattern", "like");
  return name + (bounds.empty() ? "" : " (" + bounds + ")");
}

void properties(const json& schema, const json& root, const std::string& head, int depth, std::string& out) {
  if (!schema.is_object() || !schema.contains("properties") || depth > kDepth) return;
  const json required =
      schema.contains("required") && schema.at("required").is_array() ? schema.at("required") : json::array();
  for (const auto& [key, written] : schema.at("properties").items()) {
    const json& one = followed(written, root);
    const std::string name = head + plain(key, 100);
    out += "  " + padded(name, kNameWidth) + type_of(one, root, 0);
    if (std::find(required.begin(), required.end(), json(key)) != required.end()) out += ", required";
    if (one.is_object() && one.contains("default")) out += ", default " + value_text(one.at("default"));
    out += '\n';
    if (one.is_object() && one.contains("description") && one.at("description").is_string()) {
      out += std::string(kNameWidth + 2, ' ') + plain(one.at("description").get<std::string>(), 1000) + "\n";
    }
    properties(one, root, name + ".", depth + 1, out);
  }
}

}  // namespace

std::string schema_text(const std::string& schema_json) {
  const json schema = json::parse(schema_json.empty() ? "{}" : schema_json, nullptr, false);
  std::string out;
  properties(schema, schema, "", 0, out);
  return out.empty() ? "  it takes none\n" : out;
}

}  // namespace streamguard::cli
