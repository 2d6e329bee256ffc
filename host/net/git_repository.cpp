#include "net/git_repository.hpp"

#include <algorithm>
#include <fstream>
#include <string_view>

#include "core/text.hpp"
#include "net/bounds.hpp"
#include "net/http_text.hpp"

namespace streamguard::net {

namespace fs = std::filesystem;

namespace {

constexpr const char* kHistoryMark = "streamguard-history";
constexpr std::string_view kConfig = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n";

void remove_matching(const fs::path& folder, bool (*match)(const std::string&)) {
  std::error_code failed;
  for (fs::recursive_directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    std::error_code ignored;
    if (at->is_regular_file(ignored) && match(at->path().filename().string())) fs::remove(at->path(), ignored);
  }
}

Status written(const fs::path& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  if (file.flush()) return {};
  return Error{Code::io, path.string() + ": cannot be written"};
}

}  // namespace

bool GitRepository::is_there(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_regular_file(folder / "HEAD", ignored) && fs::is_directory(folder / "objects", ignored);
}

Result<std::unique_ptr<os::Lock>> GitRepository::lock() const {
  std::error_code failed;
  fs::create_directories(folder_.parent_path(), failed);
  if (failed) return Error{Code::io, folder_.parent_path().string() + ": " + failed.message()};
  return os::Lock::take(folder_.string() + ".lock");
}

Status GitRepository::prepare() const {
  std::error_code failed;
  for (const char* name : {"objects/pack", "objects/info", "refs/heads"}) {
    fs::create_directories(folder_ / name, failed);
    if (failed) return Error{Code::io, (folder_ / name).string() + ": " + failed.message()};
  }
  for (const char* name : {"config.lock", "shallow.lock", "packed-refs.lock", "HEAD.lock", "FETCH_HEAD.lock"}) {
    fs::remove(folder_ / name, failed);
  }
  remove_matching(folder_ / "refs", [](const std::string& name) { return name.ends_with(".lock"); });
  remove_matching(folder_ / "objects" / "pack", [](const std::string& name) { return name.starts_with("tmp_"); });
  if (auto status = restore_config(); !status) return status;
  return is_there(folder_) ? Status() : written(folder_ / "HEAD", "ref: refs/heads/main\n");
}

Status GitRepository::restore_config() const {
  const auto now = os::read_file(folder_ / "config", limits::KiB);
  if (now && now.value() == kConfig) return {};
  // Readers see the old one or the new one, whole.
  const fs::path fresh = folder_ / "config.new";
  if (auto status = written(fresh, kConfig); !status) return status;
  std::error_code failed;
  fs::rename(fresh, folder_ / "config", failed);
  return failed ? Status(Error{Code::io, fresh.string() + ": " + failed.message()}) : Status();
}

std::string GitRepository::own_ref(const std::string& ref) {
  constexpr std::string_view kRefs = "refs/";
  return "refs/streamguard/" + ref.substr(kRefs.size());
}

Result<GitRan> GitRepository::run_local(std::vector<std::string> arguments, std::string input,
                                        GitControl& control) const {
  GitRun command;
  command.arguments = std::move(arguments);
  command.input = std::move(input);
  command.extra = local_environment();
  command.output_most = limits::kGitListBytes;
  command.time_most = limits::kGitLocalMost;
  auto ran = run(program_, command, temporary_, control);
  if (!ran) return ran;
  if (ran->ok() && ran->whole) return ran;
  return Error{Code::data, folder_.string() + ": " + program_.path.filename().string() +
                               " cannot read it: " + plain(ran->output.substr(0, limits::KiB), limits::KiB)};
}

/// One line for each name: what it is, or empty where it is not there.
Result<std::vector<GitRepository::Line>> GitRepository::ask(const std::vector<std::string>& names,
                                                            GitControl& control) const {
  std::vector<Line> lines(names.size());
  if (names.empty()) return lines;
  // The number comes back with the answer, so that complaints between the lines do no harm.
  std::string input;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!names[i].empty()) input += names[i] + " " + std::to_string(i) + "\n";
  }
  if (input.empty()) return lines;
  auto ran =
      run_local({"--git-dir=" + folder_.string(), "cat-file", "--batch-check=@ %(objecttype) %(objectname) %(rest)"},
                std::move(input), control);
  if (!ran) return std::move(ran).error();
  std::string_view rest = ran->output;
  while (!rest.empty()) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (!line.starts_with("@ ")) continue;
    line.remove_prefix(2);
    const std::size_t id_at = line.find(' ') + 1;
    const std::size_t number_at = line.find(' ', id_at) + 1;
    const auto number = whole_number(line.substr(number_at));
    if (id_at == 0 || number_at == 0 || !number || *number >= lines.size()) continue;
    lines[*number] = {std::string(line.substr(0, id_at - 1)), std::string(line.substr(id_at, number_at - id_at - 1))};
  }
  return lines;
}

