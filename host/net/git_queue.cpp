#include "net/git_queue.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "net/bounds.hpp"
#include "net/file_upstream.hpp"
#include "net/git_gate.hpp"

namespace streamguard::net {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kExtension = "sg.git/1";

Error stopped() { return {Code::cancelled, "the run is being stopped"}; }

/// The bare repository of that path in a mirror's folder; empty where there is none.
fs::path in_mirror(const fs::path& root, const std::string& path) {
  std::vector<fs::path> candidates{root / path};
  if (!path.empty()) candidates.insert(candidates.begin(), root / (path + ".git"));
  for (const fs::path& candidate : candidates) {
    if (GitRepository::is_there(candidate)) return candidate;
    if (GitRepository::is_there(candidate / ".git")) return candidate / ".git";
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<GitStore>> GitStore::start(const Plan& plan, const Options& options) {
  auto queue = std::make_unique<GitQueue>(plan, options);
  if (auto status = queue->start(); !status) return std::move(status).error();
  return std::unique_ptr<GitStore>(std::move(queue));
}

GitQueue::GitQueue(const Plan& plan, Options options)
    : plan_(plan),
      options_(std::move(options)),
      clock_(options_.clock != nullptr ? *options_.clock : os::real_clock()),
      jitter_(options_.seed),
      folders_(plan_.cache, options_.record, options_.replay) {}

GitQueue::~GitQueue() {
  std::deque<std::shared_ptr<Job>> left;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    left.swap(line_);
    for (const auto& [id, job] : working_) job->control.cancel();
    changed_.notify_all();
  }
  for (const auto& job : left) job->done(stopped());
  for (std::thread& thread : threads_) thread.join();
}

Status GitQueue::start() {
  for (const auto& [name, upstream] : plan_.upstreams) {
    const Secret* secret = nullptr;
    if (upstream.auth) {
      const auto found = plan_.secrets.find(upstream.auth->secret);
      if (found != plan_.secrets.end() && !found->second.empty()) secret = &found->second;
    }
    auto lane = Lane::make(upstream, secret, plan_.cache.dir, clock_);
    if (!lane) return std::move(lane).error();
    lanes_.emplace(name, std::move(*lane));
  }
  return {};
}

Status GitQueue::prepare() {
  const std::lock_guard lock(mutex_);
  if (!prepared_) {
    prepared_.emplace(folders_.prepare());
    if (*prepared_) {
      auto program = GitProgram::find(options_.git);
      if (program) program_ = std::move(*program);
    }
  }
  return *prepared_;
}

std::vector<fs::path> GitQueue::readable(const Collector& collector) {
  std::vector<fs::path> out;
  const auto& extensions = collector.plugin.extensions;
  if (std::find(extensions.begin(), extensions.end(), kExtension) == extensions.end()) return out;
  const bool ready = prepare().ok();
  for (const std::string& name : collector.upstreams) {
    const auto lane = lanes_.find(name);
    if (lane == lanes_.end()) continue;
    if (lane->second->is_file()) {
      out.push_back(lane->second->root());
      continue;
    }
    const fs::path folder = folders_.of(lane->second->upstream());
    std::error_code failed;
    if (ready && options_.replay.empty()) fs::create_directories(folder, failed);
    if (ready && fs::is_directory(folder, failed)) out.push_back(folder);
  }
  return out;
}

// ---- the line ------------------------------------------------------------------------------------------------------

GitStore::Id GitQueue::fetch(GitRequest request, Done done) {
  const auto job = std::make_shared<Job>();
  job->request = std::move(request);
  job->done = std::move(done);
  admit(*job);
  {
    const std::lock_guard lock(mutex_);
    job->id = next_id_++;
    if (line_.size() >= limits::kGitQueue) {
      job->refused = Error{Code::bug, "git: more than " + std::to_string(limits::kGitQueue) + " requests at once"};
      job->key.clear();
    }
    if (!stopping_) {
      line_.push_back(job);
      if (idle_ == 0 && threads_.size() < limits::kGitThreads) threads_.emplace_back([this] { work(); });
      changed_.notify_all();
      return job->id;
    }
  }
  job->done(stopped());
  return job->id;
}

/// What can be known of a request without any work.
void GitQueue::admit(Job& job) {
  auto wants = read_wants(job.request.what, job.request.objects);
  if (!wants) {
    job.refused = std::move(wants).error();
    return;
  }
  job.wants = std::move(*wants);
  const auto collector = std::find_if(plan_.collectors.begin(), plan_.collectors.end(),
                                      [&](const Collector& one) { return one.name == job.request.collector; });
  const std::vector<std::string> none;
  auto address = find_repository(job.request.repository, plan_.upstreams,
                                 collector == plan_.collectors.end() ? none : collector->upstreams);
  if (!address) {
    job.refused = std::move(address).error();
    return;
  }
  job.address = std::move(*address);
  job.key = job.address.upstream->name + "/" + job.address.path;
}

void GitQueue::cancel(Id id) {
  std::shared_ptr<Job> found;
  {
    const std::lock_guard lock(mutex_);
    if (const auto at = working_.find(id); at != working_.end()) return at->second->control.cancel();
    const auto at = std::find_if(line_.begin(), line_.end(), [&](const auto& job) { return job->id == id; });
    if (at == line_.end()) return;
    found = *at;
    line_.erase(at);
  }
  found->done(Error{Code::cancelled, "the request was cancelled"});
}

Traffic GitQueue::traffic(const std::string& collector) const {
  const std::lock_guard lock(mutex_);
  const auto found = traffic_.find(collector);
  return found == traffic_.end() ? Traffic{} : found->second;
}

std::vector<UpstreamUse> GitQueue::upstreams() const {
  const SteadyTime now = clock_.now();
  const os::WallTime wall = clock_.wall();
  std::vector<UpstreamUse> out;
  const std::lock_guard lock(mutex_);
  for (const auto& [name, lane] : lanes_) {
    const auto asked = by_upstream_.find(name);
    out.push_back(lane->use(now, wall, asked == by_upstream_.end() ? Traffic{} : asked->second));
  }
  return out;
}

void GitQueue::pause(bool on) {
  const std::lock_guard lock(mutex_);
  paused_ = on;
  changed_.notify_all();
}

std::shared_ptr<GitQueue::Job> GitQueue::next_job() {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (stopping_) return nullptr;
    const auto at =
        std::find_if(line_.begin(), line_.end(), [this](const auto& job) { return !busy_.contains(job->key); });
    if (at != line_.end()) {
      auto job = *at;
      line_.erase(at);
      working_[job->id] = job;
      if (!job->key.empty()) busy_.insert(job->key);
      return job;
    }
    ++idle_;
    changed_.wait(lock);
    --idle_;
  }
}

void GitQueue::work() {
  while (const auto job = next_job()) {
    auto answer = job->refused ? Result<GitAnswer>(*job->refused) : serve(*job);
    {
      const std::lock_guard lock(mutex_);
      working_.erase(job->id);
      busy_.erase(job->key);
      changed_.notify_all();
    }
    job->done(std::move(answer));
  }
}

// ---- one request ---------------------------------------------------------------------------------------------------

Result<GitAnswer> GitQueue::serve(Job& job) {
  if (auto status = prepare(); !status) return std::move(status).error();
  const Lane& lane = *lanes_.at(job.address.upstream->name);
  if (lane.is_file()) {
    const fs::path folder = in_mirror(lane.root(), job.address.path);
    if (!folder.empty()) return serve_folder(job, folder, true);
    return Error{Code::unavailable, "no bare repository " + (lane.root() / job.address.path).string() +
                                        " or the same with .git: the mirror of upstreams." +
                                        job.address.upstream->name + " does not hold it"};
  }
  if (!options_.replay.empty()) {
    const fs::path folder = folders_.of(job.address);
    if (GitRepository::is_there(folder)) return serve_folder(job, folder, false);
    return Error{Code::unavailable, folder.string() + ": the recording holds no such repository"};
  }
  if (program_.path.empty()) return GitProgram::find(options_.git).error();
  return serve_upstream(job);
}

/// A repository as it stands: what it lacks is told, if a program is there to ask, and left to the plugin if not.
Result<GitAnswer> GitQueue::serve_folder(Job& job, const fs::path& folder, bool own_refs) {
  GitAnswer answer;
  answer.path = folder;
  if (!program_.path.empty()) {
    auto state = GitRepository(folder, program_, folders_.temporary()).check(job.wants, own_refs, job.control);
    if (!state) return std::move(state).error();
    answer.missing = std::move(state->absent);
    answer.found.assign(state->found.begin(), state->found.end());
  } else {
    answer.missing = job.wants.refs;
  }
  count(job, [](Traffic& traffic) { ++traffic.local; });
  return answer;
}

Result<GitAnswer> GitQueue::serve_upstream(Job& job) {
  const GitRepository repository(folders_.of(job.address), program_, folders_.temporary());
  if (const auto gone = recall(job, repository).gone) {
    count(job, [](Traffic& traffic) { ++traffic.from_cache; });
    return *gone;
  }
  const auto held = lock(job, repository);
  if (!held) return held.error();
  if (auto status = repository.prepare(); !status) return std::move(status).error();
  auto answer = bring(job, repository);
  if (answer) {
    repository.note_use();
    return answer;
  }
  if (repository.pack_bytes() == 0) {
    // Nothing ever came: no repository is what a replay has to find.
    static_cast<void>(os::real_disk().remove_all(repository.folder()));
  }
  return answer;
}

/// What is known of the repository's server; the first look in a run is at the notes of those before.
GitLearned GitQueue::recall(const Job& job, const GitRepository& repository) {
  const std::lock_guard lock(mutex_);
  const auto [known, first] = known_.try_emplace(job.key);
  const bool kept = plan_.cache.enabled && options_.record.empty();
  if (first && kept) known->second = recall_git(repository.folder(), plan_.cache.fresh, clock_.wall());
  return known->second;
}

/// `for_later`: the server said so, and the next run need not ask again while that is fresh.
void GitQueue::learn(const Job& job, const GitRepository& repository, const std::function<void(GitLearned&)>& change,
                     bool for_later) {
  GitLearned learned;
  {
    const std::lock_guard lock(mutex_);
    GitLearned& known = known_[job.key];
    change(known);
    if (for_later && !known.since) known.since = clock_.wall();
    learned = known;
  }
  const bool kept = plan_.cache.enabled && plan_.cache.fresh.count() > 0 && options_.record.empty();
  if (for_later && kept) note_git(repository.folder(), learned);
}

Result<GitAnswer> GitQueue::bring(Job& job, const GitRepository& repository) {
  auto state = repository.check(job.wants, false, job.control);
  if (!state) return std::move(state).error();
  GitRepository::State lacking = state.value();
  const GitLearned known = recall(job, repository);
  std::erase_if(lacking.absent, [&](const std::string& name) { return known.missing.contains(name); });
  const bool history = job.wants.what == GitWhat::history && !(known.history_asked && repository.has_history());
  if (history || !lacking.absent.empty()) {
    const Upstream& upstream = *job.address.upstream;
    const Lane& lane = *lanes_.at(upstream.name);
    const std::string url = upstream.url + (job.address.path.empty() ? "" : "/" + job.address.path);
    Gate gate(*this, job);
    GitFetcher fetcher(repository, program_, upstream, lane.credentials().secret,
                       job.address.with_ending ? url + ".git" : url, job.address.with_ending ? "" : url + ".git", gate,
                       job.control);
    auto status = job.wants.what == GitWhat::history ? fetcher.bring_history() : fetcher.bring(job.wants, lacking);
    if (!status) {
      if (status.error().code == Code::unavailable) {
        const auto gone = [&](GitLearned& learned) { learned.gone = status.error(); };
        learn(job, repository, gone, !fetcher.may_pass());
      }
      return std::move(status).error();
    }
    if (auto trimmed = repository.trim_shallow(job.control); !trimmed) return std::move(trimmed).error();
    state = repository.check(job.wants, false, job.control);
    if (!state) return std::move(state).error();
    const auto& absent = state->absent;
    const auto now_known = [&](GitLearned& learned) {
      learned.history_asked = learned.history_asked || history;
      learned.missing.insert(absent.begin(), absent.end());
    };
    if (history || !absent.empty()) learn(job, repository, now_known, true);
  } else {
    count(job, [](Traffic& traffic) { ++traffic.from_cache; });
  }
  GitAnswer answer;
  answer.path = repository.folder();
  answer.found.assign(state->found.begin(), state->found.end());
  answer.missing = std::move(state->absent);
  return answer;
}

Result<std::unique_ptr<os::Lock>> GitQueue::lock(Job& job, const GitRepository& repository) {
  milliseconds waited{0};
  for (;;) {
    auto lock = repository.lock();
    if (lock || lock.error().code != Code::conflict) return lock;
    if (waited >= limits::kGitLockMost) {
      return Error{Code::transient, repository.folder().string() + ": another host has been at work on it for " +
                                        duration_text(static_cast<double>(waited.count()) / 1000)};
    }
    if (!job.control.wait(limits::kGitLockRetry)) return Error{Code::cancelled, "the request was cancelled"};
    waited += limits::kGitLockRetry;
  }
}

void GitQueue::count(const Job& job, void (*change)(Traffic&)) {
  const std::lock_guard lock(mutex_);
  change(traffic_[job.request.collector]);
  change(by_upstream_[job.address.upstream->name]);
}

void GitQueue::tell(const Job& job, Event::Kind kind, std::string text, milliseconds until) {
  if (!options_.tell) return;
  Event event;
  event.kind = kind;
  event.collector = job.request.collector;
  event.text = std::move(text);
  event.level = LogLevel::warn;
  event.at = clock_.wall();
  event.until = event.at + until;
  options_.tell(std::move(event));
}

}  // namespace streamguard::net
