#include "net/engine.hpp"

#include <algorithm>

#include "net/bounds.hpp"

namespace streamguard::net {

Engine::Engine(const Plan& plan, Options options)
    : plan_(plan),
      options_(std::move(options)),
      clock_(options_.clock != nullptr ? *options_.clock : os::real_clock()),
      cache_(plan_.cache),
      jitter_(options_.seed) {}

Engine::~Engine() {
  git_.reset();  // it tells events through us
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
    if (polling_) courier_->wake();
  }
  if (thread_.joinable()) thread_.join();
}

Status Engine::start() {
  if (!options_.record.empty() && !options_.replay.empty()) {
    return Error{Code::config, "--record and --replay exclude each other: a replay is a recording already"};
  }
  bool http = false;
  for (const auto& [name, upstream] : plan_.upstreams) {
    const Secret* secret = nullptr;
    if (upstream.auth) {
      const auto found = plan_.secrets.find(upstream.auth->secret);
      if (found != plan_.secrets.end() && !found->second.empty()) secret = &found->second;
    }
    auto lane = Lane::make(upstream, secret, plan_.cache.dir, clock_);
    if (!lane) return std::move(lane).error();
    http = http || !(*lane)->is_file();
    lanes_.emplace(name, std::move(*lane));
  }
  if (!options_.replay.empty()) {
    auto tape = Tape::replay(options_.replay);
    if (!tape) return std::move(tape).error();
    replay_ = std::move(*tape);
  } else if (http) {
    if (auto ready = cache_.prepare(); !ready) return ready;
  }
  if (!options_.record.empty()) {
    auto tape = Tape::record(options_.record);
    if (!tape) return std::move(tape).error();
    recording_ = std::move(*tape);
  }
  GitStore::Options git;
  git.clock = options_.clock;
  git.record = options_.record;
  git.replay = options_.replay;
  git.seed = options_.seed;
  git.tell = [this](Event event) { tell(std::move(event)); };
  auto store = GitStore::start(plan_, git);
  if (!store) return std::move(store).error();
  git_ = std::move(*store);
  thread_ = std::thread([this] { run(); });
  return {};
}

Broker::Id Engine::fetch(Request request, std::shared_ptr<Sink> sink) {
  Command command{Command::Kind::fetch, 0, 0, std::move(request), std::move(sink)};
  {
    const std::lock_guard lock(mutex_);
    command.id = next_id_++;
  }
  const Id id = command.id;
  post(std::move(command));
  return id;
}

void Engine::acknowledge(Id id, std::uint64_t bytes) { post({Command::Kind::acknowledge, id, bytes, {}, {}}); }

void Engine::cancel(Id id) { post({Command::Kind::cancel, id, 0, {}, {}}); }

void Engine::distrust(const std::string& collector) {
  Command command{Command::Kind::distrust, 0, 0, {}, {}};
  command.request.collector = collector;
  post(std::move(command));
}

void Engine::post(Command command) {
  const std::lock_guard lock(mutex_);
  inbox_.push_back(std::move(command));
  changed_.notify_one();
  if (polling_) courier_->wake();
}

Traffic Engine::traffic(const std::string& collector) const {
  Traffic sum = git_ ? git_->traffic(collector) : Traffic{};
  const std::lock_guard lock(mutex_);
  const auto found = traffic_.find(collector);
  if (found != traffic_.end()) sum += found->second;
  return sum;
}

std::vector<UpstreamUse> Engine::upstreams() const {
  std::vector<UpstreamUse> out = git_ ? git_->upstreams() : std::vector<UpstreamUse>{};
  const std::lock_guard lock(mutex_);
  for (UpstreamUse one : uses_) {
    // Counts are of this moment; the rest is as the thread last saw it.
    if (const auto counted = by_upstream_.find(one.name); counted != by_upstream_.end()) {
      take(one, counted->second);
    }
    const auto same = std::find_if(out.begin(), out.end(), [&](const auto& other) { return other.name == one.name; });
    if (same == out.end()) {
      out.push_back(one);
    } else {
      add(*same, one);
    }
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return out;
}

void Engine::pause(bool on) {
  if (git_) git_->pause(on);
  {
    const std::lock_guard lock(mutex_);
    paused_ = on;
  }
  post({Command::Kind::look_again, 0, 0, {}, {}});
}

void Engine::on_event(std::function<void(Event)> call) {
  const std::lock_guard lock(mutex_);
  on_event_ = std::move(call);
}

void Engine::run() {
  while (take_inbox()) {
    if (courier_) {
      for (Landing& landing : courier_->work()) on_landing(landing);
    }
    const SteadyTime now = clock_.now();
    while (!resting_.empty() && resting_.begin()->first <= now) {
      Job& job = *jobs_.at(resting_.begin()->second);
      resting_.erase(resting_.begin());
      job.stage = Stage::queued;
      job.lane->wait_first(job.request.collector, job.id);
    }
    SteadyTime due = paused() ? SteadyTime::max() : start_waiting();
    if (!resting_.empty()) due = std::min(due, resting_.begin()->first);
    pump_deliveries();
    publish();
    wait_for_something(due);
  }
  end_all();
}

bool Engine::take_inbox() {
  std::deque<Command> commands;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return false;
    commands.swap(inbox_);
  }
  for (Command& command : commands) obey(command);
  return true;
}

