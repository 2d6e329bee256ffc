// The web faces that git's own hosts run: cgit, gitweb and Gitiles, and kernel.org's short forms.
#include <algorithm>
#include <array>

#include "fix/forges.hpp"

namespace streamguard::fix {
namespace {

constexpr std::string_view kKernelHost = "git.kernel.org";
constexpr std::string_view kKernelRoot = "/pub/scm/";
constexpr std::string_view kKernelTrees = "/pub/scm/linux/kernel/git/";

std::string_view segment(const Url& url, std::size_t at) {
  return at < url.segments.size() ? std::string_view(url.segments[at]) : std::string_view();
}

std::string kernel_tree(std::string_view name) {
  return repository_of(kKernelHost, std::string(kKernelTrees) + std::string(name));
}

/// cgit's pages that show one commit's change; "log", "tree", "plain" and the others do not.
bool is_cgit_change(std::string_view word) { return word == "commit" || word == "patch" || word == "diff"; }

std::size_t cgit_page(const Url& url) {
  std::size_t at = 1;
  while (at < url.segments.size() && !is_cgit_change(url.segments[at])) ++at;
  return at;
}

/// "p=name.git" may be written as a path: "/gitweb/name.git/commit/<id>".
Reading read_gitweb_path(const Url& url, const std::string& root) {
  for (std::size_t at = 1; at + 1 < url.segments.size(); ++at) {
    const std::string_view word = url.segments[at];
    if (word != "commit" && word != "commitdiff" && word != "patch") continue;
    const std::string_view name = url.segments[at - 1];
    if (!name.ends_with(".git")) return Reading::not_ours();
    return with_id(repository_of(root.substr(0, root.find('/')), root.substr(root.find('/')) + std::string(name)),
                   segment(url, at + 1));
  }
  return Reading::not_ours();
}

std::string_view gitweb_object(const Url& url) {
  const std::string_view id = url.field("h");
  return id.empty() ? url.field("hb") : id;
}

}  // namespace

Reading read_kernel(const Url& url) {
  if (url.host != kKernelHost) return Reading::not_ours();
  const std::vector<std::string>& parts = url.segments;
  if (parts.size() == 2 && (parts[0] == "linus" || parts[0] == "c")) {
    return with_id(kernel_tree("torvalds/linux"), parts[1]);
  }
  if (parts.size() == 3 && parts[1] == "c" && (parts[0] == "stable" || parts[0] == "torvalds")) {
    return with_id(kernel_tree(parts[0] + "/linux"), parts[2]);
  }
  if (parts.size() == 4 && parts[2] == "c") return with_id(kernel_tree(parts[0] + "/" + parts[1]), parts[3]);
  if (!url.field("p").empty()) {
    const std::string_view action = url.field("a");
    if (!action.starts_with("commit") && action != "patch") return Reading::none(NoTarget::not_a_change);
    return with_id(repository_of(kKernelHost, std::string(kKernelRoot) + std::string(url.field("p"))),
                   gitweb_object(url));
  }
  const std::size_t page = cgit_page(url);
  if (page >= parts.size()) return Reading::none(NoTarget::not_a_change);
  std::string path = url.path(page);
  if (path.starts_with("/cgit/")) path = std::string(kKernelRoot) + path.substr(6);
  return with_id(repository_of(kKernelHost, path), url.field("id"));
}

Reading read_cgit(const Url& url) {
  const std::size_t page = cgit_page(url);
  if (page >= url.segments.size() || url.field("id").empty()) return Reading::not_ours();
  // cgit answers clones under the address of its pages, but for the hosts of moved.cpp.
  return with_id(repository_of(url.host, url.path(page)), url.field("id"));
}

Reading read_gitweb(const Url& url) {
  const std::optional<std::string> root = gitweb_root(url.host);
  const std::string_view name = url.field("p");
  if (name.empty()) return root ? read_gitweb_path(url, *root) : Reading::not_ours();
  const std::string_view id = gitweb_object(url);
  if (id.empty()) return root ? Reading::none(NoTarget::not_a_change) : Reading::not_ours();
  // gitweb without an action shows what the id names; for a commit's id that is its change.
  const std::string_view action = url.field("a");
  constexpr auto kChanges = std::to_array<std::string_view>({"", "commit", "commitdiff", "commitdiff_plain", "patch"});
  if (std::find(kChanges.begin(), kChanges.end(), action) == kChanges.end() || !url.field("f").empty()) {
    return Reading::none(NoTarget::not_a_change);
  }
  if (!all_hex(id)) return Reading::none(NoTarget::not_a_change);
  if (!root) return Reading::none(NoTarget::unsupported_host);
  const std::size_t slash = root->find('/');
  return with_id(repository_of(root->substr(0, slash), root->substr(slash) + std::string(name)), id);
}

Reading read_gitiles(const Url& url) {
  constexpr std::string_view kHost = ".googlesource.com";
  constexpr std::string_view kReviews = "-review.googlesource.com";
  if (!url.host.ends_with(kHost)) return Reading::not_ours();
  if (url.host.ends_with(kReviews)) return Reading::none(NoTarget::unsupported_host);
  const auto plus = std::find(url.segments.begin(), url.segments.end(), "+");
  const std::size_t at = static_cast<std::size_t>(plus - url.segments.begin());
  if (at == 0 || at + 1 >= url.segments.size()) return Reading::none(NoTarget::not_a_change);
  std::string_view id = url.segments[at + 1];
  // "<id>^!" is the change, with a file behind it the change of that file; "<id>/file" is just a file.
  if (id.ends_with("^!")) {
    id.remove_suffix(2);
  } else if (at + 2 < url.segments.size()) {
    return Reading::none(NoTarget::not_a_change);
  }
  return with_id(repository_of(url.host, url.path(at)), id);
}

}  // namespace streamguard::fix
