/// plain_view.hpp: a run as lines of text, for pipes, logs and terminals without abilities. Never a control code: what
/// came from plugins and upstreams is made harmless (core/text.hpp). Used on one thread.
///
///     [10:15:31] ⚡ OSV: osv 1.0.0 started, target 20,000
///     [10:15:36] … OSV: 12,000 of 20,000 samples (60.0%), 2,400/s, about 3.3s left
///     [10:15:40] ✓ OSV: target met: 20,000 samples in 8.1s (2,469/s)
#pragma once

#include <chrono>
#include <map>
#include <ostream>
#include <string>

#include "core/event.hpp"

namespace streamguard::view {

class PlainView final : public View {
 public:
  struct Options {
    bool unicode = true;  ///< otherwise ASCII only
    std::chrono::milliseconds interval{
        5000};           ///< between two progress lines of one collector; the first comes after a second
    bool debug = false;  ///< also debug lines of plugins
  };
  PlainView(std::ostream& out, Options options) : out_(out), options_(options) {}
  void on(const Event& event) override;

 private:
  struct Seen {
    std::chrono::system_clock::time_point started, shown;
    std::uint64_t committed = 0, done = 0;
  };
  void line(const Event& event, const char* symbol, const std::string& text);
  void progress(const Event& event);

  std::ostream& out_;
  const Options options_;
  std::map<std::string, Seen> seen_;
};

}  // namespace streamguard::view
