#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <algorithm>
#include <exception>
#include <regex>
#include <set>
#include <string_view>
#include <vector>

#include "manifest/bounds.hpp"
#include "manifest/config.hpp"
#include "manifest/fields.hpp"

namespace streamguard::manifest {

using nlohmann::json;

namespace {

/// Counts a schema with its references written out, and refuses what would hurt whoever validates with it.
class SchemaCheck {
 public:
  explicit SchemaCheck(const json& root) : root_(root) {}

  std::optional<std::string> run() {
    if (!root_.is_object()) return "config_schema must be an object";
    visit(root_, 0);
    return problem_;
  }

 private:
  void visit(const json& node, std::size_t depth) {
    if (problem_) return;
    if (++nodes_ > bounds::kSchemaNodes) return fail("config_schema is too large once its references are written out");
    if (depth > bounds::kSidecarDepth) return fail("config_schema is nested too deep");
    if (node.is_array()) {
      for (const json& item : node) visit(item, depth + 1);
    }
    if (!node.is_object()) return;
    for (const auto& [key, value] : node.items()) {
      keyword(key, value, depth);
      visit(value, depth + 1);
    }
  }

  void keyword(const std::string& key, const json& value, std::size_t depth) {
    if (key == "$ref" && value.is_string()) return reference(value.get_ref<const std::string&>(), depth);
    if (key == "$id" && depth > 0 && value.is_string())
      return fail("config_schema: $id below the root is not understood");
    if (key == "pattern" && value.is_string()) return pattern(value.get_ref<const std::string&>());
    if (key == "patternProperties" && value.is_object()) {
      for (const auto& [name, ignored] : value.items()) pattern(name);
    }
    if (key == "multipleOf" && value.is_number() && !(value.get<double>() > 0))
      fail("config_schema: multipleOf must be above 0");
  }

  void pattern(const std::string& text) {
    if (text.size() > bounds::kPatternBytes) return fail("config_schema: a pattern is longer than 1 KiB");
    try {
      const std::regex compiled(text);
    } catch (const std::regex_error&) {
      fail("config_schema: a pattern is not a regular expression");
    }
  }

  void reference(const std::string& target, std::size_t depth) {
    const bool local = target.starts_with("#/definitions/") || target.starts_with("#/$defs/");
    if (!local) return fail("config_schema: $ref may only lead to #/definitions/… or #/$defs/…");
    if (std::find(open_.begin(), open_.end(), target) != open_.end()) return fail("config_schema refers to itself");
    try {
      const json& meant = root_.at(json::json_pointer(target.substr(1)));
      open_.push_back(target);
      visit(meant, depth + 1);
      open_.pop_back();
    } catch (const json::exception&) {
      fail("config_schema: a $ref leads nowhere");
    }
  }

  void fail(std::string what) {
    if (!problem_) problem_ = std::move(what);
  }

  const json& root_;
  std::vector<std::string> open_;
  std::size_t nodes_ = 0;
  std::optional<std::string> problem_;
};

void compile(const json& text, valijson::Schema& schema) {
  valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
  parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(text), schema);
}

/// One complaint of the validator: where, as keys and indices below the config, and in its own words.
struct Complaint {
  std::vector<std::string> path;
  std::string words;

