// streamguard: the host. Each verb is a file of this folder.
#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/command_words.hpp"
#include "cli/verbs.hpp"
#include "core/text.hpp"
#include "os/process.hpp"
#include "os/program.hpp"

namespace {

using namespace streamguard;

constexpr std::size_t kMessage = 2000;

void add_verbs(CLI::App& app, std::function<int()>& chosen) {
  cli::add_run(app, chosen);
  cli::add_plan(app, chosen);
  cli::add_validate(app, chosen);
  cli::add_status(app, chosen);
  cli::add_report(app, chosen);
  cli::add_show(app, chosen);
  cli::add_doctor(app, chosen);
  cli::add_plugins(app, chosen);
  cli::add_completions(app, chosen);
  cli::add_version(app, chosen);
}

/// What is wrong with the words that were typed, what was probably meant, and where there is more.
int wrong_words(const CLI::App& app, const CLI::ParseError& error, const std::vector<std::string>& arguments) {
  if (arguments.empty()) {
    std::cerr << app.help();
    return cli::kUsage;
  }
  std::string verb;
  for (const CLI::App* one = &app; !one->get_subcommands().empty();) {
    one = one->get_subcommands().front();
    verb += " " + one->get_name();
  }
  const std::string meant = cli::suggestion(cli::words_of(app), arguments);
  std::cerr << "streamguard" << verb << ": " << (meant.empty() ? plain(error.what(), kMessage) : meant)
            << "\nTry 'streamguard" << verb << " --help'.\n";
  return cli::kUsage;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> arguments = os::begin_program(argc, argv);
  os::forbid_core_files();
  CLI::App app(
      "StreamGuard collects vulnerability data from many sources into a dataset that can be trusted.\n"
      "\n"
      "  streamguard run quickstart        a first run, offline, in seconds\n"
      "  streamguard run my.yaml           a run of your own\n"
      "  streamguard VERB --help           more on one verb",
      "streamguard");
  app.require_subcommand(1);
  app.allow_windows_style_options(false);  // "/data" is a path, on Windows too
  app.set_version_flag("--version", cli::version());
  std::function<int()> chosen;
  add_verbs(app, chosen);
  try {
    // As the parser wants them: the last first, and without the program's name.
    std::vector<std::string> words(arguments.rbegin(), std::prev(arguments.rend(), arguments.empty() ? 0 : 1));
    app.parse(std::move(words));
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    return wrong_words(app, error, {arguments.begin() + (arguments.empty() ? 0 : 1), arguments.end()});
  }
  try {
    return chosen();
  } catch (const std::exception& error) {
    std::cerr << "streamguard: internal error: " << error.what()
              << "\nWhat was committed is safe; please report this.\n";
    return cli::kInternal;
  }
}
