#include "manifest/variables.hpp"

#include <string_view>

#include "manifest/bounds.hpp"
#include "manifest/dotenv.hpp"
#include "manifest/encoding.hpp"

namespace streamguard::manifest {
namespace {

std::string undoubled(std::string_view text) {
  std::string out(text);
  for (std::size_t at = out.find("$$"); at != std::string::npos; at = out.find("$$", at + 1)) out.erase(at, 1);
  return out;
}

class Expansion {
 public:
  Expansion(const Lookup& lookup, const std::set<std::string>& secret_names, Faults& faults)
      : lookup_(lookup), secret_names_(secret_names), faults_(faults) {}

  void walk(Node& node) {
    if (node.is_scalar()) scalar(node);
    for (Node& item : node.items) walk(item);
    for (Entry& entry : node.entries) {
      if (entry.key.find("${") != std::string::npos) {
        faults_.error(entry.place, "variables are not replaced in keys: " + shown(entry.key), "write the key out");
      }
      walk(entry.value);
    }
  }

 private:
  void scalar(Node& node) {
    if (node.text.find('$') == std::string::npos) return;
    std::string out;
    const std::string_view text = node.text;
    for (std::size_t at = 0; at < text.size();) {
      if (text.substr(at).starts_with("$$")) {
        out += '$';
        at += 2;
      } else if (text.substr(at).starts_with("${")) {
        const std::size_t end = text.find('}', at);
        if (end == std::string_view::npos) {
          faults_.error(node.place, "'${' is never closed", "write ${NAME}; a dollar itself is $$");
          return;
        }
        const std::optional<std::string> value = variable(text.substr(at + 2, end - at - 2), node.place);
        if (!value) return;
        out += *value;
        node.expanded = true;
        at = end + 1;
      } else {
        out += text[at++];
      }
      if (out.size() > bounds::kScalarBytes) break;
    }
    total_ += out.size();
    if (out.size() > bounds::kScalarBytes || total_ > bounds::kTextBytes) {
      faults_.error(node.place, "with its variables replaced this text is too long", "shorten the variable's value");
      return;
    }
    node.text = std::move(out);
  }

  std::optional<std::string> variable(std::string_view inside, const Place& place) {
    const std::size_t colon = inside.find(":-");
    const std::string name(inside.substr(0, colon));
    if (!is_variable_name(name) || inside.find("${") != std::string_view::npos) {
      faults_.error(place, "'${…}' holds no variable's name",
                    "write ${NAME} or ${NAME:-default}; a dollar itself is $$");
      return std::nullopt;
    }
    if (secret_names_.contains(name) || names_secret(name)) {
      faults_.error(place, "the variable '" + name + "' is a secret and may not stand in a manifest's values",
                    "a secret is declared under 'secrets' and named by an upstream's 'auth'");
      return std::nullopt;
    }
    std::optional<std::string> value = lookup_(name);
    if (colon != std::string_view::npos && (!value || value->empty())) return undoubled(inside.substr(colon + 2));
    if (!value) {
      faults_.error(place, "the variable '" + name + "' is not set",
                    "set it in the environment or in .env, or write ${" + name + ":-default}");
    } else if (first_bad_byte(*value)) {
      faults_.error(place, "the variable '" + name + "' holds a control character or is not UTF-8",
                    "set it to plain text");
      return std::nullopt;
    }
    return value;
  }

  const Lookup& lookup_;
  const std::set<std::string>& secret_names_;
  Faults& faults_;
  std::size_t total_ = 0;
};

constexpr const char* kSecretHint =
    "take it out of the file and renew it; write 'secrets: {name: {env: VARIABLE}}' and put the value into .env";

void find_in(const Node& node, const std::string& key, const std::string& above, Faults& faults) {
  if (node.is_scalar()) {
    // A map under `auth` names a secret, and `secrets` holds names only: both are checked where they are read.
    const bool reference = key == "secret" && above == "auth";
    if (const std::string_view kind = secret_kind(node.text); !kind.empty()) {
      faults.error(node.place, "this value looks like " + std::string(kind), kSecretHint);
    } else if (names_secret(key) && !reference && !node.text.empty()) {
      faults.error(node.place, "the value of " + shown(key) + " is a secret in the manifest", kSecretHint);
    }
  }
  for (const Node& item : node.items) find_in(item, key, above, faults);
  for (const Entry& entry : node.entries) {
    if (const std::string_view kind = secret_kind(entry.key); !kind.empty()) {
      faults.error(entry.place, "this key looks like " + std::string(kind), kSecretHint);
    }
    find_in(entry.value, entry.key, key, faults);
  }
}

}  // namespace

void expand_variables(Node& root, const Lookup& lookup, const std::set<std::string>& secret_names, Faults& faults) {
  Expansion expansion(lookup, secret_names, faults);
  for (Entry& entry : root.entries) {
    if (entry.key != "secrets") expansion.walk(entry.value);
  }
}

void find_literal_secrets(const Node& root, Faults& faults) {
  for (const Entry& entry : root.entries) {
    if (entry.key != "secrets") find_in(entry.value, entry.key, "", faults);
  }
}

}  // namespace streamguard::manifest