  bool below(const Complaint& other) const {
    return path.size() >= other.path.size() && std::equal(other.path.begin(), other.path.end(), path.begin());
  }
  bool about_choice() const {
    return words.find("anyOf") != std::string::npos || words.find("oneOf") != std::string::npos ||
           words.find("exactly one child") != std::string::npos;
  }
  bool about_children() const { return words.starts_with("Failed to validate"); }
};

std::vector<Complaint> complaints_of(const valijson::ValidationResults& results) {
  std::vector<Complaint> all;
  for (const auto& error : results) {
    Complaint complaint{{}, error.description};
    for (std::size_t i = 1; i < error.context.size(); ++i) {
      const std::string& part = error.context[i];
      complaint.path.push_back(part.size() >= 2 ? part.substr(1, part.size() - 2) : part);
    }
    all.push_back(std::move(complaint));
  }
  // What failed among the choices of an anyOf says little; the choice as a whole is told. What failed further down is
  // told instead of each of its parents.
  std::vector<Complaint> out;
  for (std::size_t i = 0; i < all.size(); ++i) {
    bool told = true;
    for (std::size_t j = 0; j < all.size() && told; ++j) {
      if (i == j) continue;
      if (all[j].about_choice() && all[i].below(all[j]) && !(all[i].about_choice() && all[i].path == all[j].path))
        told = false;
      if (all[i].about_children() && !all[i].about_choice() && all[j].below(all[i]) && !all[j].about_children())
        told = false;
    }
    if (told) out.push_back(all[i]);
  }
  return out;
}

/// The part of a schema that speaks about a path, as far as plain keywords lead there.
const json* schema_at(const json& root, const std::vector<std::string>& path) {
  const json* at = &root;
  const auto resolve = [&]() {
    for (int hops = 0; hops < 8 && at->is_object() && at->contains("$ref") && at->at("$ref").is_string(); ++hops) {
      const json::json_pointer pointer(at->at("$ref").get<std::string>().substr(1));
      if (!root.contains(pointer)) return;
      at = &root.at(pointer);
    }
  };
  resolve();
  for (const std::string& part : path) {
    if (!at->is_object()) return nullptr;
    const json* next = nullptr;
    if (at->contains("properties") && at->at("properties").contains(part)) {
      next = &at->at("properties").at(part);
    } else if (at->contains("items") && at->at("items").is_object()) {
      next = &at->at("items");
    } else if (at->contains("additionalProperties") && at->at("additionalProperties").is_object()) {
      next = &at->at("additionalProperties");
    }
    if (next == nullptr) return nullptr;
    at = next;
    resolve();
  }
  return at->is_object() ? at : nullptr;
}

std::vector<std::string> keys_in(const json& object) {
  std::vector<std::string> keys;
  if (!object.is_object()) return keys;
  for (const auto& [key, ignored] : object.items()) keys.push_back(key);
  return keys;
}

std::vector<std::string> words_of(const json& value) {
  std::vector<std::string> words;
  for (const json& word : value.is_array() ? value : json::array({value})) {
    words.push_back(word.is_string() ? word.get<std::string>() : word.dump());
  }
  return words;
}

/// Tells complaints in our words, at the place of what offends.
class Explanation {
 public:
  Explanation(const Node& config, const std::string& what, const json& schema, Faults& faults)
      : config_(config), what_(what), schema_(schema), faults_(faults) {}

  void tell(const Complaint& complaint) {
    const Node* node = &config_;
    std::string name = what_;
    for (const std::string& part : complaint.path) {
      const Node* next = node->find(part);
      if (node->is_sequence() && !node->items.empty()) {
        const std::size_t index = std::min<std::size_t>(std::stoul(part), node->items.size() - 1);
        next = &node->items[index];
        name += "[" + part + "]";
      } else {
        name += "." + part;
      }
      if (next == nullptr) break;
      node = next;
    }
    const json* part = schema_at(schema_, complaint.path);
    const std::string& words = complaint.words;
    if (words.starts_with("Object contains a property")) return unknown(*node, name, part, words);
    if (words.starts_with("Missing required")) {
      const std::size_t quote = words.find('\'');
      const std::string key = words.substr(quote, words.find('\'', quote + 1) - quote + 1);
      return faults_.error(node->place, name + " lacks the key " + key, "the plugin cannot do without it");
    }
    if (words.starts_with("Value type") && part != nullptr && part->contains("type")) {
      return faults_.error(
          node->place, name + " must be of type " + listed(words_of(part->at("type"))) + ", not " + described(*node),
          type_hint(*node, part->at("type")));
    }
    if (words.find("enum") != std::string::npos && part != nullptr && part->contains("enum")) {
      const std::vector<std::string> choices = words_of(part->at("enum"));
      return faults_.error(node->place, name + " must be one of " + listed(choices) + ", not " + described(*node),
                           node->is_scalar() ? choice_hint(node->text, choices, "choose one of") : "");
    }
    if (words.find("'pattern'") != std::string::npos && part != nullptr && part->contains("pattern")) {
      return faults_.error(node->place, name + " has the wrong form: " + described(*node),
                           "it must match " + part->at("pattern").get<std::string>().substr(0, bounds::kShownBytes));
    }
    faults_.error(node->place, name + ": " + words, hint(part));
  }

