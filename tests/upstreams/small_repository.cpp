#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "small_mirror.hpp"

namespace streamguard::upstreams {
namespace {

std::string data_of(const std::string& bytes) { return "data " + std::to_string(bytes.size()) + "\n" + bytes + "\n"; }

/// What fast-import reads: times and people are fixed, so that ids are.
std::string stream_of(const std::vector<Change>& changes) {
  std::string out;
  std::size_t mark = 0;
  for (const Change& change : changes) {
    const std::string who =
        "A. Developer <developer@example.org> " + std::to_string(1609459200 + mark * 86400) + " +0000\n";
    ++mark;
    out += "commit refs/heads/main\nmark :" + std::to_string(mark) + "\nauthor " + who + "committer " + who;
    out += data_of(change.message);
    if (mark > 1) out += "from :" + std::to_string(mark - 1) + "\n";
    for (const auto& [path, content] : change.files) out += "M 100644 inline " + path + "\n" + data_of(content);
    out += "\n";
  }
  return out + "done\n";
}

void run(const std::string& command) {
  if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command + "; is git installed?");
}

}  // namespace

Commits make_repository(const fs::path& folder, const std::vector<Change>& changes) {
  const std::string quoted = "'" + folder.string() + "'";
  fs::create_directories(folder);
  // The settings of whoever runs the tests must not change what is made.
  const std::string git = "GIT_CONFIG_NOSYSTEM=1 HOME=/nonexistent git ";
  run(git + "init --quiet --bare --initial-branch=main " + quoted);
  write_file(folder / "import", stream_of(changes));
  run(git + "-C " + quoted + " fast-import --quiet --done --export-marks=marks < '" + (folder / "import").string() +
      "'");
  std::ifstream marks(folder / "marks");
  Commits out;
  std::string mark, id;
  while (marks >> mark >> id) {
    const auto number = static_cast<std::size_t>(std::stoul(mark.substr(1)));
    out[changes.at(number - 1).name] = id;
  }
  fs::remove(folder / "import");
  fs::remove(folder / "marks");
  return out;
}

}  // namespace streamguard::upstreams
