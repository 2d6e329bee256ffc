#include "view/dashboard.hpp"

#include <algorithm>
#include <chrono>

namespace streamguard::view {
namespace {

constexpr std::chrono::milliseconds kFrame{100};  ///< the least between two pictures
constexpr std::chrono::milliseconds kFirst{300};  ///< a run that is over before it is not worth a screen

}  // namespace

std::unique_ptr<Dashboard> Dashboard::open(const Plan& plan, Options options, Controls controls) {
  auto terminal = os::Terminal::open({screen_enter(), screen_leave()});
  if (!terminal) return nullptr;
  return std::make_unique<Dashboard>(plan, std::move(options), std::move(controls), std::move(terminal),
                                     os::real_clock());
}

Dashboard::Dashboard(const Plan& plan, Options options, Controls controls, std::unique_ptr<os::Terminal> terminal,
                     const os::Clock& clock)
    : options_(std::move(options)),
      controls_(std::move(controls)),
      clock_(clock),
      terminal_(std::move(terminal)),
      state_(plan, options_.debug) {
  thread_ = std::thread([this] { live(); });
}

void Dashboard::on(const Event& event) {
  const std::lock_guard lock(mutex_);
  state_.on(event);
}

RunState Dashboard::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

void Dashboard::close() {
  {
    const std::lock_guard lock(mutex_);
    if (closing_) return;
    closing_ = true;
  }
  terminal_->wake();
  thread_.join();
  terminal_.reset();
}

void Dashboard::live() {
  const os::SteadyTime first = clock_.now() + kFirst;
  os::SteadyTime next = first;
  bool begun = false;
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      if (closing_) return;
    }
    const os::SteadyTime now = clock_.now();
    if (!begun && now >= first) {
      terminal_->begin();
      begun = true;
    }
    if (now >= next) {
      draw();
      next = now + kFrame;
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - now);
    const os::Terminal::Input input = terminal_->wait(std::clamp(left, std::chrono::milliseconds(0), kFrame));
    if (input.redraw) screen_.forget();
    for (const Key key : reader_.take(input.bytes)) press(key);
  }
}

Look Dashboard::look() const {
  const os::TerminalSize size = terminal_->size();
  Look look;
  look.paper = {size.columns, options_.unicode, options_.color};
  look.rows = size.rows;
  look.keys = terminal_->has_keys();
  look.panel = panel_;
  look.scroll = scroll_;
  look.warnings_only = warnings_only_;
  look.page = options_.page;
  return look;
}

void Dashboard::draw() {
  std::vector<std::string> lines;
  {
    const std::lock_guard lock(mutex_);
    lines = frame(state_, clock_.wall(), look());
  }
  const std::string change = screen_.change_to(std::move(lines));
  if (!change.empty() && !terminal_->write(change)) screen_.forget();
}

void Dashboard::press(Key key) {
  const auto show = [this](Panel panel) {
    panel_ = panel_ == panel ? Panel::run : panel;
    scroll_ = 0;
  };
  const auto page = static_cast<std::ptrdiff_t>(std::max<std::size_t>(terminal_->size().rows, 8) - 6);
  switch (key) {
    case Key::stop:
      return controls_.stop();
    case Key::pause: {
      const RunState::Stage stage = state().stage();
      if (stage == RunState::Stage::collecting) controls_.pause(true);
      if (stage == RunState::Stage::paused) controls_.pause(false);
      return;
    }
    case Key::log:
      return show(Panel::log);
    case Key::help:
      return show(Panel::help);
    case Key::back:
      if (panel_ != Panel::run) show(panel_);
      return;
    case Key::warnings:
      if (panel_ != Panel::log) show(Panel::log);
      warnings_only_ = !warnings_only_;
      scroll_ = 0;
      return;
    case Key::up:
      return scroll(-1);
    case Key::down:
      return scroll(1);
    case Key::page_up:
      return scroll(-page);
    case Key::page_down:
      return scroll(page);
    case Key::home:
      return scroll(PTRDIFF_MIN / 2);
    case Key::end:
      return scroll(PTRDIFF_MAX / 2);
    case Key::redraw:
      return screen_.forget();
  }
}

/// Downwards. The panel of events counts from its end.
void Dashboard::scroll(std::ptrdiff_t lines) {
  if (panel_ == Panel::log) lines = -lines;
  const std::lock_guard lock(mutex_);
  const auto most = static_cast<std::ptrdiff_t>(scroll_most(state_, look()));
  scroll_ = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(scroll_) + lines, 0, most));
}

}  // namespace streamguard::view
