// make_repositories <folder of *.history> <output folder> <table>
//   makes a bare repository <output>/<name>.git of each <name>.history, and writes lines "<name>:<number> <commit id>".
// make_repositories --gzip <file> <file.gz>
//
// Equal sources give equal ids. A history is read line by line: `commit <number>` begins a commit, and then come, each
// at most once, `date <seconds since 1970>`, `parent <number>` (default: the commit before), `merge <number>`; `| `
// lines are its message, or the content of the last `file <path>`; `delete <path>` removes a file.
#include <git2.h>
#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& what) {
  std::cerr << "make_repositories: " << what << '\n';
  std::exit(1);
}

void check(int result, const std::string& what) {
  if (result == 0) return;
  const git_error* error = git_error_last();
  fail(what + ": " + (error != nullptr ? error->message : "libgit2 failed"));
}

struct Change {
  std::string path;
  std::optional<std::string> content;  ///< nothing: deleted
};

struct Commit {
  std::string number, parent, merge, message;
  git_time_t date = 0;
  std::vector<Change> changes;
};

std::vector<Commit> read_history(const fs::path& path) {
  std::ifstream in(path);
  std::vector<Commit> commits;
  bool in_file = false;
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    const std::size_t space = std::min(line.find(' '), line.size());
    const std::string word = line.substr(0, space);
    const std::string rest = line.substr(std::min(space + 1, line.size()));
    if (word == "commit") {
      Commit commit;
      commit.number = rest;
      if (!commits.empty()) commit.parent = commits.back().number;
      commits.push_back(commit);
      in_file = false;
    } else if (word.empty() || word.front() == '#') {
      continue;
    } else if (commits.empty()) {
      fail(path.string() + ":" + std::to_string(number) + ": a history begins with `commit`");
    } else if (word == "|") {
      (in_file ? *commits.back().changes.back().content : commits.back().message) += rest + '\n';
    } else if (word == "date") {
      commits.back().date = std::stoll(rest);
    } else if (word == "parent") {
      commits.back().parent = rest;
    } else if (word == "merge") {
      commits.back().merge = rest;
    } else if (word == "file" || word == "delete") {
      in_file = word == "file";
      commits.back().changes.push_back({rest, in_file ? std::optional<std::string>("") : std::nullopt});
    } else {
      fail(path.string() + ":" + std::to_string(number) + ": unknown word '" + word + "'");
    }
  }
  return commits;
}

/// Files by path, with their content's id.
using Files = std::map<std::string, git_oid>;

/// The tree of the files below `prefix`, which is empty or ends with a slash.
git_oid write_tree(git_repository* repository, const Files& files, const std::string& prefix) {
  git_treebuilder* builder = nullptr;
  check(git_treebuilder_new(&builder, repository, nullptr), "tree");
  for (auto file = files.lower_bound(prefix); file != files.end() && file->first.starts_with(prefix);) {
    const std::string rest = file->first.substr(prefix.size());
    const std::size_t slash = rest.find('/');
    const std::string name = rest.substr(0, slash);
    if (slash == std::string::npos) {
      check(git_treebuilder_insert(nullptr, builder, name.c_str(), &file->second, GIT_FILEMODE_BLOB), file->first);
      ++file;
      continue;
    }
    const std::string folder = prefix + name + '/';
    const git_oid tree = write_tree(repository, files, folder);
    check(git_treebuilder_insert(nullptr, builder, name.c_str(), &tree, GIT_FILEMODE_TREE), folder);
    while (file != files.end() && file->first.starts_with(folder)) ++file;
  }
  git_oid out;
  check(git_treebuilder_write(&out, builder), "tree");
  git_treebuilder_free(builder);
  return out;
}

struct Made {
  git_oid id;
  Files files;
};