 private:
  static std::string type_hint(const Node& node, const json& type) {
    if (type == "array" && node.is_scalar()) return "write it in brackets: [a, b]";
    if (type == "string" && node.is_scalar()) return "put it in quotes";
    if (node.is_scalar() && node.quoted) return "remove the quotes";
    return "write " + listed(words_of(type)) + " here";
  }

  static std::string hint(const json* part) {
    if (part == nullptr || !part->contains("description") || !part->at("description").is_string())
      return "see the plugin's config_schema";
    return part->at("description").get<std::string>();
  }

  void unknown(const Node& node, const std::string& name, const json* part, const std::string& words) {
    const std::vector<std::string> known =
        part != nullptr && part->contains("properties") ? keys_in(part->at("properties")) : std::vector<std::string>();
    const bool patterns = part == nullptr || part->contains("patternProperties");
    for (const Entry& entry : node.entries) {
      const bool told_by_name = words.find("'" + entry.key + "'") != std::string::npos;
      const bool is_known = std::find(known.begin(), known.end(), entry.key) != known.end();
      if (patterns ? !told_by_name : is_known) continue;
      faults_.error(entry.place, "unknown key " + shown(entry.key) + " in " + name,
                    known.empty() ? "the plugin takes no keys here" : choice_hint(entry.key, known, "known are"));
    }
  }

  const Node& config_;
  const std::string& what_;
  const json& schema_;
  Faults& faults_;
};

/// std::regex recurses for each character: longer texts would cost the stack.
bool short_enough(const Node& node, const std::string& what, Faults& faults) {
  bool good = node.text.size() <= bounds::kConfigTextBytes;
  if (!good) {
    faults.error(node.place,
                 "this text in " + what + " is longer than " + std::to_string(bounds::kConfigTextBytes) + " bytes",
                 "long texts belong in a file that the plugin reads");
  }
  for (const Node& item : node.items) good = short_enough(item, what, faults) && good;
  for (const Entry& entry : node.entries) good = short_enough(entry.value, what, faults) && good;
  return good;
}

}  // namespace

std::optional<std::string> schema_problem(const std::string& schema_json) {
  const json schema = json::parse(schema_json, nullptr, false);
  if (schema.is_discarded()) return "config_schema is not JSON";
  if (std::optional<std::string> problem = SchemaCheck(schema).run()) return problem;
  try {
    valijson::Schema compiled;
    compile(schema, compiled);
  } catch (const std::exception& exception) {
    return "config_schema is not a JSON Schema of draft 7: " + std::string(exception.what());
  }
  return std::nullopt;
}

std::optional<std::string> checked_config(const Node* config, const Place& owner, const std::string& what,
                                          const std::string& schema_json, Faults& faults) {
  Node empty;
  empty.kind = Node::Kind::map;
  empty.place = owner;
  const Node& block = config == nullptr ? empty : *config;
  if (!Fields(faults).any_map(&block, what) || !short_enough(block, what, faults)) return std::nullopt;
  std::optional<std::string> text = to_json(block, what, faults);
  if (!text || schema_json.empty()) return text;
  try {
    const json schema = json::parse(schema_json), value = json::parse(*text);
    valijson::Schema compiled;
    compile(schema, compiled);
    valijson::Validator validator(valijson::Validator::kStrongTypes);
    valijson::ValidationResults results;
    if (validator.validate(compiled, valijson::adapters::NlohmannJsonAdapter(value), &results)) return text;
    Explanation explanation(block, what, schema, faults);
    for (const Complaint& complaint : complaints_of(results)) explanation.tell(complaint);
  } catch (const std::exception& exception) {
    faults.error(block.place, what + " cannot be checked: " + exception.what(),
                 "the plugin's config_schema is at fault");
  }
  return std::nullopt;
}

}  // namespace streamguard::manifest