void Engine::obey(Command& command) {
  if (command.kind == Command::Kind::fetch) {
    auto made = std::make_unique<Job>();
    Job& job = *made;
    job.id = command.id;
    job.request = std::move(command.request);
    job.sink = std::move(command.sink);
    jobs_.emplace(job.id, std::move(made));
    ++held_[job.request.collector];
    admit(job);
    return;
  }
  if (command.kind == Command::Kind::distrust) {
    if (auto last = served_.extract(command.request.collector))
      suspects_.insert(last.mapped().begin(), last.mapped().end());
    return;
  }
  if (command.kind == Command::Kind::look_again) return;
  const auto found = jobs_.find(command.id);
  if (found == jobs_.end()) return;  // it ended meanwhile
  Job& job = *found->second;
  if (command.kind == Command::Kind::cancel) {
    cancel_job(job);
  } else if (job.delivery) {
    job.delivery->acknowledge(command.bytes);
    delivering_.push_back(job.id);
  }
}

void Engine::pump_deliveries() {
  std::deque<Id> round;
  round.swap(delivering_);
  for (const Id id : round) {
    const auto found = jobs_.find(id);
    if (found == jobs_.end()) continue;
    if (auto outcome = found->second->delivery->pump(); outcome) finish(*found->second, std::move(*outcome));
  }
}

void Engine::wait_for_something(SteadyTime due) {
  constexpr milliseconds kLongest = std::chrono::hours(1);
  std::unique_lock lock(mutex_);
  if (!inbox_.empty() || stopping_ || !delivering_.empty()) return;
  const auto left = [&] {
    const SteadyTime now = clock_.now();
    if (due <= now) return milliseconds(0);
    return due - now > kLongest ? kLongest : std::chrono::ceil<milliseconds>(due - now);
  };
  if (courier_ && !courier_->idle()) {
    polling_ = true;
    lock.unlock();
    courier_->wait(left());
    lock.lock();
    polling_ = false;
  } else if (due == SteadyTime::max()) {
    changed_.wait(lock, [this] { return stopping_ || !inbox_.empty(); });
  } else if (options_.on_idle) {
    lock.unlock();
    options_.on_idle(due);
  } else {
    changed_.wait_for(lock, left(), [this] { return stopping_ || !inbox_.empty(); });
  }
}

void Engine::end_all() {
  courier_.reset();  // transfers first, so that no callback follows an end
  const Error stopped{Code::cancelled, "the run is being stopped"};
  for (auto& [id, job] : jobs_) {
    std::error_code ignored;
    if (!job->part.empty()) std::filesystem::remove(job->part, ignored);
    job->sink->end(stopped);
  }
  jobs_.clear();
  // What was not read yet, and what sinks asked for while they were being ended.
  for (;;) {
    std::deque<Command> unread;
    {
      const std::lock_guard lock(mutex_);
      unread.swap(inbox_);
    }
    if (unread.empty()) return;
    for (Command& command : unread) {
      if (command.kind == Command::Kind::fetch) command.sink->end(stopped);
    }
  }
}

bool Engine::paused() const {
  const std::lock_guard lock(mutex_);
  return paused_;
}

/// Other threads see lanes only as they were at the end of the last round.
void Engine::publish() {
  const SteadyTime now = clock_.now();
  const os::WallTime wall = clock_.wall();
  const std::lock_guard lock(mutex_);
  uses_.clear();
  for (const auto& [name, lane] : lanes_) {
    uses_.push_back(lane->use(now, wall, by_upstream_[name]));
  }
}

std::string Engine::label(const Job& job) const {
  constexpr std::size_t kShown = 200;
  const std::string& path = job.request.path;
  return job.request.method + " " + job.request.upstream + (path.size() > kShown ? path.substr(0, kShown) + "…" : path);
}

void Engine::count(const Job& job, const std::function<void(Traffic&)>& change) {
  const std::lock_guard lock(mutex_);
  change(traffic_[job.request.collector]);
  if (job.lane != nullptr) change(by_upstream_[job.lane->upstream().name]);
}

void Engine::tell(Event event) {
  std::function<void(Event)> call;
  {
    const std::lock_guard lock(mutex_);
    call = on_event_;
  }
  event.at = clock_.wall();
  if (call) call(std::move(event));
}

void Engine::tell_waiting(const std::string& collector, std::string text, SteadyTime until) {
  const auto left = until - clock_.now();
  if (left <= limits::kAnnounceWait) return;
  Event event;
  event.kind = Event::Kind::waiting;
  event.collector = collector;
  event.text = std::move(text);
  event.until = clock_.wall() + std::chrono::duration_cast<os::WallTime::duration>(left);
  tell(std::move(event));
}

void Engine::tell_log(const std::string& collector, std::string text) {
  Event event;
  event.kind = Event::Kind::log;
  event.level = LogLevel::warn;
  event.collector = collector;
  event.text = std::move(text);
  tell(std::move(event));
}

}  // namespace streamguard::net
