#include <algorithm>

#include "core/file_url.hpp"
#include "manifest/bounds.hpp"
#include "manifest/encoding.hpp"
#include "manifest/reading.hpp"

namespace streamguard::manifest {
namespace {

/// RFC 9110's token, which header names and authentication schemes are.
bool is_token(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

bool is_upstream_name(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !text.empty() && text.size() <= 64 && letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return letter(c) || (c >= '0' && c <= '9') || std::string_view("_.+-").find(c) != std::string_view::npos;
         });
}

std::string_view host_of(std::string_view url) {
  const std::string_view rest = url.substr(url.find("://") + 3);
  const std::string_view authority = rest.substr(0, rest.find('/'));
  if (authority.starts_with('[')) return authority.substr(0, authority.find(']') + 1);
  return authority.substr(0, authority.find(':'));
}

bool is_loopback(std::string_view url) {
  const std::string_view host = host_of(url);
  return host == "localhost" || host == "[::1]" || host.starts_with("127.");
}

/// A port is digits from 1 to 65535, or is not there.
bool has_good_port(std::string_view url) {
  const std::string_view rest = url.substr(url.find("://") + 3);
  const std::string_view authority = rest.substr(0, rest.find('/'));
  const std::string_view port = authority.substr(host_of(url).size());
  if (port.empty()) return true;
  const std::string_view digits = port.substr(1);
  return port.front() == ':' && !digits.empty() && digits.size() <= 5 &&
         digits.find_first_not_of("0123456789") == std::string_view::npos &&
         std::stoul(std::string(digits)) - 1 < 65535;
}

class Upstreams {
 public:
  explicit Upstreams(Reading& reading) : reading_(reading), fields_(reading.faults) {}

  void read(const Entry& entry) {
    const std::string what = "upstreams." + entry.key;
    if (!is_upstream_name(entry.key)) {
      error(entry.place, "an upstream cannot be called " + shown(entry.key),
            "letters, digits, '_', '.', '+', '-', beginning with a letter");
      return;
    }
    Upstream upstream;
    upstream.name = entry.key;
    const Node* url = &entry.value;
    if (!entry.value.is_scalar()) {
      if (!fields_.map(&entry.value, what, Block::upstream)) return;
      url = entry.value.find("url");
      if (url == nullptr) return error(entry.place, what + " has no url", "add url: https://… or file:///…");
      upstream.limit = limit(entry.value.find("limit"), what + ".limit");
      upstream.concurrency = static_cast<std::uint32_t>(
          fields_.integer(entry.value.find("concurrency"), what + ".concurrency", 1, bounds::kConcurrency)
              .value_or(upstream.concurrency));
    }
    const std::optional<std::string> address = checked_url(*url, what + ".url");
    if (address) upstream.url = *address;
    if (!entry.value.is_scalar()) upstream.serves = serves(entry.value.find("serves"), what + ".serves");
    // Read after the url, which decides whether credentials may be sent at all.
    upstream.auth = auth(entry.value.find("auth"), what + ".auth", upstream.url);
    if (!address) return known_by_name(entry.key);
    reading_.urls[entry.key] = url->place;
    reading_.plan.upstreams[entry.key] = std::move(upstream);
  }

 private:
  void error(const Place& place, std::string message, std::string hint) {
    reading_.faults.error(place, std::move(message), std::move(hint));
  }

  /// A grant of an upstream whose url is at fault is not a second fault.
  void known_by_name(const std::string& name) { reading_.plan.upstreams[name].name = name; }

  std::vector<std::string> serves(const Node* block, const std::string& what) {
    std::vector<std::string> urls;
    if (!fields_.list(block, what)) return urls;
    if (block->items.size() > bounds::kServes) {
      error(block->place, what + " holds more than " + std::to_string(bounds::kServes) + " urls",
            "name the beginnings that repositories have in common");
      return urls;
    }
    for (std::size_t i = 0; i < block->items.size(); ++i) {
      const auto url = checked_url(block->items[i], what + "[" + std::to_string(i) + "]");
      if (url) urls.push_back(*url);
    }
    return urls;
  }

  std::optional<RateLimit> limit(const Node* block, const std::string& what) {
    if (!fields_.map(block, what, Block::limit)) return std::nullopt;
    const auto requests = fields_.integer(block->find("requests"), what + ".requests", 1, bounds::kRequests);
    const auto per = fields_.duration(block->find("per"), what + ".per", 1, bounds::kDayMs);
    for (const char* key : {"requests", "per"}) {
      if (block->find(key) == nullptr)
        error(block->place, what + " has no '" + key + "'", "as in {requests: 5, per: 30s}");
    }
    if (!requests || !per) return std::nullopt;
    return RateLimit{static_cast<std::uint32_t>(*requests), *per};
  }

  std::optional<Auth> auth(const Node* block, const std::string& what, const std::string& url) {
    if (!fields_.map(block, what, Block::auth)) return std::nullopt;
    Auth auth;
    const Node* secret = block->find("secret");
    if (secret == nullptr) error(block->place, what + " names no secret", "add secret: <a name under 'secrets'>");
    if (const auto name = fields_.text(secret, what + ".secret")) known_secret(*name, *secret, auth);
    auth.header = fields_.text(block->find("header"), what + ".header").value_or("Authorization");
    auth.scheme = fields_.text(block->find("scheme"), what + ".scheme").value_or(block->find("header") ? "" : "Bearer");
    if (!is_token(auth.header))
      error(block->find("header")->place, what + ".header is not a header's name", "as in Authorization");
    if (!auth.scheme.empty() && !is_token(auth.scheme)) {
      error(block->find("scheme")->place, what + ".scheme is not one word", "as in Bearer");
    }
    auth.limit = limit(block->find("limit"), what + ".limit");
    if (url.starts_with("file:")) {
      error(block->place, what + ": a folder takes no credentials", "remove 'auth'");
    } else if (url.starts_with("http:") && !is_loopback(url)) {
      error(block->place, what + ": the secret would travel unencrypted", "use https://, or remove 'auth'");
    }
    return auth;
  }

