/// keeping.hpp: what a run leaves in its output folder for those who look at it later or from another terminal:
/// .streamguard/plan.json when it starts, .streamguard/state.json a few times a minute and when it ends. Both are
/// replaced whole; store/FORMAT.md has the fields. Neither holds a secret.
///
/// A View, so that it hears of everything; on the supervisor's thread like all views, but for begin() and end(), before
/// and after the run. A disk that refuses does not end the run: the store will say the same more clearly.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <string>

#include "core/event.hpp"
#include "core/plan.hpp"
#include "net/broker.hpp"
#include "os/clock.hpp"
#include "os/file.hpp"
#include "supervisor/supervisor.hpp"
#include "supervisor/timeline.hpp"

namespace streamguard::cli {

class Keeping final : public View {
 public:
  /// How old a state may become, and how soon news is told.
  static constexpr std::chrono::seconds kEvery{10}, kNews{1};
  /// Samples of a collector's count that are kept to tell its rate: about a minute.
  static constexpr std::size_t kRecent = 6;

  /// All must live as long as this.
  Keeping(const Plan& plan, const net::Broker& broker, const os::Clock& clock, os::Disk& disk)
      : plan_(plan), broker_(broker), clock_(clock), disk_(disk) {}

  Status begin();
  void on(const Event& event) override;
  /// The last state. What is told after it, of reports, changes it no more.
  Status end(const supervisor::RunResult& result);

 private:
  struct Seen {
    Phase phase = Phase::pending;
    Tally tally;
    os::WallTime started{}, ended{};
    std::string waiting_for, why;
    os::WallTime until{};
    std::deque<std::pair<os::WallTime, std::uint64_t>> recent;
    supervisor::Timeline timeline;
  };
  supervisor::RunResult snapshot(os::WallTime now) const;
  Status write(const supervisor::RunResult& result, bool over);
  void sample(os::WallTime now);

  const Plan& plan_;
  const net::Broker& broker_;
  const os::Clock& clock_;
  os::Disk& disk_;
  os::WallTime started_{};
  os::SteadyTime began_{}, written_{};
  bool news_ = false, over_ = false;
  std::map<std::string, Seen> seen_;
};

}  // namespace streamguard::cli
