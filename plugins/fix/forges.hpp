/// forges.hpp: how the web faces of git hosts write a change. Each reader looks at one family of them and says what it
/// saw; target.cpp asks them in turn. Pure, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fix/target.hpp"
#include "fix/url.hpp"

namespace streamguard::fix {

/// What a reader made of a url: `ours` says that it knows the host or the shape, so nobody else need look.
struct Reading {
  bool ours = false;
  NoTarget why = NoTarget::none;
  std::optional<Target> target;

  static Reading not_ours() { return {}; }
  static Reading none(NoTarget why) { return {true, why, std::nullopt}; }
  static Reading of(std::string repository, std::string commit) {
    return {true, NoTarget::none, Target{std::move(repository), std::move(commit)}};
  }
};

Reading read_github(const Url& url);     ///< github.com, its API's and its patches' hosts; Gitea's and Gitee's hosts
Reading read_gitlab(const Url& url);     ///< "/-/commit/" anywhere, the older form on hosts named gitlab.*
Reading read_bitbucket(const Url& url);  ///< bitbucket.org, pagure.io
Reading read_kernel(const Url& url);     ///< git.kernel.org with its short forms
Reading read_cgit(const Url& url);       ///< "/commit/?id="
Reading read_gitweb(const Url& url);     ///< "?p=name.git;a=commit;h="
Reading read_gitiles(const Url& url);    ///< *.googlesource.com "/+/"

/// A commit's id as it stands in a url, with ".patch" or ".diff" behind it or not: full ids become a target.
Reading with_id(std::string repository, std::string_view id);

/// "https://host/path" of the repository, ".git" and "/" at the end gone, and where the host or the repository is known
/// to have moved or to be the web face of another address, that one (moved.cpp). Empty when the path is not plain.
std::string repository_of(std::string_view host, std::string_view path);

/// The name of a clone address that differs from the web face's, or nothing. Each has its reason in the table.
std::optional<std::string> moved(std::string_view host, std::string_view path);

/// Where the repositories of a gitweb host are cloned from ("?p=" gives only their names); nothing if we do not know.
std::optional<std::string> gitweb_root(std::string_view host);

}  // namespace streamguard::fix
