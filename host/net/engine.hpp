/// engine.hpp: the broker at work. Any thread leaves commands in an inbox; one thread takes them and moves every job
/// through its stages:
///
///   queued --> sending --> delivering --> ended
///     ^  \        |  |
///     |   \       |  +--> resting (a wait before it is asked again) --> queued
///     |    +<-----+ redirect, limit
///   following: the same answer is on its way for another job
///
/// A job is in exactly one stage; whatever ends it ends its sink, once. Only this thread touches jobs, lanes, cache,
/// tape and courier; the mutex guards inbox, counts and the event callback.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "net/broker.hpp"
#include "net/cache.hpp"
#include "net/courier.hpp"
#include "net/delivery.hpp"
#include "net/git_store.hpp"
#include "net/lane.hpp"
#include "net/retry.hpp"
#include "net/tape.hpp"

namespace streamguard::net {

class Engine final : public Broker {
 public:
  Engine(const Plan& plan, Options options);
  ~Engine() override;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  /// Everything that can fail; then the thread begins.
  Status start();

  Id fetch(Request request, std::shared_ptr<Sink> sink) override;
  void acknowledge(Id id, std::uint64_t bytes) override;
  void cancel(Id id) override;
  void distrust(const std::string& collector) override;
  Traffic traffic(const std::string& collector) const override;
  std::vector<UpstreamUse> upstreams() const override;
  void pause(bool on) override;
  GitStore* git() override { return git_.get(); }
  void on_event(std::function<void(Event)> call) override;

 private:
  enum class Stage { checking, queued, resting, sending, following, delivering };
  struct Job {
    Id id = 0;
    Request request;
    std::shared_ptr<Sink> sink;
    Stage stage = Stage::checking;
    Lane* lane = nullptr;  ///< where it is asked now: another than at first after a redirect
    std::string url;
    std::string key;                  ///< of the cache; empty: neither kept nor shared
    std::optional<CacheEntry> stale;  ///< asked about with its validators
    std::filesystem::path part;
    int attempt = 0, hops = 0;
    milliseconds waited{0};
    SteadyTime due{};
    std::vector<Id> followers;
    std::unique_ptr<Delivery> delivery;
  };
  struct Command {
    enum class Kind { fetch, acknowledge, cancel, distrust, look_again } kind;
    Id id;
    std::uint64_t bytes = 0;
    Request request;
    std::shared_ptr<Sink> sink;
  };

  // engine.cpp: the thread
  void post(Command command);
  void run();
  bool take_inbox();
  void obey(Command& command);
  void pump_deliveries();
  void wait_for_something(SteadyTime due);
  void end_all();

  // engine_ask.cpp: from a request to a transfer
  void admit(Job& job);
  Status check(Job& job);
  void place(Job& job);
  bool answer_from_cache(Job& job);
  void answer_from_mirror(Job& job);
  SteadyTime start_waiting();
  void send(Job& job);
  void cancel_job(Job& job);
  void note_waits(SteadyTime now, const std::map<std::string, std::pair<const Lane*, SteadyTime>>& held);

  // engine_answer.cpp: from a transfer to a sink
  void on_landing(Landing& landing);
  Answer read_marks(const Job& job, const Landing& landing) const;
  void ask_again(Job& job, const Landing& landing, const Decision& decision);
  void follow(Job& job, const Landing& landing);
  void accept(Job& job, Landing& landing);
  Result<Shot> shot_of(Job& job, Landing& landing);
  void refuse(Job& job, const Landing& landing, const Decision& decision);
  void conclude_all(Job& job, const Shot& shot, bool followers_again);
  void conclude(Job& job, Shot shot);
  void reject(Job& job, Error error);
  void finish(Job& job, Status outcome);
  Headers cleaned(const Headers& headers, const std::string& length) const;
  std::string scrubbed(std::string text) const;

  std::string label(const Job& job) const;
  bool paused() const;
  void publish();
  void count(const Job& job, const std::function<void(Traffic&)>& change);
  void tell(Event event);
  void tell_waiting(const std::string& collector, std::string text, SteadyTime until);
  void tell_log(const std::string& collector, std::string text);

  const Plan plan_;
  Options options_;
  const os::Clock& clock_;
  std::map<std::string, std::unique_ptr<Lane>> lanes_;
  AnswerCache cache_;
  std::unique_ptr<Tape> recording_, replay_;
  std::unique_ptr<Courier> courier_;  ///< made for the first transfer
  Jitter jitter_;
  std::unordered_map<Id, std::unique_ptr<Job>> jobs_;
  std::deque<Id> delivering_;                              ///< those whose window may have room
  std::map<std::string, std::size_t> held_;                ///< jobs by collector
  std::map<std::string, Id> leaders_;                      ///< by key: whose answer is on its way
  std::map<std::string, std::deque<std::string>> served_;  ///< by collector: keys of its last answers, newest last
  std::set<std::string> suspects_;                         ///< keys whose entries are not to be taken
  std::set<std::pair<SteadyTime, Id>> resting_;
  std::map<std::string, SteadyTime> limited_since_;                      ///< collectors that wait for a limit
  std::map<std::string, SteadyTime> held_since_;                         ///< upstreams whose limit is waited for
  std::map<std::pair<std::string, const Lane*>, SteadyTime> announced_;  ///< until when was told

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Command> inbox_;
  bool stopping_ = false;
  bool polling_ = false;  ///< the thread waits in the courier, not on changed_
  Id next_id_ = 1;
  bool paused_ = false;
  std::map<std::string, Traffic> traffic_;      ///< by collector
  std::map<std::string, Traffic> by_upstream_;  ///< by upstream
  std::vector<UpstreamUse> uses_;               ///< as the thread last saw its lanes
  std::function<void(Event)> on_event_;
  std::unique_ptr<GitStore> git_;
  std::thread thread_;
};

}  // namespace streamguard::net
