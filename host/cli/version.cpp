#include <streamguard/plugin.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/verbs.hpp"
#include "ipc/message.hpp"

namespace streamguard::cli {

std::string version() { return STREAMGUARD_VERSION; }

void add_version(CLI::App& app, std::function<int()>& chosen) {
  CLI::App* verb = app.add_subcommand("version", "What this is, and what it speaks");
  verb->callback([&chosen] {
    chosen = [] {
      std::cout << "streamguard " << version() << "\nplugin contract " << SG_ABI_MAJOR << '.' << SG_ABI_MINOR
                << "\nworker protocol " << ipc::kProtocol << "\nsample schema 1.0.0\n";
      return kOk;
    };
  });
}

}  // namespace streamguard::cli
