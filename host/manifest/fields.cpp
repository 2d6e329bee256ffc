#include "manifest/fields.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string_view>

namespace streamguard::manifest {

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

struct Fields::Quantity {
  std::string noun, example;
  std::vector<Unit> units;  ///< rising
};

namespace {

/// The largest unit that divides the number without rest.
std::string written(std::uint64_t value, const std::vector<Unit>& units) {
  const Unit* best = &units.front();
  for (const Unit& unit : units) {
    if (value % unit.factor == 0 && value >= unit.factor) best = &unit;
  }
  return std::to_string(value / best->factor) + std::string(best->name);
}

std::string unit_names(const std::vector<Unit>& units) {
  std::string out;
  for (const Unit& unit : units) out += (out.empty() ? "" : ", ") + std::string(unit.name);
  return out;
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::uint64_t> parsed(std::string_view digits) {
  std::uint64_t value = 0;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return failed == std::errc() && end == digits.data() + digits.size() ? std::optional(value) : std::nullopt;
}

}  // namespace

std::string described(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return "nothing";
    case Node::Kind::sequence:
      return "a list";
    case Node::Kind::map:
      return "a map";
    case Node::Kind::scalar:
      break;
  }
  return (node.quoted && !node.expanded ? "the text " : "") + shown(node.text);
}

bool is_plain_name(std::string_view name) noexcept {
  const auto small = [](char c) { return c >= 'a' && c <= 'z'; };
  return !name.empty() && name.size() <= 64 && small(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [&](char c) { return small(c) || (c >= '0' && c <= '9') || c == '_' || c == '-'; });
}

void Fields::wrong_type(const Node& node, const std::string& what, const std::string& wanted, const std::string& hint) {
  faults_.error(node.place, what + " must be " + wanted + ", not " + described(node),
                hint.empty() ? "write " + wanted + " here" : hint);
}

bool Fields::any_map(const Node* node, const std::string& what) {
  if (node == nullptr || node->is_map()) return node != nullptr;
  wrong_type(*node, what, "a map of keys", node->is_null() ? "write {} for all defaults, or leave the key out" : "");
  return false;
}

bool Fields::map(const Node* node, const std::string& what, Block block) {
  if (!any_map(node, what)) return false;
  const std::vector<std::string>& known = keys_of(block);
  for (const Entry& entry : node->entries) {
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
    const std::string in = what == "the manifest" ? "" : " in " + what;
    faults_.error(entry.place, "unknown key " + shown(entry.key) + in, choice_hint(entry.key, known, "known are"));
  }
  return true;
}

bool Fields::list(const Node* node, const std::string& what) {
  if (node == nullptr || node->is_sequence()) return node != nullptr;
  wrong_type(*node, what, "a list", "write it in brackets: [a, b]");
  return false;
}

std::optional<std::string> Fields::text(const Node* node, const std::string& what) {
  if (node == nullptr) return std::nullopt;
  if (node->is_scalar() && !node->text.empty()) {
    if (node->text.find_first_of("\t\r\n") == std::string::npos) return node->text;
    faults_.error(node->place, what + " must be one line without tabs", "check for a stray '|' or '>'");
    return std::nullopt;
  }
  wrong_type(*node, what, "a text", node->is_null() ? "give a value, or leave the key out" : "");
  return std::nullopt;
}

std::optional<bool> Fields::boolean(const Node* node, const std::string& what) {
  if (node == nullptr) return std::nullopt;
  const bool plain = node->is_scalar() && (!node->quoted || node->expanded);
  if (plain && (node->text == "true" || node->text == "false")) return node->text == "true";
  wrong_type(*node, what, "true or false", node->is_scalar() ? "YAML 1.2 knows only these two, without quotes" : "");
  return std::nullopt;
}

std::optional<std::uint64_t> Fields::integer(const Node* node, const std::string& what, std::uint64_t least,
                                             std::uint64_t most) {
  if (node == nullptr) return std::nullopt;
  const std::string range = "from " + std::to_string(least) + " to " + std::to_string(most);
  std::string_view digits = node->text;
  const bool negative = digits.starts_with('-');
  if (negative) digits.remove_prefix(1);
  if (!node->is_scalar() || (node->quoted && !node->expanded) || !all_digits(digits)) {
    std::string hint;
    if (node->is_scalar() && all_digits(digits))
      hint = "remove the quotes";
    else if (node->is_scalar())
      hint = "write digits only, as in 15000";
    wrong_type(*node, what, "a whole number", hint);
    return std::nullopt;
  }
  const std::optional<std::uint64_t> value = negative ? std::nullopt : parsed(digits);
  if (value && *value >= least && *value <= most) return value;
  faults_.error(node->place, what + " is out of range: " + shown(node->text), "it may be " + range);
  return std::nullopt;
}

std::optional<std::uint64_t> Fields::quantity(const Node* node, const std::string& what, std::uint64_t least,
                                              std::uint64_t most, const Quantity& kind) {
  if (node == nullptr) return std::nullopt;
  const std::string form = "write a whole number and a unit (" + unit_names(kind.units) + "), as in " + kind.example;
  if (!node->is_scalar()) return wrong_type(*node, what, kind.noun, form), std::nullopt;
  const std::string_view text = node->text;
  const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::string_view digits = text.substr(0, end), unit = text.substr(end);
  const auto known = std::find_if(kind.units.begin(), kind.units.end(), [&](const Unit& u) { return u.name == unit; });
  if (digits.empty() || known == kind.units.end()) return wrong_type(*node, what, kind.noun, form), std::nullopt;
  const std::optional<std::uint64_t> value = parsed(digits);
  const bool fits = value && *value <= std::numeric_limits<std::uint64_t>::max() / known->factor;
  if (fits && *value * known->factor >= least && *value * known->factor <= most) return *value * known->factor;
  faults_.error(node->place, what + " is out of range: " + shown(text),
                "it may be from " + written(least, kind.units) + " to " + written(most, kind.units));
  return std::nullopt;
}

std::optional<std::uint64_t> Fields::bytes(const Node* node, const std::string& what, std::uint64_t least,
                                           std::uint64_t most) {
  constexpr std::uint64_t k = 1024;
  static const Quantity kind{
      "a size", "1GiB", {{"B", 1}, {"KiB", k}, {"MiB", k * k}, {"GiB", k * k * k}, {"TiB", k * k * k * k}}};
  return quantity(node, what, least, most, kind);
}

std::optional<std::chrono::milliseconds> Fields::duration(const Node* node, const std::string& what,
                                                          std::uint64_t least_ms, std::uint64_t most_ms) {
  static const Quantity kind{
      "a duration", "30s", {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};
  const std::optional<std::uint64_t> value = quantity(node, what, least_ms, most_ms, kind);
  if (!value) return std::nullopt;
  return std::chrono::milliseconds(static_cast<std::int64_t>(*value));
}

std::optional<std::size_t> Fields::word(const Node* node, const std::string& what,
                                        const std::vector<std::string>& words) {
  if (node == nullptr) return std::nullopt;
  if (node->is_scalar()) {
    const auto found = std::find(words.begin(), words.end(), node->text);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  }
  wrong_type(*node, what, "one of " + listed(words),
             node->is_scalar() ? choice_hint(node->text, words, "choose one of") : "");
  return std::nullopt;
}

}  // namespace streamguard::manifest