git_oid write_commit(git_repository* repository, const Commit& commit, const Files& files,
                     const std::map<std::string, Made>& made) {
  std::vector<git_commit*> parents;
  for (const std::string& number : {commit.parent, commit.merge}) {
    if (number.empty()) continue;
    const auto found = made.find(number);
    if (found == made.end()) fail("commit " + commit.number + ": there is no commit " + number + " before it");
    parents.emplace_back();
    check(git_commit_lookup(&parents.back(), repository, &found->second.id), "commit " + number);
  }
  git_signature* author = nullptr;
  check(git_signature_new(&author, "StreamGuard samples", "samples@streamguard.invalid", commit.date, 0), "author");
  const git_oid tree_id = write_tree(repository, files, "");
  git_tree* tree = nullptr;
  check(git_tree_lookup(&tree, repository, &tree_id), "tree");
  std::vector<const git_commit*> borrowed(parents.begin(), parents.end());
  git_oid id;
  check(git_commit_create(&id, repository, "refs/heads/main", author, author, nullptr, commit.message.c_str(), tree,
                          borrowed.size(), borrowed.data()),
        "commit " + commit.number);
  git_tree_free(tree);
  git_signature_free(author);
  for (git_commit* parent : parents) git_commit_free(parent);
  return id;
}

void make_repository(const fs::path& history, const fs::path& output, std::ostream& table) {
  const std::string name = history.stem().string();
  git_repository_init_options options;
  check(git_repository_init_options_init(&options, GIT_REPOSITORY_INIT_OPTIONS_VERSION), name);
  options.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_MKPATH;
  options.initial_head = "main";
  git_repository* repository = nullptr;
  check(git_repository_init_ext(&repository, (output / (name + ".git")).c_str(), &options), name);
  git_config* config = nullptr;
  check(git_repository_config(&config, repository), name);
  // What a fetch of single commits and files asks of a server.
  check(git_config_set_bool(config, "uploadpack.allowFilter", 1), name);
  check(git_config_set_bool(config, "uploadpack.allowAnySHA1InWant", 1), name);
  git_config_free(config);

  std::map<std::string, Made> made;
  for (const Commit& commit : read_history(history)) {
    Made one;
    if (!commit.parent.empty() && made.contains(commit.parent)) one.files = made.at(commit.parent).files;
    for (const Change& change : commit.changes) {
      one.files.erase(change.path);
      if (!change.content) continue;
      git_oid blob;
      check(git_blob_create_from_buffer(&blob, repository, change.content->data(), change.content->size()),
            change.path);
      one.files[change.path] = blob;
    }
    // A side branch is no descendant of main's tip.
    git_reference* main = nullptr;
    if (git_reference_lookup(&main, repository, "refs/heads/main") == 0) {
      git_reference_delete(main);
      git_reference_free(main);
    }
    if (!commit.parent.empty()) {
      git_reference* moved = nullptr;
      check(git_reference_create(&moved, repository, "refs/heads/main", &made.at(commit.parent).id, 1, nullptr), name);
      git_reference_free(moved);
    }
    one.id = write_commit(repository, commit, one.files, made);
    table << name << ':' << commit.number << ' ' << git_oid_tostr_s(&one.id) << '\n';
    made[commit.number] = std::move(one);
  }
  git_repository_free(repository);
}

void gzip(const std::string& from, const std::string& to) {
  std::ifstream in(from, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  const std::string bytes = text.str();
  gzFile out = gzopen(to.c_str(), "wb9");
  const bool done = out != nullptr &&
                    gzwrite(out, bytes.data(), static_cast<unsigned>(bytes.size())) == static_cast<int>(bytes.size()) &&
                    gzclose(out) == Z_OK;
  if (!in || !done) fail("cannot pack " + from + " into " + to);
}

}  // namespace

int main(int count, char** words) {
  if (count != 4) fail("see the first lines of its source for how to call it");
  if (std::string(words[1]) == "--gzip") {
    gzip(words[2], words[3]);
    return 0;
  }
  git_libgit2_init();
  std::vector<fs::path> histories;
  for (const auto& entry : fs::directory_iterator(words[1])) {
    if (entry.path().extension() == ".history") histories.push_back(entry.path());
  }
  std::sort(histories.begin(), histories.end());
  std::ofstream table(words[3]);
  for (const fs::path& history : histories) make_repository(history, words[2], table);
  git_libgit2_shutdown();
  return table.flush() ? 0 : 1;
}
