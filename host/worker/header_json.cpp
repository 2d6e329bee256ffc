#include "worker/header_json.hpp"

#include <nlohmann/json.hpp>

namespace streamguard::worker {

using nlohmann::json;

Result<std::vector<std::string>> parse_header_json(std::string_view text) {
  std::vector<std::string> out;
  if (text.empty()) return out;
  const json headers = json::parse(text, nullptr, false);
  if (!headers.is_object()) return Error{Code::bug, "is not a JSON object"};
  for (const auto& [name, value] : headers.items()) {
    if (!value.is_string()) return Error{Code::bug, "holds '" + name + "', which is not a string"};
    out.push_back(name);
    out.push_back(value.get<std::string>());
  }
  return out;
}

std::string header_json(const std::vector<std::string>& names_and_values) {
  json headers = json::object();
  for (std::size_t i = 0; i + 1 < names_and_values.size(); i += 2)
    headers[names_and_values[i]] = names_and_values[i + 1];
  return headers.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace streamguard::worker
