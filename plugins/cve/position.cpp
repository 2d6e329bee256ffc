#include "cve/position.hpp"

#include <simdjson.h>

#include <streamguard/cpp/plugin.hpp>

#include "record/json_writer.hpp"

namespace streamguard::cve {
namespace {

std::string_view name_of(Source source) { return source == Source::kApi ? "api" : "feed"; }

bool read(const simdjson::dom::object& root, Position& position) {
  std::int64_t now = 0, published = 0;
  std::string_view anchor, id;
  if (root["now"].get(now) != simdjson::SUCCESS || root["span"].get(position.span) != simdjson::SUCCESS ||
      root["found"].get(position.found) != simdjson::SUCCESS) {
    return false;
  }
  position.now = now;
  if (root["total"].get(position.total) == simdjson::SUCCESS) {
    position.begun = true;
    if (root["start"].get(position.start) != simdjson::SUCCESS) return false;
    if (root["anchor"].get(anchor) == simdjson::SUCCESS) position.anchor = anchor;
  }
  if (root["published"].get(published) == simdjson::SUCCESS && root["id"].get(id) == simdjson::SUCCESS) {
    position.after = Key{published, std::string(id)};
  }
  return true;
}

}  // namespace

void Position::next_span() {
  ++span;
  begun = false;
  total = start = 0;
  anchor.clear();
  after.reset();
}

std::string to_token(const Position& position) {
  std::string token;
  {
    record::JsonWriter json(token);
    json.raw("{\"v\":1,\"source\":");
    json.string(name_of(position.source));
    json.raw(",\"now\":");
    json.integer(position.now);
    json.raw(",\"span\":");
    json.unsigned_integer(position.span);
    json.raw(position.found ? ",\"found\":true" : ",\"found\":false");
    if (position.begun) {
      json.raw(",\"total\":");
      json.unsigned_integer(position.total);
      json.raw(",\"start\":");
      json.unsigned_integer(position.start);
      json.raw(",\"anchor\":");
      json.string(std::string_view(position.anchor));
    }
    if (position.after) {
      json.raw(",\"published\":");
      json.integer(position.after->published);
      json.raw(",\"id\":");
      json.string(std::string_view(position.after->id));
    }
    json.raw("}");
  }
  return token;
}

std::optional<Position> from_token(std::string_view token, Source source) {
  if (token.empty()) return {};
  simdjson::dom::parser parser;
  const std::string text(token);
  simdjson::dom::object root;
  std::uint64_t version = 0;
  std::string_view name;
  Position position;
  position.source = source;
  const bool good = parser.parse(text).get_object().get(root) == simdjson::SUCCESS &&
                    root["v"].get(version) == simdjson::SUCCESS && version == 1 &&
                    root["source"].get(name) == simdjson::SUCCESS && name == name_of(source) && read(root, position);
  if (!good) throw Error(SG_E_BUG, "cve: the resume token does not fit this collector; start with --fresh");
  return position;
}

}  // namespace streamguard::cve
