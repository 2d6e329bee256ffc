// What GraphQL puts into JSON beside the data: errors, variables, cursors.
#include <nlohmann/json.hpp>

#include "advisories.hpp"

namespace streamguard::upstreams {
namespace {

constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

nlohmann::ordered_json errors_json(const std::vector<GraphqlError>& errors) {
  nlohmann::ordered_json out = nlohmann::ordered_json::array();
  for (const GraphqlError& error : errors) {
    nlohmann::ordered_json one;
    if (!error.type.empty()) one["type"] = error.type;
    if (!error.code.empty()) one["extensions"] = {{"code", error.code}};
    one["locations"] = {{{"line", error.place.line}, {"column", error.place.column}}};
    one["message"] = error.what();
    out.push_back(std::move(one));
  }
  return out;
}

Value value_of(const nlohmann::ordered_json& json) {
  Value out;
  if (json.is_string()) {
    out.kind = Value::Kind::string;
    out.text = json.get<std::string>();
  } else if (json.is_boolean()) {
    out.kind = Value::Kind::boolean;
    out.text = json.get<bool>() ? "true" : "false";
  } else if (json.is_number()) {
    out.kind = json.is_number_integer() ? Value::Kind::integer : Value::Kind::real;
    out.text = json.dump();
  } else if (json.is_array()) {
    out.kind = Value::Kind::list;
    for (const auto& item : json) out.items.push_back(value_of(item));
  } else if (json.is_object()) {
    out.kind = Value::Kind::object;
    for (const auto& [name, item] : json.items()) out.fields.push_back({name, value_of(item)});
  }
  return out;
}

std::string base64(std::string_view bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned three = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      three = three << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) out += i + j > bytes.size() ? '=' : kLetters[three >> (18 - 6 * j) & 63];
  }
  return out;
}

std::string from_base64(std::string_view text) {
  std::string out;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    const std::size_t value = kLetters.find(c);
    if (value == std::string_view::npos) break;
    bits = bits << 6 | static_cast<unsigned>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 0xFF);
  }
  return out;
}

}  // namespace streamguard::upstreams
