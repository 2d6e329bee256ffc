#include "github/ranges.hpp"

#include <algorithm>

#include "record/json_writer.hpp"

namespace streamguard::github {
namespace {

using Text = std::string_view;

Text trimmed(Text text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// Takes one of the five operators off the front of `text`; empty where there is none.
Text take_operator(Text& text) {
  for (const Text each : {">=", "<=", ">", "<", "="}) {
    if (!text.starts_with(each)) continue;
    text.remove_prefix(each.size());
    return each;
  }
  return {};
}

bool is_version(Text text) {
  return !text.empty() && std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '<' || c == '>' || c == '=' || c == ',' || c == '|';
  });
}

struct Bounds {
  Text introduced, fixed, last;
};

/// False for a bound that is there already, or that OSV has no event for.
bool take_bound(Text op, Text version, Bounds& bounds) {
  Text Bounds::*where = nullptr;
  if (op == ">=") where = &Bounds::introduced;
  if (op == "<") where = &Bounds::fixed;
  if (op == "<=") where = &Bounds::last;
  if (where == nullptr || !(bounds.*where).empty()) return false;
  bounds.*where = version;
  return true;
}

void append_event(record::JsonWriter& json, Text separator, Text name, Text version) {
  json.raw(separator);
  json.raw("{\"");
  json.raw(name);
  json.raw("\":");
  json.string(version);
  json.raw("}");
}

}  // namespace

bool append_events(Text range, std::string& out, Text& fixed) {
  fixed = {};
  Bounds bounds;
  bool first = true;
  while (true) {
    const std::size_t comma = std::min(range.find(','), range.size());
    Text part = trimmed(range.substr(0, comma));
    const Text op = take_operator(part);
    const Text version = trimmed(part);
    if (op.empty() || !is_version(version)) return false;
    const bool last = comma == range.size();
    if (op == "=") {
      if (!first || !last) return false;
      bounds.introduced = bounds.last = version;
    } else if (!take_bound(op, version, bounds)) {
      return false;
    }
    if (last) break;
    range.remove_prefix(comma + 1);
    first = false;
  }
  if (!bounds.fixed.empty() && !bounds.last.empty()) return false;
  record::JsonWriter json(out);
  append_event(json, "[", "introduced", bounds.introduced.empty() ? Text("0") : bounds.introduced);
  if (!bounds.fixed.empty()) append_event(json, ",", "fixed", bounds.fixed);
  if (!bounds.last.empty()) append_event(json, ",", "last_affected", bounds.last);
  json.raw("]");
  fixed = bounds.fixed;
  return true;
}

}  // namespace streamguard::github
