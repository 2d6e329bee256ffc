#include "config.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <streamguard/cpp/plugin.hpp>

namespace streamguard::synthetic {
namespace {

using Json = nlohmann::json;

[[noreturn]] void refuse(const std::string& what) { throw Error(SG_E_CONFIG, "synthetic: " + what); }

/// The positions in `known` that the array names; all of them where the key is missing.
template <class Find>
void select(const Json& config, const char* key, std::vector<std::size_t>& positions, std::size_t known, Find find) {
  const auto entry = config.find(key);
  if (entry == config.end()) return;
  if (!entry->is_array() || entry->empty()) refuse(std::string(key) + " must be a list with at least one entry");
  positions.clear();
  for (const Json& wanted : *entry) {
    const std::size_t position = find(wanted);
    if (position == known) refuse(std::string(key) + ": there are no templates for " + wanted.dump());
    positions.push_back(position);
  }
  std::sort(positions.begin(), positions.end());
  positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
}

std::size_t language_position(const Json& wanted) {
  const auto all = languages();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Language& language) { return wanted == language.name; });
  return static_cast<std::size_t>(found - all.begin());
}

}  // namespace

Config read_config(std::string_view json, const Library& library) {
  Config config{everything(library), kDefaultCount};
  if (json.empty()) return config;
  const Json parsed = Json::parse(json, nullptr, false);
  if (!parsed.is_object()) refuse("the configuration is not a JSON object");
  for (const auto& [key, value] : parsed.items())
    if (key != "languages" && key != "cwes" && key != "count")
      refuse("unknown key '" + key + "'; known are languages, cwes and count");
  select(parsed, "languages", config.selection.languages, languages().size(), language_position);
  const std::vector<Weakness>& weaknesses = library.weaknesses();
  select(parsed, "cwes", config.selection.weaknesses, weaknesses.size(), [&](const Json& wanted) {
    const auto found = std::find_if(weaknesses.begin(), weaknesses.end(),
                                    [&](const Weakness& weakness) { return wanted == weakness.cwe; });
    return static_cast<std::size_t>(found - weaknesses.begin());
  });
  if (const auto count = parsed.find("count"); count != parsed.end()) {
    if (!count->is_number_unsigned() || *count == 0u || count->get<std::uint64_t>() > kMaxCount)
      refuse("count must be a whole number from 1 to " + std::to_string(kMaxCount));
    config.count = count->get<std::uint64_t>();
  }
  return config;
}

std::string to_token(const Position& position) {
  return std::to_string(position.next) + " " + std::to_string(position.made);
}

Position from_token(std::string_view token, std::uint32_t shard_index, std::uint32_t shard_count) {
  Position position{shard_index, 0};
  if (token.empty()) return position;
  const char* const end = token.data() + token.size();
  const auto next = std::from_chars(token.data(), end, position.next);
  if (next.ec == std::errc() && next.ptr != end && *next.ptr == ' ') {
    const auto made = std::from_chars(next.ptr + 1, end, position.made);
    if (made.ec == std::errc() && made.ptr == end && position.next % shard_count == shard_index) return position;
  }
  refuse("the resume token '" + std::string(token.substr(0, 64)) + "' was not written by shard " +
         std::to_string(shard_index) + " of " + std::to_string(shard_count) + "; start again with --fresh");
}

}  // namespace streamguard::synthetic
