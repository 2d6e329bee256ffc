// streamguard-clone: stands in for `git` where that is not installed.
#include <cstdio>
#include <string>
#include <vector>

#include "clone/command.hpp"
#include "os/program.hpp"

#ifdef __SANITIZE_ADDRESS__
// libgit2 1.5 never frees what its regular expressions matched into.
extern "C" __attribute__((visibility("default"))) const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libpcre2-8"; }
#endif

namespace streamguard::clone {
namespace {

constexpr int kFatal = 128;  // as git's

Command read(const std::vector<std::string>& texts) {
  Command command;
  const std::string folder = "--git-dir=";
  for (std::size_t i = 1; i < texts.size(); ++i) {
    const std::string& text = texts[i];
    if (!command.verb.empty()) {
      command.arguments.push_back(text);
    } else if (text.rfind(folder, 0) == 0) {
      command.folder = text.substr(folder.size());
    } else if (text == "-c") {
      ++i;  // a setting of git's
    } else {
      command.verb = text;
    }
  }
  return command;
}

struct Library {
  Library() { git_libgit2_init(); }
  ~Library() { git_libgit2_shutdown(); }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
};

int run(const Command& command) {
  const Library library;
  // Nobody's configuration is ours.
  for (const int level : {GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL}) {
    git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "/nonexistent");
  }
  git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
  try {
    if (command.verb == "fetch") {
      fetch(command);
    } else if (command.verb == "cat-file") {
      tell_objects(command);
    } else {
      throw Failure("this program knows fetch and cat-file only");
    }
    return 0;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "fatal: %s\n", failure.what());
  }
  return kFatal;
}

}  // namespace

void check(int result, const std::string& place) {
  if (result >= 0) return;
  const git_error* error = git_error_last();
  throw Failure(place + ": " + (error != nullptr && error->message != nullptr ? error->message : "it failed"));
}

Repository open(const Command& command) {
  git_repository* repository = nullptr;
  check(git_repository_open_bare(&repository, command.folder.c_str()), command.folder);
  return Repository(repository);
}

}  // namespace streamguard::clone

int main(int count, char** texts) {
  const std::vector<std::string> words = streamguard::os::begin_program(count, texts);
  return streamguard::clone::run(streamguard::clone::read(words));
}
