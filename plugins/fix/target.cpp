#include "fix/target.hpp"

#include <algorithm>
#include <array>

#include "fix/forges.hpp"
#include "fix/url.hpp"

namespace streamguard::fix {
namespace {

constexpr std::string_view kGit = ".git";

using Reader = Reading (*)(const Url&);
// The order matters only where a shape is known on one host and general elsewhere.
constexpr std::array<Reader, 7> kReaders{&read_github, &read_kernel, &read_gitiles, &read_bitbucket,
                                         &read_gitlab, &read_cgit,   &read_gitweb};

/// Hosts whose links are changes, but of other systems or without a way to the commit.
bool is_other_forge(const Url& url) {
  constexpr auto kHosts =
      std::to_array<std::string_view>({"gist.github.com", "svn.apache.org", "plugins.trac.wordpress.org",
                                       "sourceforge.net", "hg.mozilla.org", "code.launchpad.net"});
  if (std::find(kHosts.begin(), kHosts.end(), url.host) != kHosts.end()) return true;
  return url.host.starts_with("svn.") || url.host.starts_with("hg.") || url.host.starts_with("gerrit.") ||
         url.host.find("review.") != std::string::npos;
}

bool is_absolute_path(std::string_view text) {
  if (text.size() < 2 || text.front() != '/' || text[1] == '/') return false;
  for (std::size_t at = 1; at < text.size();) {
    const std::size_t end = std::min(text.find('/', at), text.size());
    const std::string_view segment = text.substr(at, end - at);
    if (segment == "." || segment == "..") return false;
    at = end + 1;
  }
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= ' '; });
}

std::string without_end(std::string_view text) {
  while (text.size() > 1 && text.ends_with('/')) text.remove_suffix(1);
  if (text.size() > kGit.size() && text.ends_with(kGit) && text[text.size() - kGit.size() - 1] != '/') {
    text.remove_suffix(kGit.size());
  }
  return std::string(text);
}

}  // namespace

Reading with_id(std::string repository, std::string_view id) {
  // What is glued to an id (".patch", an escaped anchor, a comma) is not of it; more letters or digits are a wrong id.
  const auto end = std::find_if_not(id.begin(), id.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
  id = id.substr(0, static_cast<std::size_t>(end - id.begin()));
  if (repository.empty() || !all_hex(id)) return Reading::none(NoTarget::not_a_change);
  constexpr std::size_t kShortestId = 4;  // git's own least
  if (id.size() == kIdLength) return Reading::of(std::move(repository), lower_case(id));
  return Reading::none(id.size() >= kShortestId && id.size() < kIdLength ? NoTarget::short_id : NoTarget::not_a_change);
}

std::string repository_of(std::string_view host, std::string_view path) {
  if (path.size() < 2) return {};
  for (std::size_t at = 1; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    if (!is_plain_segment(path.substr(at, end - at))) return {};
    at = end + 1;
  }
  const std::string plain = without_end(path);
  if (auto elsewhere = moved(host, plain)) return *std::move(elsewhere);
  return "https://" + std::string(host) + plain;
}

std::optional<Target> target_of(std::string_view text, NoTarget* why) {
  NoTarget unused = NoTarget::none;
  NoTarget& reason = why != nullptr ? *why : unused;
  reason = NoTarget::not_a_change;
  const std::optional<Url> url = read_url(text);
  if (!url) return std::nullopt;
  for (const Reader reader : kReaders) {
    Reading reading = reader(*url);
    if (!reading.ours) continue;
    reason = reading.why;
    return std::move(reading.target);
  }
  if (is_other_forge(*url)) reason = NoTarget::unsupported_host;
  return std::nullopt;
}

std::optional<Target> target_of(std::string_view repository, std::string_view commit) {
  if (!is_full_id(commit)) return std::nullopt;
  if (is_absolute_path(repository)) return Target{without_end(repository), lower_case(commit)};
  const std::optional<Url> url = read_url(repository);
  if (!url) return std::nullopt;
  std::size_t parts = url->segments.size();
  // Ranges name a folder or a branch of a repository now and then; on GitHub its address has two parts.
  if (url->host == "github.com") {
    if (parts < 2) return std::nullopt;
    parts = 2;
  }
  std::string address = repository_of(url->host, url->path(parts));
  if (address.empty()) return std::nullopt;
  return Target{std::move(address), lower_case(commit)};
}

}  // namespace streamguard::fix
