/// command_words.hpp: every verb, option and value of the command line, read off the parser's own definitions. Help,
/// completions, manual pages and hints come from here, so that none of them can say something else. Plain values.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace streamguard::cli {

/// What a value is, as far as a shell can complete it.
enum class Value { none, any, file, folder, manifest, collector, format, plugin, shell, verb, choice };

struct OptionWords {
  std::vector<std::string> names;  ///< "--limit", "-h"; of a positional its type
  std::string type, description, fallback, group;
  Value value = Value::none;
  std::vector<std::string> choices;
  bool many = false;  ///< takes several words at once
  bool required = false;
};

struct VerbWords {
  std::vector<std::string> path;  ///< {"plugins", "list"}; empty: the program
  std::string description, notes, examples;
  std::vector<OptionWords> options, positionals;
  std::vector<VerbWords> verbs;  ///< below it, without hidden ones

  std::string joined(const char* between) const;
};

VerbWords words_of(const CLI::App& app);

/// The verbs of the tree that do something, in order: "run", …, "plugins list".
std::vector<const VerbWords*> leaves_of(const VerbWords& words);

/// What was probably meant by a word of the command line that is not known, as a line for people, or nothing.
std::string suggestion(const VerbWords& words, const std::vector<std::string>& arguments);

/// Completion scripts. They ask the program for what is installed (`streamguard words KIND`).
std::string bash_completion(const VerbWords& words);
std::string zsh_completion(const VerbWords& words);
std::string fish_completion(const VerbWords& words);

/// A page of the manual in man(7) roff, for the program or one of its verbs.
std::string manual_page(const VerbWords& page, const VerbWords& all);
/// "streamguard", "streamguard-plugins-list": also the file's name before ".1".
std::string manual_name(const VerbWords& page);

}  // namespace streamguard::cli
