#include "git_mirror.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <system_error>

#include "host_core.hpp"

namespace streamguard::testing::internal {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMostObjects = 100'000;
constexpr std::size_t kIdDigits = 40;

bool is_id(std::string_view name) {
  return name.size() == kIdDigits && name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// A ref's name as git allows it in its plainest form: it becomes a line of another program's input.
bool is_ref(std::string_view name) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_-.";
  return name.rfind("refs/", 0) == 0 && name.find_first_not_of(kAllowed) == std::string_view::npos &&
         name.find("..") == std::string_view::npos;
}

/// Why the request breaks the contract; empty when it does not.
std::string split(const sg_git_request& request, GitRequest& out) {
  out.what = request.what;
  out.repository = std::string(view(request.repository));
  if (out.what < SG_GIT_COMMITS || out.what > SG_GIT_HISTORY) return "git: `what` is none of SG_GIT_*";
  std::string_view rest = view(request.objects);
  if (!rest.empty() && rest.back() != '\n') return "git: the last object has no newline behind it";
  while (!rest.empty()) {
    const std::string_view name = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(name.size() + 1);
    if (!is_id(name) && !(out.what == SG_GIT_COMMITS && is_ref(name))) {
      return "git: \"" + std::string(name) + "\" is no object id of 40 lower-case hex digits";
    }
    out.objects.emplace_back(name);
  }
  if (out.what == SG_GIT_HISTORY && !out.objects.empty()) return "git: SG_GIT_HISTORY takes no objects";
  if (out.objects.size() > kMostObjects) return "git: more than 100,000 objects in one request";
  return {};
}

std::string quoted(const fs::path& path) {
  std::string out = "'";
  for (const char c : path.string()) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

/// One line of `git cat-file --batch-check` for each object; false where the program is not there or failed.
bool batch_check(const fs::path& repository, const std::vector<std::string>& objects, const fs::path& scratch,
                 std::vector<std::string>& lines) {
  const fs::path in = scratch / "objects.in";
  const fs::path out = scratch / "objects.out";
  {
    std::ofstream file(in, std::ios::binary);
    for (const std::string& object : objects) file << object << '\n';
  }
  const std::string command = "git --git-dir=" + quoted(repository) +
                              " cat-file --batch-check='%(objectname) %(objecttype)' < " + quoted(in) + " > " +
                              quoted(out);
  if (std::system(command.c_str()) != 0) return false;
  std::ifstream file(out, std::ios::binary);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines.size() == objects.size();
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

std::string without_git(std::string url) {
  if (ends_with(url, ".git")) url.resize(url.size() - 4);
  return url;
}

}  // namespace

std::vector<GitRequest> GitMirror::take_requests() {
  const std::lock_guard lock(mutex_);
  return std::move(requests_);
}

sg_rc GitMirror::find(const std::string& url, fs::path& repository, std::string& error) const {
  for (const auto& [name, path] : options_.repositories) {
    if (without_git(name) != without_git(url)) continue;
    std::error_code ignored;
    repository = fs::absolute(path);
    if (fs::is_directory(repository, ignored)) return SG_OK;
    error = url + ": no repository at " + path.string();
    return SG_E_UNAVAILABLE;
  }
  error = url + ": not in CollectOptions::repositories";
  return SG_E_CONFIG;
}

sg_rc GitMirror::fetch(const sg_git_request& request, const sg_git_sink& sink, std::string& error) {
  GitRequest asked;
  error = split(request, asked);
  if (!error.empty()) return SG_E_BUG;
  const std::vector<std::string> objects = asked.objects;
  const std::string url = asked.repository;
  {
    const std::lock_guard lock(mutex_);
    requests_.push_back(std::move(asked));
  }
  if (const auto failure = options_.failures.find(url); failure != options_.failures.end()) {
    error = url + " fails because CollectOptions::failures says so";
    return failure->second;
  }
  fs::path repository;
  if (const sg_rc rc = find(url, repository, error); rc != SG_OK) return rc;
  std::vector<std::string> lines;
  const ScratchFolder scratch;
  if (!objects.empty() && !batch_check(repository, objects, scratch.path(), lines)) {
    error = "cannot ask `git cat-file` about " + repository.string() + ": is git installed, and is it a repository?";
    return SG_E_TRANSIENT;
  }
  const std::string path = repository.string();
  sg_rc rc = sink.repository(sink.ctx, borrow(path));
  for (std::size_t i = 0; i < objects.size() && rc == SG_OK; ++i) {
    // A name that resolves is "<id> <type>"; one that does not ends in "missing".
    const std::string& line = lines[i];
    const bool missing = ends_with(line, " missing") || ends_with(line, " ambiguous");
    if (missing) {
      rc = sink.missing(sink.ctx, borrow(objects[i]));
    } else if (!is_id(objects[i]) && sink.found != nullptr) {
      rc = sink.found(sink.ctx, borrow(objects[i]), borrow(std::string_view(line).substr(0, kIdDigits)));
    }
  }
  return rc;
}

}  // namespace streamguard::testing::internal
