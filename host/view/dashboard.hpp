/// dashboard.hpp: a run on the user's terminal: frame.hpp's pictures, at most ten a second, and the keys. Events only
/// change a RunState, so that a slow terminal never holds up the run; a thread of its own draws and reads keys.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "core/event.hpp"
#include "core/plan.hpp"
#include "os/clock.hpp"
#include "os/terminal.hpp"
#include "view/frame.hpp"
#include "view/keys.hpp"
#include "view/run_state.hpp"
#include "view/screen.hpp"

namespace streamguard::view {

class Dashboard final : public View {
 public:
  /// What keys do. Called on the dashboard's thread.
  struct Controls {
    std::function<void()> stop;
    std::function<void(bool)> pause;
  };
  struct Options {
    bool unicode = true;
    bool color = true;
    bool debug = false;  ///< also debug lines of plugins
    std::string page;    ///< where the run is shown live too; empty: nowhere
  };

  /// nullptr where there is no terminal to draw on (os/terminal.hpp): then plain lines are the way.
  static std::unique_ptr<Dashboard> open(const Plan& plan, Options options, Controls controls);
  Dashboard(const Plan& plan, Options options, Controls controls, std::unique_ptr<os::Terminal> terminal,
            const os::Clock& clock);
  Dashboard(const Dashboard&) = delete;
  Dashboard& operator=(const Dashboard&) = delete;
  ~Dashboard() override { close(); }

  void on(const Event& event) override;
  /// The terminal is as it was from here on. Idempotent.
  void close();
  /// As it stands now.
  RunState state() const;

 private:
  void live();
  void draw();
  void press(Key key);
  void scroll(std::ptrdiff_t lines);
  Look look() const;

  const Options options_;
  const Controls controls_;
  const os::Clock& clock_;
  std::unique_ptr<os::Terminal> terminal_;

  mutable std::mutex mutex_;
  RunState state_;
  bool closing_ = false;

  // Of the thread alone.
  Screen screen_;
  KeyReader reader_;
  Panel panel_ = Panel::run;
  std::size_t scroll_ = 0;
  bool warnings_only_ = false;
  std::thread thread_;
};

}  // namespace streamguard::view
