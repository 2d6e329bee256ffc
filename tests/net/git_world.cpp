#include "git_world.hpp"

#include <gtest/gtest.h>

#include "os/process.hpp"

namespace streamguard::net::testing {
namespace {

namespace fs = std::filesystem;

struct Ran {
  os::Exit exit;
  std::string output;
};

Ran run(const std::vector<std::string>& arguments, const std::map<std::string, std::string>& extra,
        const std::string& input, const fs::path& folder) {
  const TempFolder temporary;
  os::SpawnOptions options;
  // What it complains of must not get into an answer that is a protocol's.
  options.program = "/bin/sh";
  options.arguments = {"-c", "exec git \"$@\" 2> /dev/null", "git"};
  options.arguments.insert(options.arguments.end(), arguments.begin(), arguments.end());
  options.folder = folder;
  options.input = temporary.write("input", input);
  options.environment = {{"PATH", "/usr/local/bin:/usr/bin:/bin"},
                         {"HOME", "/nonexistent"},
                         {"LC_ALL", "C"},
                         {"GIT_CONFIG_NOSYSTEM", "1"},
                         {"GIT_CONFIG_GLOBAL", "/dev/null"},
                         {"GIT_ALLOW_PROTOCOL", "none"},
                         {"GIT_AUTHOR_NAME", "A"},
                         {"GIT_AUTHOR_EMAIL", "a@example.org"},
                         {"GIT_COMMITTER_NAME", "A"},
                         {"GIT_COMMITTER_EMAIL", "a@example.org"}};
  for (const auto& [name, value] : extra) options.environment[name] = value;
  auto spawned = os::spawn(options);
  EXPECT_TRUE(spawned) << (spawned ? "" : spawned.error().message);
  Ran ran;
  if (!spawned) return ran;
  std::vector<char> piece(65536);
  for (;;) {
    const auto got = spawned->output->read_some(piece);
    if (!got || got.value() == 0) break;
    ran.output.append(piece.data(), got.value());
  }
  ran.exit = spawned->process->wait(std::chrono::minutes(1)).value_or(os::Exit{});
  return ran;
}

std::string trimmed_end(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

}  // namespace

std::string git(const fs::path& folder, const std::vector<std::string>& arguments, const std::string& input) {
  const Ran ran = run(arguments, {}, input, folder);
  EXPECT_EQ(ran.exit.code, 0) << arguments.front() << ": " << ran.output;
  return trimmed_end(ran.output);
}

Repository::Repository(fs::path path) : path_(std::move(path)) {
  fs::create_directories(path_);
  git(path_, {"init", "--quiet", "--bare", "--initial-branch=main", path_.string()});
  git(path_, {"config", "uploadpack.allowFilter", "true"});
  git(path_, {"config", "uploadpack.allowAnySHA1InWant", "true"});
}

std::string Repository::commit(const Files& files, const std::vector<std::string>& parents, const std::string& branch,
                               const std::string& submodule) {
  std::map<std::string, std::string> environment;
  environment["GIT_INDEX_FILE"] = (path_ / "test-index").string();
  fs::remove(path_ / "test-index");
  std::string index;
  for (const auto& [name, text] : files) {
    index += "100644 " + git(path_, {"hash-object", "-w", "--stdin"}, text) + "\t" + name + "\n";
  }
  if (!submodule.empty()) index += "160000 " + submodule + "\tlib\n";
  const std::string date = std::to_string(1'700'000'000 + 60 * ++commits_) + " +0000";
  environment["GIT_AUTHOR_DATE"] = environment["GIT_COMMITTER_DATE"] = date;
  EXPECT_EQ(run({"update-index", "--add", "--index-info"}, environment, index, path_).exit.code, 0);
  const std::string tree = trimmed_end(run({"write-tree"}, environment, {}, path_).output);
  std::vector<std::string> arguments{"commit-tree", tree, "-m", "commit " + std::to_string(commits_)};
  for (const std::string& parent : parents) arguments.insert(arguments.end(), {"-p", parent});
  std::string made = trimmed_end(run(arguments, environment, {}, path_).output);
  if (!branch.empty()) set_ref("refs/heads/" + branch, made);
  return made;
}

std::string Repository::id(const std::string& name) const { return git(path_, {"rev-parse", "--verify", name}); }

void Repository::set_ref(const std::string& ref, const std::string& id) { git(path_, {"update-ref", ref, id}); }

GitServer::GitServer(fs::path root, Script script)
    : root_(std::move(root)),
      script_(std::move(script)),
      server_(std::make_unique<LoopbackServer>([this](const Seen& seen) {
        if (script_) {
          if (auto reply = script_(seen)) return std::move(*reply);
        }
        return answer(seen);
      })) {}

Reply GitServer::answer(const Seen& seen) const {
  const std::size_t mark = seen.target.find('?');
  const Ran ran = run({"http-backend"},
                      {{"GIT_PROJECT_ROOT", root_.string()},
                       {"GIT_HTTP_EXPORT_ALL", "1"},
                       {"PATH_INFO", seen.target.substr(0, mark)},
                       {"QUERY_STRING", mark == std::string::npos ? "" : seen.target.substr(mark + 1)},
                       {"REQUEST_METHOD", seen.method},
                       {"CONTENT_TYPE", seen.header("content-type")},
                       {"CONTENT_LENGTH", std::to_string(seen.body.size())},
                       {"HTTP_CONTENT_ENCODING", seen.header("content-encoding")},
                       {"GIT_PROTOCOL", seen.header("git-protocol")}},
                      seen.body, root_);
  const std::size_t end = ran.output.find("\r\n\r\n");
  if (end == std::string::npos) return reply(500, ran.output);
  int status = 200;
  Headers headers;
  for (std::size_t at = 0; at < end;) {
    const std::size_t line_end = ran.output.find("\r\n", at);
    const std::string line = ran.output.substr(at, line_end - at);
    const std::string name = line.substr(0, line.find(':'));
    const std::string value = line.substr(line.find(':') + 2);
    if (name == "Status") {
      status = std::stoi(value);
    } else {
      headers.emplace_back(name, value);
    }
    at = line_end + 2;
  }
  return reply(status, ran.output.substr(end + 4), headers);
}

GitWorld::GitWorld() {
  plan.cache.dir = cache();
  Collector collector;
  collector.name = "fixes";
  collector.plugin.extensions = {"sg.git/1"};
  plan.collectors.push_back(collector);
  options.tell = [this](Event event) {
    const std::lock_guard lock(mutex);
    events.push_back(std::move(event));
  };
}

Upstream& GitWorld::upstream(const std::string& name, const std::string& url) {
  Upstream& one = plan.upstreams[name];
  one.name = name;
  one.url = url;
  plan.collectors[0].upstreams.push_back(name);
  return one;
}

GitStore& GitWorld::start() {
  store.reset();
  auto made = GitStore::start(plan, options);
  EXPECT_TRUE(made) << (made ? "" : made.error().message);
  store = std::move(made).value();
  return *store;
}

std::future<Result<GitAnswer>> GitWorld::begin(GitWhat what, const std::string& repository,
                                               const std::vector<std::string>& objects, GitStore::Id* id) {
  if (!store) start();
  GitRequest request{"fixes", what, repository, {}};
  for (const std::string& object : objects) request.objects += object + "\n";
  auto promise = std::make_shared<std::promise<Result<GitAnswer>>>();
  auto future = promise->get_future();
  const auto given =
      store->fetch(std::move(request), [promise](Result<GitAnswer> answer) { promise->set_value(std::move(answer)); });
  if (id != nullptr) *id = given;
  return future;
}

Result<GitAnswer> GitWorld::ask(GitWhat what, const std::string& repository, const std::vector<std::string>& objects) {
  return begin(what, repository, objects).get();
}

std::string type_of(const fs::path& repository, const std::string& name) {
  const Ran ran =
      run({"--git-dir=" + repository.string(), "cat-file", "--batch-check=%(objecttype)"}, {}, name + "\n", "/");
  const std::string word = trimmed_end(ran.output);
  return word.ends_with("missing") ? "missing" : word;
}

}  // namespace streamguard::net::testing