  void known_secret(const std::string& name, const Node& node, Auth& auth) {
    if (const auto found = reading_.secrets.find(name); found != reading_.secrets.end()) {
      found->second.used = true;
      auth.secret = name;
      return;
    }
    std::vector<std::string> names;
    for (const auto& [known, declared] : reading_.secrets) names.push_back(known);
    error(node.place, "there is no secret " + shown(name), choice_hint(name, names, "declared under 'secrets' are"));
  }

  std::optional<std::string> checked_url(const Node& node, const std::string& what) {
    std::optional<std::string> text = fields_.text(&node, what);
    if (!text) return std::nullopt;
    std::string url = whole_file_url(*text);
    while (url.ends_with('/') && !url.ends_with("//")) url.pop_back();
    const auto wrong = [&](std::string message, std::string hint) {
      error(node.place, what + " " + std::move(message), std::move(hint));
      return std::optional<std::string>();
    };
    const std::size_t colon = url.find("://");
    const std::string scheme = url.substr(0, colon);
    if (colon == std::string::npos || (scheme != "https" && scheme != "http" && scheme != "file")) {
      return wrong("begins with no scheme that is known: " + shown(url), "write https://…, http://… or file:///…");
    }
    if (scheme == "file") {
      if (url.size() > 8 && url[7] == '/' && url.find("/../") == std::string::npos && !url.ends_with("/..")) return url;
      return wrong("must hold an absolute path: " + shown(url),
                   "write file:///srv/mirror, or file://${VARIABLE}/mirror");
    }
    if (host_of(url).empty() || !has_good_port(url))
      return wrong("names no host and port: " + shown(url), "as in https://example.org:8443");
    if (host_of(url).find('@') != std::string_view::npos || url.find('@') < url.find('/', colon + 3)) {
      return wrong("holds credentials", "use a secret and 'auth'");
    }
    if (url.find_first_of(" ?#\"<>\\^`{|}") != std::string::npos) {
      return wrong("holds a character that has no place there: " + shown(url), "give scheme, host and path only");
    }
    return url;
  }

  Reading& reading_;
  Fields fields_;
};

constexpr const char* kGithubToken = "github_token";

/// `source` names where the value came from, for messages: the value itself is in none.
bool keep_secret(const std::string& name, const std::string& value, const Place& place, const std::string& source,
                 Reading& reading) {
  if (value.empty()) return false;
  reading.faults.hide(value);
  if (first_bad_byte(value) || value.find_first_of("\r\n\t ") != std::string::npos) {
    reading.faults.error(
        place, source + ": the value of the secret '" + name + "' holds blanks, line ends or bytes that no token has",
        "set it to the token alone");
    return false;
  }
  reading.plan.secrets[name] = Secret(value);
  return true;
}

}  // namespace

void read_secrets(const Node& root, const SecretLookup& lookup, Reading& reading) {
  Faults& faults = reading.faults;
  Fields fields(faults);
  const Node* block = root.find("secrets");
  if (block != nullptr && !fields.any_map(block, "secrets")) block = nullptr;
  for (const Entry& entry : block == nullptr ? std::vector<Entry>() : block->entries) {
    const std::string what = "secrets." + entry.key;
    if (!is_upstream_name(entry.key) || !secret_kind(entry.key).empty()) {
      faults.error(entry.place, "a secret cannot be called " + shown(entry.key),
                   "letters, digits, '_', '-', beginning with a letter");
      continue;
    }
    if (entry.value.is_scalar()) {
      // Whatever stands here is not repeated: it may be the secret itself.
      faults.error(entry.value.place, what + ": a secret's value never stands in a manifest",
                   "write " + entry.key + ": {env: VARIABLE} and put the value into the environment or .env");
      continue;
    }
    if (!fields.map(&entry.value, what, Block::secret)) continue;
    const Node* env = entry.value.find("env");
    DeclaredSecret secret;
    secret.place = entry.place;
    secret.optional = fields.boolean(entry.value.find("optional"), what + ".optional").value_or(false);
    if (env == nullptr) {
      faults.error(entry.place, what + " names no variable", "add env: VARIABLE");
    } else if (!env->is_scalar() || !is_variable_name(env->text) || !secret_kind(env->text).empty()) {
      faults.error(env->place, what + ".env is not a variable's name",
                   "name the variable, as in GITHUB_TOKEN, not its value");
    } else {
      secret.env = env->text;
    }
    reading.secrets[entry.key] = std::move(secret);
  }
  const std::optional<std::string>& flag = reading.overrides.github_token;
  for (auto& [name, secret] : reading.secrets) {
    if (secret.env.empty() || (name == kGithubToken && flag)) continue;
    const std::optional<SecretValue> value = lookup(secret.env);
    if (value &&
        keep_secret(name, value->text, secret.place, "the variable " + secret.env + " from " + value->from, reading))
      secret.from = value->from;
  }
  if (!flag || !keep_secret(kGithubToken, *flag, {}, "--github-token", reading)) return;
  if (const auto declared = reading.secrets.find(kGithubToken); declared != reading.secrets.end())
    declared->second.from = "--github-token";
}

void read_upstreams(const Node& root, Reading& reading) {
  const Node* block = root.find("upstreams");
  if (!Fields(reading.faults).any_map(block, "upstreams")) return;
  Upstreams upstreams(reading);
  for (const Entry& entry : block->entries) upstreams.read(entry);
}

}  // namespace streamguard::manifest
