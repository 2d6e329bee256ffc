#include "fix/url.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace streamguard::fix {
namespace {

constexpr std::size_t kLongestUrl = 4096;
constexpr std::string_view kArchiveHost = "web.archive.org";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

unsigned hex_value(char c) {
  if (is_digit(c)) return static_cast<unsigned>(c - '0');
  return static_cast<unsigned>((c | 0x20) - 'a') + 10;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && is_hex(text[i + 1]) && is_hex(text[i + 2])) {
      out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBefore = " \t\r\n<([\"'`";
  constexpr std::string_view kAfter = " \t\r\n>)]}\"'`.,;:!*";
  const std::size_t begin = text.find_first_not_of(kBefore);
  if (begin == std::string_view::npos) return {};
  // A commit's change is "^!" where Gerrit's pages show it, so that '!' is kept behind '^'.
  std::size_t end = text.size();
  while (end > begin && kAfter.find(text[end - 1]) != std::string_view::npos &&
         !(text[end - 1] == '!' && end - begin > 1 && text[end - 2] == '^')) {
    --end;
  }
  return text.substr(begin, end - begin);
}

std::string without_entities(std::string_view text) {
  std::string out(text);
  for (std::size_t at = out.find("&amp;"); at != std::string::npos; at = out.find("&amp;", at + 1))
    out.erase(at + 1, 4);
  return out;
}

/// What follows the scheme, or nothing for schemes that no repository is reached by.
std::optional<std::string_view> after_scheme(std::string_view text) {
  if (lower_case(text.substr(0, 4)) == "git+") text.remove_prefix(4);
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos) {
    // git@host:path, as `git clone` takes it.
    return text.starts_with("git@") && text.find(':') != std::string_view::npos ? std::optional(text) : std::nullopt;
  }
  const std::string scheme = lower_case(text.substr(0, colon));
  constexpr auto kSchemes = std::to_array<std::string_view>({"https", "http", "git", "ssh"});
  if (std::find(kSchemes.begin(), kSchemes.end(), scheme) == kSchemes.end()) return std::nullopt;
  return text.substr(colon + 3);
}

bool read_host(std::string_view authority, std::string& host) {
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) authority.remove_prefix(at + 1);
  host = lower_case(authority);
  if (host.ends_with(":443") || host.ends_with(":80")) host.resize(host.rfind(':'));
  if (host.starts_with("www.")) host.erase(0, 4);
  const bool plain = std::all_of(host.begin(), host.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == ':' || c == '_';
  });
  return plain && !host.empty();
}

void read_query(std::string_view text, Url& url) {
  const std::string decoded = percent_decoded(text);  // "%3B" parts fields in half of gitweb's links
  std::string_view rest = decoded;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find_first_of("&;"), rest.size());
    const std::string_view field = rest.substr(0, end);
    const std::size_t equals = std::min(field.find('='), field.size());
    url.query.emplace_back(field.substr(0, equals), field.substr(std::min(equals + 1, field.size())));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

void read_path(std::string_view text, Url& url) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('/'), text.size());
    if (end != 0) url.segments.push_back(percent_decoded(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

std::string_view Url::field(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return value;
  }
  return {};
}

std::string Url::path(std::size_t count) const {
  std::string out;
  for (std::size_t i = 0; i < std::min(count, segments.size()); ++i) out.append("/").append(segments[i]);
  return out;
}

std::optional<Url> read_url(std::string_view raw) {
  if (raw.size() > kLongestUrl) return std::nullopt;
  const std::string text = without_entities(trimmed(raw));
  const auto rest = after_scheme(text);
  if (!rest) return std::nullopt;
  Url url;
  std::string_view left = rest->substr(0, rest->find('#'));
  const bool short_form = left.starts_with("git@") && left.find(':') < left.find('/');
  const std::size_t authority_end = std::min(left.find_first_of(short_form ? ":" : "/?"), left.size());
  if (!read_host(left.substr(0, authority_end), url.host)) return std::nullopt;
  left.remove_prefix(std::min(authority_end + (short_form ? 1 : 0), left.size()));
  if (url.host == kArchiveHost) {
    // "/web/<time>/<address>": the archived page's own address is the reference.
    const std::size_t inner = left.find("http", 1);
    if (left.find("/web/") == 0 && inner != std::string_view::npos) return read_url(left.substr(inner));
  }
  const std::size_t question = std::min(left.find('?'), left.size());
  read_path(left.substr(0, question), url);
  read_query(left.substr(std::min(question + 1, left.size())), url);
  return url;
}

bool all_hex(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_hex); }

bool is_full_id(std::string_view text) { return text.size() == kIdLength && all_hex(text); }

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return out;
}

bool all_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }

bool is_plain_segment(std::string_view segment) {
  if (segment.empty() || segment == "." || segment == "..") return false;
  return std::all_of(segment.begin(), segment.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == '_' || c == '+' || c == '~';
  });
}

}  // namespace streamguard::fix
