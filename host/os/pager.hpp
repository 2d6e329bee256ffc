/// pager.hpp: the program that shows long output page by page. While a Pager lives, standard output goes to it; its end
/// waits until the user has left it. Made before anything was printed.
#pragma once

#include <memory>
#include <string>

namespace streamguard::os {

/// Whether standard output is a terminal.
bool output_is_terminal() noexcept;

/// Whether that terminal shows colours and can be steered: one it is, and neither TERM nor NO_COLOR speaks against it.
bool output_takes_colour();

/// What the user wants to page with: STREAMGUARD_PAGER, PAGER, else less or more. Empty: nothing.
std::string usual_pager();

class Pager {
 public:
  virtual ~Pager() = default;
  /// Null where it cannot be started: then output goes where it went. `command` is for the shell, as PAGER is.
  static std::unique_ptr<Pager> start(const std::string& command);
};

}  // namespace streamguard::os
