#include "net/git_address.hpp"

#include <algorithm>
#include <unordered_set>

#include "core/file_url.hpp"
#include "core/text.hpp"
#include "net/bounds.hpp"
#include "net/http_text.hpp"

namespace streamguard::net {
namespace {

constexpr std::string_view kEnding = ".git";
constexpr std::size_t kShown = 200;

bool is_file(std::string_view url) noexcept { return url.starts_with("file://"); }

/// Scheme and host in lower case, no slashes at the end; an absolute path as a file:// url.
std::string normal(std::string url) {
  if (url.starts_with('/')) url = "file://" + url;
  if (kDriveLetters && url.size() > 1 && url[1] == ':') url = whole_file_url("file://" + url);
  const std::size_t scheme = url.find("://");
  if (scheme != std::string::npos) {
    const std::size_t host_end = std::min(url.find('/', scheme + 3), url.size());
    url = lower_case(url.substr(0, host_end)) + url.substr(host_end);
  }
  while (url.ends_with('/') && !url.ends_with("//")) url.pop_back();
  return url;
}

/// Whether a segment of a path may be in a url, in a folder's name and on a command line. A mirror's folders may have
/// other letters than urls have.
bool plain_segment(std::string_view segment, bool file) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+~";
  constexpr std::size_t kMost = 128;
  if (segment.empty() || segment.size() > kMost || segment == "." || segment == "..") return false;
  if (segment.starts_with('-') || segment.ends_with(".lock")) return false;
  // A repository's folder must not lie in another's.
  if (!file) return segment.find_first_not_of(kAllowed) == std::string_view::npos && !segment.ends_with(kEnding);
  return std::none_of(segment.begin(), segment.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

bool plain_path(std::string_view path, bool file) {
  if (path.size() > limits::kGitPathBytes) return false;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    if (!plain_segment(path.substr(at, end - at), file)) return false;
    at = end + 1;
  }
  return true;
}

bool is_ref(std::string_view name) noexcept {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+";
  if (!name.starts_with("refs/") || name.size() > limits::kGitRefBytes || name.ends_with('/')) return false;
  if (name.find_first_not_of(kAllowed) != std::string_view::npos) return false;
  for (const std::string_view bad : {"..", "//", "/.", ".lock/"}) {
    if (name.find(bad) != std::string_view::npos) return false;
  }
  return !name.ends_with(".lock") && !name.ends_with('.');
}

/// The length of `beginning` where it is one of `url`, up to the end of a segment.
std::size_t match(const std::string& url, const std::string& beginning) {
  if (!url.starts_with(beginning)) return 0;
  return url.size() == beginning.size() || url[beginning.size()] == '/' ? beginning.size() : 0;
}

}  // namespace

bool is_object_id(std::string_view text) noexcept {
  return text.size() == 40 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Result<GitAddress> find_repository(const std::string& repository, const std::map<std::string, Upstream>& upstreams,
                                   const std::vector<std::string>& granted) {
  const std::string named = "'" + plain(repository, kShown) + "'";
  std::string url = normal(repository);
  GitAddress found;
  if (url.ends_with(kEnding)) {
    found.with_ending = true;
    url.resize(url.size() - kEnding.size());
  }
  std::size_t longest = 0;
  for (const std::string& name : granted) {
    const auto at = upstreams.find(name);
    if (at == upstreams.end()) continue;
    std::vector<std::string> beginnings = at->second.serves;
    beginnings.push_back(at->second.url);
    for (const std::string& one : beginnings) {
      std::string beginning = normal(one);
      if (beginning.ends_with(kEnding)) beginning.resize(beginning.size() - kEnding.size());
      const std::size_t length = match(url, beginning);
      if (length <= longest) continue;
      longest = length;
      found.upstream = &at->second;
    }
  }
  if (longest == 0) {
    return Error{Code::config,
                 "no granted upstream serves the repository " + named +
                     ": add the beginning of its url to 'serves' of one, and grant that to the collector"};
  }
  found.path = url.substr(std::min(longest + 1, url.size()));
  const bool file = is_file(found.upstream->url);
  if (!found.path.empty() && !plain_path(found.path, file)) {
    return Error{Code::config,
                 "the repository " + named + " has a path that may not be asked for: plain segments only"};
  }
  return found;
}

Result<GitWants> read_wants(GitWhat what, std::string_view objects) {
  GitWants out;
  out.what = what;
  if (what < GitWhat::commits || what > GitWhat::history) return Error{Code::bug, "git: `what` is none of SG_GIT_*"};
  if (what == GitWhat::history && !objects.empty()) return Error{Code::bug, "git: SG_GIT_HISTORY takes no objects"};
  if (!objects.empty() && objects.back() != '\n') {
    return Error{Code::bug, "git: the last object has no newline behind it"};
  }
  std::unordered_set<std::string_view> seen;
  std::size_t count = 0;
  while (!objects.empty()) {
    const std::string_view name = objects.substr(0, objects.find('\n'));
    objects.remove_prefix(name.size() + 1);
    if (++count > limits::kGitObjects) return Error{Code::bug, "git: more than 100,000 objects in one request"};
    const bool ref = what == GitWhat::commits && is_ref(name);
    if (!ref && !is_object_id(name)) {
      return Error{Code::bug, "git: '" + plain(std::string(name), kShown) +
                                  "' is no object id of 40 lower-case hex digits" +
                                  (what == GitWhat::commits ? " and no plain name of a ref" : "")};
    }
    if (!seen.insert(name).second) continue;
    (ref ? out.refs : out.ids).emplace_back(name);
    out.all.emplace_back(name);
  }
  if (out.refs.size() > limits::kGitRefs) return Error{Code::bug, "git: more than 10,000 refs in one request"};
  return out;
}

}  // namespace streamguard::net
