/// frame.hpp: one picture of a run: a pure function of its state, the time and the size of the screen. Adapts to any
/// size; never a line over the width, never more lines than rows. Foreign text stands last on its line, so that no
/// script that runs from right to left can move what stands beside it.
#pragma once

#include <string>
#include <vector>

#include "view/line.hpp"
#include "view/run_state.hpp"

namespace streamguard::view {

enum class Panel { run, log, help };

struct Look {
  Paper paper;
  std::size_t rows = 24;
  bool keys = true;  ///< whether somebody can press them
  Panel panel = Panel::run;
  std::size_t scroll = 0;      ///< log: lines back from the newest; run: collectors gone past
  bool warnings_only = false;  ///< log
  std::string page;            ///< where the run is shown live too; empty: nowhere
};

std::vector<std::string> frame(const RunState& state, Time now, const Look& look);

/// The largest scroll that shows something else than a smaller one.
std::size_t scroll_most(const RunState& state, const Look& look);

}  // namespace streamguard::view
