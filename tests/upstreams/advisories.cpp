#include "advisories.hpp"

#include <nlohmann/json.hpp>

#include "files.hpp"
#include "http.hpp"
#include "json_slices.hpp"
#include "nvd_time.hpp"

namespace streamguard::upstreams {
namespace {

using json = nlohmann::ordered_json;

constexpr std::string_view kCursorHead = "cursor:v2:";

[[noreturn]] void bad_cursor(const AskedField& field, const std::string& cursor) {
  const Value* value = field.argument("after") != nullptr ? field.argument("after") : field.argument("before");
  throw GraphqlErrors({GraphqlError("`" + cursor + "` does not appear to be a valid cursor.", value->place, {},
                                    "INVALID_CURSOR_ARGUMENTS")});
}

/// A stretch of a connection: which of `count` items, and their cursors.
struct Stretch {
  std::size_t begin = 0, end = 0, count = 0;
};

std::size_t size_of(const AskedField& field, const char* name) {
  const Value* value = field.argument(name);
  return value != nullptr ? static_cast<std::size_t>(std::stoull(value->text)) : SIZE_MAX;
}

Stretch stretch_of(const AskedField& field, std::size_t begin, std::size_t end, std::size_t count) {
  Stretch out{begin, end, count};
  const std::size_t first = size_of(field, "first"), last = size_of(field, "last");
  if (out.end - out.begin > first) out.end = out.begin + first;
  if (out.end - out.begin > last) out.begin = out.end - last;
  return out;
}

json select(const json& data, const std::vector<AskedField>& fields);

/// `node(i)` and `cursor(i)` of the items in the stretch, as far as they are asked for.
template <class Node, class Cursor>
json connection(const std::vector<AskedField>& fields, const Stretch& at, Node node, Cursor cursor) {
  json out = json::object();
  for (const AskedField& field : fields) {
    json& value = out[field.alias];
    if (field.type == nullptr) {
      value = field.owner;
    } else if (field.type->name == "totalCount") {
      value = at.count;
    } else if (field.type->name == "nodes") {
      value = json::array();
      for (std::size_t i = at.begin; i < at.end; ++i) value.push_back(select(node(i), field.fields));
    } else if (field.type->name == "edges") {
      value = json::array();
      for (std::size_t i = at.begin; i < at.end; ++i) {
        value.push_back(select(json{{"cursor", cursor(i)}, {"node", node(i)}}, field.fields));
      }
    } else {
      const bool any = at.begin < at.end;
      value = select(json{{"hasNextPage", at.end < at.count},
                          {"hasPreviousPage", at.begin > 0},
                          {"startCursor", any ? json(cursor(at.begin)) : json()},
                          {"endCursor", any ? json(cursor(at.end - 1)) : json()}},
                     field.fields);
    }
  }
  return out;
}

/// A connection inside an advisory: its cursors are numbers.
json nested(const json& data, const AskedField& field) {
  json nodes = json::array();
  const std::string package = field.text("package"), ecosystem = field.text("ecosystem");
  for (const json& one : data.value("nodes", json::array())) {
    const json in = one.value("package", json::object());
    if ((package.empty() || in.value("name", "") == package) &&
        (ecosystem.empty() || in.value("ecosystem", "") == ecosystem)) {
      nodes.push_back(one);
    }
  }
  const auto cursor = [](std::size_t i) { return base64("cursor:" + std::to_string(i + 1)); };
  std::size_t begin = 0, end = nodes.size();
  for (const char* name : {"after", "before"}) {
    const std::string given = field.text(name);
    if (given.empty()) continue;
    const auto number = whole_number(from_base64(given).substr(std::min<std::size_t>(7, from_base64(given).size())));
    if (!number || *number > nodes.size()) bad_cursor(field, given);
    (std::string_view(name) == "after" ? begin : end) = *number - (std::string_view(name) == "after" ? 0 : 1);
  }
  return connection(
      field.fields, stretch_of(field, begin, end, nodes.size()), [&](std::size_t i) { return nodes.at(i); }, cursor);
}

json select(const json& data, const std::vector<AskedField>& fields) {
  if (data.is_null()) return nullptr;
  json out = json::object();
  for (const AskedField& field : fields) {
    json& value = out[field.alias];
    if (field.type == nullptr) {
      value = field.owner;
      continue;
    }
    const auto found = data.find(field.type->name);
    if (found == data.end()) continue;
    if (field.type->connection) {
      value = nested(*found, field);
    } else if (field.fields.empty()) {
      value = *found;
    } else if (found->is_array()) {
      value = json::array();
      for (const json& item : *found) value.push_back(select(item, field.fields));
    } else {
      value = select(*found, field.fields);
    }
  }
  return out;
}

}  // namespace

void Advisories::load() {
  const std::string lines = gunzipped(bytes_of_file(file_));
  std::string_view left = lines;
  while (!left.empty()) {
    const std::string_view line = left.substr(0, left.find('\n'));
    left.remove_prefix(std::min(line.size() + 1, left.size()));
    if (line.empty()) continue;
    Advisory one;
    one.text = line;
    for (const auto& [name, value] : members_of(line)) {
      if (name == "ghsaId") one.ghsa = plain_string(value);
      if (name == "publishedAt") one.published = plain_string(value);
      if (name == "updatedAt") one.updated = plain_string(value);
      if (name == "classification") one.classification = plain_string(value);
      if (name != "identifiers") continue;
      for (const std::string_view each : elements_of(value)) {
        one.identifiers.push_back(std::string(plain_string(member_of(each, "type"))) + ":" +
                                  std::string(plain_string(member_of(each, "value"))));
      }
    }
    all_.push_back(std::move(one));
  }
}

/// In the order that is asked for; UPDATED_AT, newest first, where none is.
std::vector<const Advisories::Advisory*> Advisories::chosen(const AskedField& field) const {
  bool by_published = false, descending = true;
  if (const Value* order = field.argument("orderBy")) {
    for (const auto& [name, value] : order->fields) {
      if (name == "field") by_published = value.text == "PUBLISHED_AT";
      if (name == "direction") descending = value.text == "DESC";
    }
  }
  std::string identifier;
  if (const Value* filter = field.argument("identifier")) {
    std::map<std::string, std::string> parts;
    for (const auto& [name, value] : filter->fields) parts[name] = value.text;
    identifier = parts["type"] + ":" + parts["value"];
  }
  const auto since = [&](const char* name) {
    const std::string text = field.text(name);
    return text.empty() ? INT64_MIN : milliseconds_of(text).value_or(INT64_MIN);
  };
  const std::int64_t published_since = since("publishedSince"), updated_since = since("updatedSince");
  const Value* classes = field.argument("classifications");
  std::vector<const Advisory*> out;
  for (const Advisory& one : all_) {
    if (published_since != INT64_MIN && milliseconds_of(one.published).value_or(0) < published_since) continue;
    if (updated_since != INT64_MIN && milliseconds_of(one.updated).value_or(0) < updated_since) continue;
    if (classes != nullptr && std::none_of(classes->items.begin(), classes->items.end(),
                                           [&](const Value& word) { return word.text == one.classification; })) {
      continue;
    }
    if (!identifier.empty() &&
        std::find(one.identifiers.begin(), one.identifiers.end(), identifier) == one.identifiers.end()) {
      continue;
    }
    out.push_back(&one);
  }
  std::sort(out.begin(), out.end(), [&](const Advisory* a, const Advisory* b) {
    if (descending) std::swap(a, b);
    return std::tie(a->key(by_published), a->ghsa) < std::tie(b->key(by_published), b->ghsa);
  });
  return out;
}

nlohmann::ordered_json Advisories::page(const AskedField& field) const {
  const auto found = chosen(field);
  bool by_published = false, descending = true;
  if (const Value* order = field.argument("orderBy")) {
    for (const auto& [name, value] : order->fields) {
      if (value.text == "PUBLISHED_AT") by_published = true;
      if (value.text == "ASC") descending = false;
    }
  }
  // A cursor says where the walk is, not how many went before: it stays right while advisories come and go.
  const auto place = [&](const Advisory& one) { return one.key(by_published) + "|" + one.ghsa; };
  const auto cursor = [&](std::size_t i) { return base64(std::string(kCursorHead) + place(*found[i])); };
  std::size_t begin = 0, end = found.size();
  for (const char* name : {"after", "before"}) {
    const std::string given = field.text(name);
    if (given.empty()) continue;
    const std::string at = from_base64(given);
    if (!at.starts_with(kCursorHead) || at.find('|') == std::string::npos) bad_cursor(field, given);
    const std::string wanted = at.substr(kCursorHead.size());
    const auto before = [&](const Advisory* one) { return descending ? place(*one) > wanted : place(*one) < wanted; };
    const bool after = std::string_view(name) == "after";
    const auto edge = std::partition_point(found.begin(), found.end(), [&](const Advisory* one) {
      return before(one) || (after && place(*one) == wanted);
    });
    (after ? begin : end) = static_cast<std::size_t>(edge - found.begin());
  }
  return connection(
      field.fields, stretch_of(field, begin, std::max(begin, end), found.size()),
      [&](std::size_t i) { return json::parse(found[i]->text); }, cursor);
}

nlohmann::ordered_json Advisories::one(const AskedField& field) const {
  for (const Advisory& advisory : all_) {
    if (advisory.ghsa == field.text("ghsaId")) return select(json::parse(advisory.text), field.fields);
  }
  return nullptr;
}

nlohmann::ordered_json Advisories::answer(const Query& query, const RateNow& rate) {
  std::call_once(loaded_, [this] { load(); });
  json out = json::object();
  for (const AskedField& field : query.fields) {
    json& value = out[field.alias];
    if (field.type == nullptr) {
      value = field.owner;
    } else if (field.type->name == "rateLimit") {
      value = select(json{{"limit", rate.limit},
                          {"cost", rate.cost},
                          {"remaining", rate.limit - rate.used},
                          {"resetAt", nvd_time(rate.reset_at * 1000).substr(0, 19) + "Z"},
                          {"used", rate.used},
                          {"nodeCount", query.nodes}},
                     field.fields);
    } else {
      value = field.type->name == "securityAdvisories" ? page(field) : one(field);
    }
  }
  return out;
}

}  // namespace streamguard::upstreams
