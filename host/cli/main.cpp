// streamguard: the host. Each verb is a file of this folder.
#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/verbs.hpp"
#include "os/process.hpp"

int main(int argc, char** argv) {
  using namespace streamguard;
  os::forbid_core_files();
  CLI::App app(
      "StreamGuard collects vulnerability data from many sources into a dataset that can be trusted.\n"
      "\n"
      "  streamguard run quickstart        a first run, offline, in seconds\n"
      "  streamguard run my.yaml           a run of your own\n"
      "  streamguard VERB --help           more on one verb",
      "streamguard");
  app.require_subcommand(1);
  app.set_version_flag("--version", cli::version());
  std::function<int()> chosen;
  cli::add_run(app, chosen);
  cli::add_plan(app, chosen);
  cli::add_validate(app, chosen);
  cli::add_plugins(app, chosen);
  cli::add_version(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? cli::kOk : cli::kUsage;
  }
  try {
    return chosen();
  } catch (const std::exception& error) {
    std::cerr << "streamguard: internal error: " << error.what()
              << "\nWhat was committed is safe; please report this.\n";
    return cli::kInternal;
  }
}
