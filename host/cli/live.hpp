/// live.hpp: the places beside the screen where `run` shows itself: --metrics and --web. A view among the others; used
/// as they are.
#pragma once

#include <memory>
#include <ostream>
#include <string>

#include "cli/manifest_options.hpp"
#include "core/event.hpp"
#include "core/plan.hpp"
#include "core/result.hpp"

namespace streamguard::cli {

struct LiveOptions {
  std::string metrics;  ///< a path; empty: none
  std::string web;      ///< an address; only where `serve`
  bool serve = false;
  bool debug = false;
  /// A word after --web that is no address is the manifest, where `manifest` has none.
  void add_to(CLI::App& verb, ManifestOptions& manifest);
};

struct LivePlaces {
  std::unique_ptr<View> view;  ///< null where none is asked for
  std::string page;            ///< the live page's address, with its token; empty where there is none
};

/// Opens those that are asked for. Prints the page's address to `screen`, once.
Result<LivePlaces> open_live(const LiveOptions& options, const Plan& plan, std::ostream& screen);

}  // namespace streamguard::cli
