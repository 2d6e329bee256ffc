// streamguard completions: the shells' scripts. And the verbs that nobody types: `words`, which those scripts ask for
// what is installed, and `manual`, by which the build makes the pages.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>

#include "cli/command_words.hpp"
#include "cli/verbs.hpp"
#include "cli/words.hpp"
#include "core/text.hpp"
#include "manifest/manifest.hpp"
#include "os/file.hpp"

namespace streamguard::cli {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kShells{"bash", "zsh", "fish"};

std::vector<std::string> manifests() {
  std::vector<std::string> out;
  for (const fs::path& folder : manifest::real_surroundings().manifest_folders) {
    std::error_code failed;
    for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
      if (at->path().extension() == ".yaml" || at->path().extension() == ".yml")
        out.push_back(at->path().stem().string());
    }
  }
  return out;
}

std::vector<std::string> installed(const std::string& kind) {
  std::vector<std::string> out;
  std::vector<manifest::Fault> ignored;
  for (const PluginInfo& plugin : manifest::find_plugins(manifest::real_surroundings().plugin_folders, ignored)) {
    if (kind == "plugins" || (kind == "collectors" ? plugin.collector : plugin.reporter)) out.push_back(plugin.id);
  }
  if (kind != "plugins") out.emplace_back("all");
  return out;
}

int words(const CLI::App& app, const std::string& kind) {
  std::vector<std::string> out;
  if (kind == "manifests") out = manifests();
  if (kind == "collectors" || kind == "formats" || kind == "plugins") out = installed(kind);
  if (kind == "shells") out = kShells;
  if (kind == "verbs") {
    for (const VerbWords& verb : words_of(app).verbs) out.push_back(verb.path.back());
  }
  std::sort(out.begin(), out.end());
  for (const std::string& word : out) std::cout << word << '\n';
  return delivered(kOk);
}

int completions(const CLI::App& app, const std::string& shell) {
  const VerbWords all = words_of(app);
  if (shell == "bash") {
    std::cout << bash_completion(all);
  } else if (shell == "zsh") {
    std::cout << zsh_completion(all);
  } else if (shell == "fish") {
    std::cout << fish_completion(all);
  } else {
    return usage("no completions for '" + plain(shell, 64) + "': " + hint(shell, kShells));
  }
  return delivered(kOk);
}

/// Writes every page into the folder, and the scripts where the shells look for them below it.
int manual(const CLI::App& app, const fs::path& share) {
  const VerbWords all = words_of(app);
  std::vector<std::pair<fs::path, std::string>> files{
      {share / "man/man1/streamguard.1", manual_page(all, all)},
      {share / "bash-completion/completions/streamguard", bash_completion(all)},
      {share / "zsh/site-functions/_streamguard", zsh_completion(all)},
      {share / "fish/vendor_completions.d/streamguard.fish", fish_completion(all)}};
  for (const VerbWords& verb : all.verbs) {
    files.emplace_back(share / "man/man1" / (manual_name(verb) + ".1"), manual_page(verb, all));
  }
  os::Disk& disk = os::real_disk();
  for (const auto& [path, text] : files) {
    if (Status made = disk.make_folders(path.parent_path()); !made) return fail(made.error());
    if (Status written = disk.replace(path, text); !written) return fail(written.error());
  }
  return kOk;
}

int help(CLI::App& app, const std::vector<std::string>& path) {
  CLI::App* at = &app;
  for (const std::string& word : path) {
    const auto below = at->get_subcommands([&](CLI::App* verb) { return verb->get_name() == word; });
    if (below.empty()) return usage(suggestion(words_of(app), path));
    at = below.front();
  }
  std::string name = "streamguard";
  for (const std::string& word : path) name += " " + word;
  std::cout << at->help(name);
  return delivered(kOk);
}

}  // namespace

void add_completions(CLI::App& app, std::function<int()>& chosen) {
  CLI::App* verb = app.add_subcommand("completions", "Print what lets a shell complete this program's words");
  const auto shell = std::make_shared<std::string>();
  verb->add_option("shell", *shell, "bash, zsh or fish")->type_name("SHELL")->required();
  verb->footer(
      "Examples:\n"
      "  source <(streamguard completions bash)\n"
      "  streamguard completions zsh > ~/.zfunc/_streamguard\n"
      "  streamguard completions fish > ~/.config/fish/completions/streamguard.fish");
  verb->callback([&app, &chosen, shell] { chosen = [&app, shell] { return completions(app, *shell); }; });

  CLI::App* helper = app.add_subcommand("help", "Show the help of a verb");
  const auto path = std::make_shared<std::vector<std::string>>();
  helper->add_option("verb", *path, "The verb")->type_name("VERB...");
  helper->callback([&app, &chosen, path] { chosen = [&app, path] { return help(app, *path); }; });

  CLI::App* asked = app.add_subcommand("words", "Print what is installed of a kind")->group("");
  const auto kind = std::make_shared<std::string>();
  asked->add_option("kind", *kind)->required();
  asked->callback([&app, &chosen, kind] { chosen = [&app, kind] { return words(app, *kind); }; });

  CLI::App* pages = app.add_subcommand("manual", "Write manual pages and completions below a folder")->group("");
  const auto share = std::make_shared<std::string>();
  pages->add_option("share", *share)->required();
  pages->callback([&app, &chosen, share] { chosen = [&app, share] { return manual(app, *share); }; });
}

}  // namespace streamguard::cli
