#include "cli/command_words.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>

#include "cli/words.hpp"
#include "core/text.hpp"
#include "manifest/faults.hpp"

namespace streamguard::cli {
namespace {

constexpr const char* kExamples = "Examples:\n";

Value value_of(const std::string& type) {
  static const std::map<std::string, Value> kKinds{
      {"FILE", Value::file},          {"FILE|-", Value::file},       {"DIR", Value::folder},
      {"FILE|NAME", Value::manifest}, {"NAME...", Value::collector}, {"COLLECTOR", Value::collector},
      {"FORMAT...", Value::format},   {"FORMAT", Value::format},     {"PLUGIN", Value::plugin},
      {"SHELL", Value::shell},        {"VERB...", Value::verb}};
  const auto found = kKinds.find(type);
  return found == kKinds.end() ? Value::any : found->second;
}

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> out;
  std::size_t begin = 0;
  for (std::size_t end = 0; end != std::string::npos; begin = end + 1) {
    end = text.find(at, begin);
    out.push_back(text.substr(begin, end == std::string::npos ? end : end - begin));
  }
  return out;
}

OptionWords option_words(const CLI::Option& option) {
  OptionWords out;
  for (const std::string& name : option.get_snames()) out.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) out.names.push_back("--" + name);
  out.description = option.get_description();
  out.fallback = option.get_default_str();
  out.group = option.get_group();
  out.required = option.get_required();
  if (option.get_items_expected_max() == 0) return out;
  // A validator's description follows the type: "TEXT:{a,b}".
  const std::string full = option.get_type_name();
  out.type = full.substr(0, full.find(':'));
  out.value = value_of(out.type);
  out.many = option.get_items_expected_max() > 1 && out.type.ends_with("...");
  const std::size_t open = full.find('{'), close = full.rfind('}');
  if (open != std::string::npos && close != std::string::npos && close > open) {
    out.choices = split(full.substr(open + 1, close - open - 1), ',');
  } else if (out.value == Value::any && full.find('|') != std::string::npos) {
    out.choices = split(full, '|');
  }
  if (!out.choices.empty()) {
    out.value = Value::choice;
    if (out.type == "TEXT") {
      out.type.clear();
      for (const std::string& choice : out.choices) out.type += (out.type.empty() ? "" : "|") + choice;
    }
  }
  if (option.get_positional()) {
    if (out.names.empty()) out.names.push_back(out.type);
  }
  return out;
}

VerbWords verb_words(const CLI::App& app, std::vector<std::string> path) {
  VerbWords out;
  out.path = std::move(path);
  out.description = app.get_description();
  const std::string footer = app.get_footer();
  const std::size_t at = footer.find(kExamples);
  out.notes = footer.substr(0, at);
  while (out.notes.ends_with('\n')) out.notes.pop_back();
  if (at != std::string::npos) out.examples = footer.substr(at + std::string(kExamples).size());
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group().empty()) continue;
    const bool positional = option->get_snames().empty() && option->get_lnames().empty();
    (positional ? out.positionals : out.options).push_back(option_words(*option));
  }
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (verb->get_group().empty()) continue;
    std::vector<std::string> below = out.path;
    below.push_back(verb->get_name());
    out.verbs.push_back(verb_words(*verb, std::move(below)));
  }
  return out;
}

void gather(const VerbWords& words, std::vector<const VerbWords*>& out) {
  if (words.verbs.empty()) out.push_back(&words);
  for (const VerbWords& verb : words.verbs) gather(verb, out);
}

}  // namespace

std::string VerbWords::joined(const char* between) const {
  std::string out;
  for (const std::string& word : path) out += (out.empty() ? "" : between) + word;
  return out;
}

VerbWords words_of(const CLI::App& app) { return verb_words(app, {}); }

std::vector<const VerbWords*> leaves_of(const VerbWords& words) {
  std::vector<const VerbWords*> out;
  gather(words, out);
  return out;
}

std::string suggestion(const VerbWords& words, const std::vector<std::string>& arguments) {
  const VerbWords* at = &words;
  for (const std::string& argument : arguments) {
    if (argument == "--") break;
    if (argument.starts_with("-")) {
      const std::string name = argument.substr(0, argument.find('='));
      std::vector<std::string> known;
      for (const OptionWords& option : at->options) known.insert(known.end(), option.names.begin(), option.names.end());
      if (std::find(known.begin(), known.end(), name) != known.end()) continue;
      const std::string near = manifest::nearest(name, known);
      const std::string whose = at->path.empty() ? "streamguard" : "'" + at->joined(" ") + "'";
      return "there is no option " + plain(name, 64) + " of " + whose +
             (near.empty() ? "" : ": did you mean " + near + "?");
    }
    if (at->verbs.empty()) continue;
    std::vector<std::string> known;
    for (const VerbWords& verb : at->verbs) known.push_back(verb.path.back());
    const auto next = std::find(known.begin(), known.end(), argument);
    if (next == known.end()) {
      return "there is no '" + (at->path.empty() ? "" : at->joined(" ") + " ") + plain(argument, 64) +
             "': " + hint(argument, known);
    }
    at = &at->verbs[static_cast<std::size_t>(next - known.begin())];
  }
  return {};
}

}  // namespace streamguard::cli
