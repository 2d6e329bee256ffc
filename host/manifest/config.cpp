#include "manifest/config.hpp"

#include <nlohmann/json.hpp>

#include <charconv>
#include <cmath>
#include <string_view>

#include "manifest/bounds.hpp"

namespace streamguard::manifest {

using nlohmann::json;

namespace {

bool digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

/// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool looks_like_float(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  const std::size_t exponent = text.find_first_of("eE");
  if (exponent != std::string_view::npos) {
    std::string_view power = text.substr(exponent + 1);
    if (power.starts_with('-') || power.starts_with('+')) power.remove_prefix(1);
    if (!digits(power)) return false;
    text = text.substr(0, exponent);
  }
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return digits(text);
  const std::string_view before = text.substr(0, dot), after = text.substr(dot + 1);
  return (before.empty() || digits(before)) && (after.empty() ? !before.empty() : digits(after));
}

template <class Number>
std::optional<json> whole(std::string_view text, int radix) {
  Number value{};
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value, radix);
  if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return json(value);
}

class Conversion {
 public:
  explicit Conversion(Faults& faults) : faults_(faults) {}

  json convert(const Node& node, const std::string& what) {
    switch (node.kind) {
      case Node::Kind::null:
        return nullptr;
      case Node::Kind::scalar:
        return scalar(node, what);
      case Node::Kind::sequence: {
        json out = json::array();
        for (const Node& item : node.items) out.push_back(convert(item, what));
        return out;
      }
      case Node::Kind::map:
        break;
    }
    json out = json::object();
    for (const Entry& entry : node.entries) out[entry.key] = convert(entry.value, what + "." + entry.key);
    return out;
  }

 private:
  json scalar(const Node& node, const std::string& what) {
    const std::string& text = node.text;
    if (node.quoted || text.empty()) return text;
    if (text == "true" || text == "True" || text == "TRUE") return true;
    if (text == "false" || text == "False" || text == "FALSE") return false;
    const bool sign = text.front() == '-' || text.front() == '+';
    std::optional<json> number;
    if (digits(std::string_view(text).substr(sign ? 1 : 0))) {
      number = text.front() == '-' ? whole<std::int64_t>(text, 10)
                                   : whole<std::uint64_t>(std::string_view(text).substr(sign ? 1 : 0), 10);
    } else if (text.starts_with("0x") && text.size() > 2) {
      number = whole<std::uint64_t>(std::string_view(text).substr(2), 16);
      if (!number) return text;
    } else if (text.starts_with("0o") && text.size() > 2) {
      number = whole<std::uint64_t>(std::string_view(text).substr(2), 8);
      if (!number) return text;
    } else if (looks_like_float(text)) {
      double value = 0;
      const char* first = text.data() + (text.front() == '+' ? 1 : 0);
      const auto [end, failed] = std::from_chars(first, text.data() + text.size(), value);
      if (failed == std::errc() && end == text.data() + text.size() && std::isfinite(value)) number = json(value);
    } else {
      return text;
    }
    if (!number)
      faults_.error(node.place, what + ": the number " + shown(text) + " is too large",
                    "put it in quotes if it is text");
    return number ? *number : json();
  }

  Faults& faults_;
};

}  // namespace

std::optional<std::string> to_json(const Node& node, const std::string& what, Faults& faults) {
  const std::size_t before = faults.errors();
  const json value = Conversion(faults).convert(node, what);
  std::string text = value.dump();
  if (text.size() > limits::kConfigBytes) {
    faults.error(node.place,
                 what + " is longer than " + std::to_string(limits::kConfigBytes / limits::MiB) + " MiB as JSON",
                 "long lists belong in a file that the plugin reads");
  }
  return faults.errors() == before ? std::optional(std::move(text)) : std::nullopt;
}

}  // namespace streamguard::manifest
