#include "fix/forges.hpp"

#include <algorithm>
#include <array>

namespace streamguard::fix {
namespace {

constexpr std::string_view kGitHub = "github.com";

std::string_view segment(const Url& url, std::size_t at) {
  return at < url.segments.size() ? std::string_view(url.segments[at]) : std::string_view();
}

std::string_view without(std::string_view text, std::initializer_list<std::string_view> endings) {
  for (const std::string_view ending : endings) {
    if (text.size() > ending.size() && text.ends_with(ending)) return text.substr(0, text.size() - ending.size());
  }
  return text;
}

Reading pull(const std::string& repository, std::string_view number, std::string_view refs) {
  number = without(number, {".patch", ".diff"});
  constexpr std::size_t kMostDigits = 9;
  if (repository.empty() || !all_digits(number) || number.size() > kMostDigits || number.front() == '0') {
    return Reading::none(NoTarget::not_a_change);
  }
  return Reading::of(repository, "refs/" + std::string(refs) + "/" + std::string(number) + "/head");
}

/// "A...B" is a single commit only where A is written as B's parent; two ids alone may hold any number.
Reading comparison(const std::string& repository, std::string_view range) {
  range = without(range, {".patch", ".diff"});
  std::size_t dots = range.find("...");
  std::size_t length = 3;
  if (dots == std::string_view::npos) {
    dots = range.find("..");
    length = 2;
  }
  if (dots == std::string_view::npos) return Reading::none(NoTarget::comparison);
  const std::string_view from = range.substr(0, dots);
  const std::string_view to = range.substr(dots + length);
  const std::string_view parent_of = without(from, {"^1", "~1", "^", "~"});
  if (from.size() == parent_of.size() || !is_full_id(to) || lower_case(parent_of) != lower_case(to)) {
    return Reading::none(NoTarget::comparison);
  }
  return with_id(repository, to);
}

/// What stands behind "/owner/name" on GitHub and its likes, from segment `at` on.
Reading change_of(const Url& url, const std::string& repository, std::size_t at) {
  const std::string_view what = segment(url, at);
  const std::string_view which = segment(url, at + 1);
  if (what == "commit") return with_id(repository, which);
  if (what == "compare") return comparison(repository, which);
  if (what == "pull" || what == "pulls") {
    const std::string_view view = segment(url, at + 2);
    const bool one_commit = view == "commits" || view == "changes";
    if (one_commit && !segment(url, at + 3).empty()) return with_id(repository, segment(url, at + 3));
    return pull(repository, which, "pull");
  }
  return Reading::none(NoTarget::not_a_change);
}

/// "/repos/owner/name/commits/<id>", "…/git/commits/<id>", "…/pulls/12"
Reading read_github_api(const Url& url) {
  if (segment(url, 0) != "repos") return Reading::none(NoTarget::not_a_change);
  const std::string repository =
      repository_of(kGitHub, "/" + std::string(segment(url, 1)) + "/" + std::string(segment(url, 2)));
  const std::size_t at = segment(url, 3) == "git" ? 4 : 3;
  if (segment(url, at) == "commits") return with_id(repository, segment(url, at + 1));
  if (segment(url, at) == "pulls") return pull(repository, segment(url, at + 1), "pull");
  return Reading::none(NoTarget::not_a_change);
}

bool is_gitea(std::string_view host) {
  constexpr auto kHosts =
      std::to_array<std::string_view>({"codeberg.org", "gitea.com", "gitee.com", "opendev.org", "code.ffmpeg.org"});
  return std::find(kHosts.begin(), kHosts.end(), host) != kHosts.end();
}

}  // namespace

Reading read_github(const Url& url) {
  if (url.host == "api.github.com") return read_github_api(url);
  std::size_t first = 0;
  std::string host = url.host;
  if (host == "patch-diff.githubusercontent.com" && segment(url, 0) == "raw") {
    first = 1;
    host = kGitHub;
  } else if (host == "redirect.github.com") {  // what Dependabot writes so that no back reference is made
    host = kGitHub;
  }
  if (host != kGitHub && !is_gitea(host)) return Reading::not_ours();
  if (url.segments.size() < first + 4) return Reading::none(NoTarget::not_a_change);
  const std::string repository =
      repository_of(host, "/" + url.segments[first] + "/" + std::string(without(url.segments[first + 1], {".git"})));
  return change_of(url, repository, first + 2);
}

Reading read_gitlab(const Url& url) {
  const bool named = url.host == "gitlab.com" || url.host.starts_with("gitlab.") || url.host == "salsa.debian.org" ||
                     url.host == "invent.kde.org" || url.host == "framagit.org";
  const auto dash = std::find(url.segments.begin(), url.segments.end(), "-");
  const bool dashed = dash != url.segments.end();
  if (!named && !dashed) return Reading::not_ours();
  std::size_t at = static_cast<std::size_t>(dash - url.segments.begin()) + 1;
  std::size_t parts = at - 1;
  if (!dashed) {
    // Before version 12 there was no dash: "/group/name/commit/<id>".
    for (parts = 2; parts < url.segments.size(); ++parts) {
      const std::string_view word = segment(url, parts);
      if (word == "commit" || word == "merge_requests" || word == "compare") break;
    }
    at = parts;
  }
  if (parts < 2 || at >= url.segments.size()) return Reading::none(NoTarget::not_a_change);
  const std::string repository = repository_of(url.host, url.path(parts));
  if (segment(url, at) == "commit") return with_id(repository, segment(url, at + 1));
  if (segment(url, at) == "compare") return comparison(repository, segment(url, at + 1));
  if (segment(url, at) == "merge_requests") {
    const std::string_view one = url.field("commit_id");
    return one.empty() ? pull(repository, segment(url, at + 1), "merge-requests") : with_id(repository, one);
  }
  return named || dashed ? Reading::none(NoTarget::not_a_change) : Reading::not_ours();
}

Reading read_bitbucket(const Url& url) {
  if (url.host == "pagure.io") {
    for (std::size_t at = 1; at + 1 < url.segments.size(); ++at) {
      if (segment(url, at) == "c") return with_id(repository_of(url.host, url.path(at)), segment(url, at + 1));
    }
    return Reading::none(NoTarget::not_a_change);
  }
  if (url.host != "bitbucket.org") return Reading::not_ours();
  const std::string_view what = segment(url, 2);
  if (what == "commits" || what == "commit") {
    if (segment(url, 3) == "branch" || segment(url, 3) == "tag") return Reading::none(NoTarget::not_a_change);
    return with_id(repository_of(url.host, url.path(2)), segment(url, 3));
  }
  // Bitbucket keeps no refs for pull requests, and its changesets were Mercurial's.
  const bool change = what == "pull-requests" || what == "changeset";
  return Reading::none(change ? NoTarget::unsupported_host : NoTarget::not_a_change);
}

}  // namespace streamguard::fix