/// The parents of each of these commits, all there, by its own words.
Result<std::vector<std::vector<std::string>>> GitRepository::parents_of(const std::vector<std::string>& commits,
                                                                        GitControl& control) const {
  std::vector<std::vector<std::string>> parents(commits.size());
  if (commits.empty()) return parents;
  std::string input;
  for (const std::string& commit : commits) input += commit + "\n";
  auto ran = run_local({"--git-dir=" + folder_.string(), "cat-file", "--batch=@%(objectname) %(objectsize)"},
                       std::move(input), control);
  if (!ran) return std::move(ran).error();
  const std::string_view text = ran->output;
  for (std::size_t at = 0, i = 0; i < commits.size(); ++i) {
    const std::string head = "@" + commits[i] + " ";
    at = text.find(head, at);
    const std::size_t line_end = text.find('\n', at);
    const auto size = at == std::string_view::npos
                          ? std::nullopt
                          : whole_number(text.substr(at + head.size(), line_end - at - head.size()));
    if (!size) return Error{Code::data, folder_.string() + ": the commit " + commits[i] + " cannot be read"};
    std::string_view rest = text.substr(line_end + 1, *size);
    rest = rest.substr(0, rest.find("\n\n"));
    constexpr std::string_view kParent = "\nparent ";
    for (std::size_t next = rest.find(kParent); next != std::string_view::npos; next = rest.find(kParent, next + 1)) {
      parents[i].emplace_back(rest.substr(next + kParent.size(), 40));
    }
    at = line_end + 1 + *size;
  }
  return parents;
}

Status GitRepository::trim_shallow(GitControl& control) const {
  const auto listed = os::read_file(folder_ / "shallow", limits::kGitListBytes);
  if (!listed) return {};
  std::vector<std::string> cut;
  for (std::string_view rest = listed.value(); !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (is_object_id(line)) cut.emplace_back(line);
  }
  const auto parents = parents_of(cut, control);
  if (!parents) return parents.error();
  std::vector<std::string> names;
  for (const auto& some : parents.value()) names.insert(names.end(), some.begin(), some.end());
  const auto lines = ask(names, control);
  if (!lines) return lines.error();
  std::string kept;
  for (std::size_t i = 0, at = 0; i < cut.size(); ++i) {
    bool whole = true;
    for (std::size_t k = 0; k < parents.value()[i].size(); ++k) whole = lines.value()[at++].type == "commit" && whole;
    if (!whole) kept += cut[i] + "\n";
  }
  if (kept == listed.value()) return {};
  std::error_code failed;
  if (kept.empty()) return fs::remove(folder_ / "shallow", failed), Status();
  const fs::path fresh = folder_ / "shallow.new";
  if (auto status = written(fresh, kept); !status) return status;
  fs::rename(fresh, folder_ / "shallow", failed);
  return failed ? Status(Error{Code::io, fresh.string() + ": " + failed.message()}) : Status();
}

Result<GitRepository::State> GitRepository::check(const GitWants& wants, bool own_refs, GitControl& control) const {
  State out;
  if (!is_there(folder_)) {
    out.absent = wants.all;
    return out;
  }
  const bool commits = wants.what == GitWhat::commits;
  const std::size_t step = commits ? 3 : 1;
  std::vector<std::string> names;
  names.reserve(wants.all.size() * step);
  for (const std::string& one : wants.all) {
    const std::string name = is_object_id(one) ? one : (own_refs ? one : own_ref(one)) + "^{commit}";
    names.push_back(name);
    if (!commits) continue;
    names.push_back(name + "^{tree}");
    names.push_back(name + "^1^{tree}");
  }
  auto lines = ask(names, control);
  if (!lines) return std::move(lines).error();
  // Where no first parent can be seen there is none, or it was not brought, or git hides it: a commit at which one
  // fetch was cut may have got its parent by another. The commit's own words and the parent's tree decide.
  std::vector<std::string> parentless;
  std::vector<std::size_t> whose;
  std::vector<bool> absent(wants.all.size());
  for (std::size_t i = 0; i < wants.all.size(); ++i) {
    const Line* line = &(*lines)[i * step];
    absent[i] = line[0].type != (commits ? "commit" : "blob") || (commits && line[1].type != "tree");
    if (absent[i]) continue;
    if (!is_object_id(wants.all[i])) out.found[wants.all[i]] = line[0].id;
    if (!commits || line[2].type == "tree") continue;
    parentless.push_back(line[0].id);
    whose.push_back(i);
  }
  const auto parents = parents_of(parentless, control);
  if (!parents) return parents.error();
  std::vector<std::string> tree_names;
  for (const auto& some : parents.value()) tree_names.push_back(some.empty() ? "" : some.front() + "^{tree}");
  const auto trees = ask(tree_names, control);
  if (!trees) return trees.error();
  for (std::size_t i = 0; i < whose.size(); ++i) {
    absent[whose[i]] = !tree_names[i].empty() && trees.value()[i].type != "tree";
  }
  for (std::size_t i = 0; i < absent.size(); ++i) {
    if (absent[i]) out.absent.push_back(wants.all[i]);
  }
  return out;
}

bool GitRepository::is_shallow() const {
  std::error_code failed;
  const auto size = fs::file_size(folder_ / "shallow", failed);
  return !failed && size > 0;
}

bool GitRepository::has_history() const {
  std::error_code ignored;
  return fs::exists(folder_ / kHistoryMark, ignored);
}

bool GitRepository::has_branch() const {
  std::error_code failed;
  for (fs::recursive_directory_iterator at(folder_ / "refs" / "heads", failed), end; !failed && at != end;
       at.increment(failed)) {
    if (at->is_regular_file(failed)) return true;
  }
  auto packed = os::read_file(folder_ / "packed-refs", limits::kGitPackedRefsBytes);
  return packed && packed->find(" refs/heads/") != std::string::npos;
}

Status GitRepository::note_history() const { return written(folder_ / kHistoryMark, "all branches\n"); }

std::uint64_t GitRepository::pack_bytes() const { return os::folder_size(folder_ / "objects" / "pack"); }

void GitRepository::note_use() const {
  std::error_code ignored;
  fs::last_write_time(folder_ / "HEAD", fs::file_time_type::clock::now(), ignored);
}

}  // namespace streamguard::net
