#include "osv/position.hpp"

#include <simdjson.h>

#include <streamguard/cpp/plugin.hpp>

#include "advisory/stable_hash.hpp"
#include "record/json_writer.hpp"

namespace streamguard::osv {
namespace {

void write(record::JsonWriter& json, const EcosystemPosition& position) {
  json.raw("[");
  if (!position.archive.empty()) {
    json.string(std::string_view(position.archive));
    for (const std::uint64_t number : {position.next, position.ids.count, position.ids.sum}) {
      json.raw(",");
      json.unsigned_integer(number);
    }
    for (const std::string& id : position.broken) {
      json.raw(",");
      json.string(std::string_view(id));
    }
  }
  json.raw("]");
}

bool read(simdjson::dom::array list, EcosystemPosition& position) {
  std::size_t at = 0;
  for (const simdjson::dom::element item : list) {
    std::string_view text;
    std::uint64_t number = 0;
    const bool is_number = at >= 1 && at <= 3;
    if ((is_number ? item.get(number) : item.get(text)) != simdjson::SUCCESS) return false;
    switch (at++) {
      case 0:
        position.archive = text;
        break;
      case 1:
        position.next = number;
        break;
      case 2:
        position.ids.count = number;
        break;
      case 3:
        position.ids.sum = number;
        break;
      default:
        position.broken.emplace_back(text);
        break;
    }
  }
  return at == 0 || (at >= 4 && !position.archive.empty() && position.next <= position.ids.count);
}

}  // namespace

void Fingerprint::add(std::string_view id) {
  ++count;
  sum += advisory::stable_hash(id);
}

std::string to_token(const Position& position) {
  std::string token;
  {
    record::JsonWriter json(token);
    json.raw("{\"v\":1,\"ecosystems\":[");
    for (std::size_t i = 0; i < position.size(); ++i) {
      if (i != 0) json.raw(",");
      write(json, position[i]);
    }
    json.raw("]}");
  }
  return token;
}

Position from_token(std::string_view token, std::size_t ecosystems) {
  if (token.empty()) return Position(ecosystems);
  simdjson::dom::parser parser;
  const std::string text(token);
  simdjson::dom::element root;
  std::uint64_t version = 0;
  simdjson::dom::array list;
  Position position;
  bool good = parser.parse(text).get(root) == simdjson::SUCCESS && root["v"].get(version) == simdjson::SUCCESS &&
              version == 1 && root["ecosystems"].get(list) == simdjson::SUCCESS;
  if (good) {
    for (const simdjson::dom::element item : list) {
      simdjson::dom::array fields;
      position.emplace_back();
      good = good && item.get(fields) == simdjson::SUCCESS && read(fields, position.back());
    }
  }
  if (!good || position.size() != ecosystems) {
    throw Error(SG_E_BUG, "osv: the resume token does not fit this collector and its ecosystems; start with --fresh");
  }
  return position;
}

}  // namespace streamguard::osv
