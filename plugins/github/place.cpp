#include "github/place.hpp"

#include <simdjson.h>

#include <streamguard/cpp/plugin.hpp>

#include "record/json_writer.hpp"

namespace streamguard::github {

std::string Place::token() const {
  std::string text;
  {
    record::JsonWriter json(text);
    const auto field = [&json](std::string_view key, const std::string& value) {
      json.raw(key);
      json.string(std::string_view(value));
    };
    const auto number = [&json](std::string_view key, std::uint64_t value) {
      json.raw(key);
      json.unsigned_integer(value);
    };
    field("{\"v\":1,\"source\":", source);
    number(",\"done\":", done);
    if (digest.empty()) {
      field(",\"newest\":", newest);
      number(",\"total\":", total);
      number(",\"window\":", window);
      field(",\"base\":", base);
      field(",\"cursor\":", cursor);
      field(",\"last\":", last);
      json.raw(",\"border\":[");
      for (std::size_t i = 0; i < border.size() && i < kMostBorder; ++i) field(i == 0 ? "" : ",", border[i]);
      json.raw("]");
    } else {
      field(",\"digest\":", digest);
      number(",\"next\":", next);
    }
    json.raw("}");
  }
  return text;
}

Place Place::parse(std::string_view token, std::string_view source) {
  Place place;
  place.source = source;
  if (token.empty()) return place;
  simdjson::dom::parser parser;
  const std::string text(token);
  simdjson::dom::object root;
  bool good = parser.parse(text).get(root) == simdjson::SUCCESS;
  const auto field = [&](std::string_view key, std::string& value) {
    std::string_view found;
    good = good && root[key].get(found) == simdjson::SUCCESS;
    if (good) value = found;
  };
  const auto number = [&](std::string_view key, std::uint64_t& value) {
    good = good && root[key].get(value) == simdjson::SUCCESS;
  };
  std::uint64_t version = 0;
  std::string written_for;
  number("v", version);
  field("source", written_for);
  number("done", place.done);
  good = good && version == 1 && written_for == source;
  if (good && root["digest"].error() == simdjson::SUCCESS) {
    field("digest", place.digest);
    number("next", place.next);
  } else if (good) {
    field("newest", place.newest);
    number("total", place.total);
    number("window", place.window);
    field("base", place.base);
    field("cursor", place.cursor);
    field("last", place.last);
    simdjson::dom::array border;
    good = good && root["border"].get(border) == simdjson::SUCCESS;
    if (good) {
      for (const simdjson::dom::element item : border) {
        std::string_view id;
        good = good && item.get(id) == simdjson::SUCCESS;
        place.border.emplace_back(id);
      }
    }
  }
  if (!good) {
    throw Error(SG_E_BUG, "github: the resume token does not fit this collector and source: " + std::string(source) +
                              "; start with --fresh");
  }
  return place;
}

}  // namespace streamguard::github
