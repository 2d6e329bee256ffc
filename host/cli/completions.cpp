// Completion scripts for three shells, from the parser's own definitions.
#include <algorithm>

#include "cli/command_words.hpp"

namespace streamguard::cli {
namespace {

/// 'x' for a POSIX shell.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

/// For fish, which knows \' and \\ inside single quotes.
std::string fish_quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += (c == '\'' || c == '\\' ? "\\" : "") + std::string(1, c);
  return out + "'";
}

std::string listed(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

/// The word by which the program lists what is installed of this kind; empty: it is none of those.
std::string asked(Value value) {
  switch (value) {
    case Value::manifest:
      return "manifests";
    case Value::collector:
      return "collectors";
    case Value::format:
      return "formats";
    case Value::plugin:
      return "plugins";
    case Value::shell:
      return "shells";
    case Value::verb:
      return "verbs";
    default:
      return {};
  }
}

/// What the scripts' own function is told: "files", "folders", "words KIND", "these a b c".
std::string bash_value(const OptionWords& option) {
  if (option.value == Value::choice) return "these " + quoted(listed(option.choices));
  if (option.value == Value::file) return "files";
  if (option.value == Value::folder) return "folders";
  const std::string kind = asked(option.value);
  return kind.empty() ? "nothing" : "words " + kind;
}

std::string option_names(const VerbWords& verb) {
  std::string out;
  for (const OptionWords& option : verb.options) out += (out.empty() ? "" : " ") + listed(option.names);
  return out;
}

void bash_verb(const VerbWords& verb, std::string& out) {
  out += "    " + quoted(verb.joined(" ")) + ")\n      case $prev in\n";
  for (const OptionWords& option : verb.options) {
    if (option.value == Value::none) continue;
    std::string names;
    for (const std::string& name : option.names) names += (names.empty() ? "" : " | ") + name;
    out += "        " + names + ") _streamguard_value " + bash_value(option) + "; return ;;\n";
  }
  out += "      esac\n      options=" + quoted(option_names(verb)) +
         "\n      value=" + quoted(verb.positionals.empty() ? "nothing" : bash_value(verb.positionals.front())) +
         " ;;\n";
}

void bash_tree(const VerbWords& words, std::string& steps, std::string& cases) {
  if (words.verbs.empty()) return bash_verb(words, cases);
  std::string below;
  for (const VerbWords& verb : words.verbs) {
    below += (below.empty() ? "" : " ") + verb.path.back();
    steps +=
        "      " + quoted(words.joined(" ") + ":" + verb.path.back()) + ") verb=" + quoted(verb.joined(" ")) + " ;;\n";
  }
  cases += "    " + quoted(words.joined(" ")) + ")\n      options=" + quoted(option_names(words)) +
           "\n      value=" + quoted("these '" + below + "'") + " ;;\n";
  for (const VerbWords& verb : words.verbs) bash_tree(verb, steps, cases);
}

/// A description inside a zsh spec, where brackets and colons steer.
std::string zsh_text(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string zsh_action(const OptionWords& option) {
  if (option.value == Value::choice) return "(" + listed(option.choices) + ")";
  if (option.value == Value::file) return "_files";
  if (option.value == Value::folder) return "_files -/";
  const std::string kind = asked(option.value);
  if (kind.empty()) return " ";
  return option.value == Value::manifest ? "_streamguard_manifests" : " _streamguard_words " + kind;
}

std::string zsh_specs(const VerbWords& verb) {
  std::string out;
  const auto add = [&](const std::string& spec) { out += " \\\n        " + quoted(spec); };
  for (const OptionWords& option : verb.options) {
    for (const std::string& name : option.names) {
      std::string spec = "*" + name + "[" + zsh_text(option.description) + "]";
      if (option.value != Value::none) spec += ":" + zsh_text(option.type) + ":" + zsh_action(option);
      add(spec);
    }
  }
  for (const OptionWords& one : verb.positionals) {
    add((one.many ? "*:" : ":") + zsh_text(one.type) + ":" + zsh_action(one));
  }
  return out;
}

std::string zsh_list(const VerbWords& words) {
  std::string out;
  for (const VerbWords& verb : words.verbs) {
    out += " \\\n        " + quoted(zsh_text(verb.path.back()) + ":" + zsh_text(verb.description));
  }
  return out;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

std::string bash_completion(const VerbWords& words) {
  std::string steps, cases;
  bash_tree(words, steps, cases);
  return R"sh(# Completion of streamguard for bash, made by 'streamguard completions bash'.

_streamguard_value() {
  local line
  COMPREPLY=()
  case $1 in
    files | folders)
      compopt -o filenames 2>/dev/null
      while IFS= read -r line; do COMPREPLY+=("$line"); done \
        < <(if [[ $1 == files ]]; then compgen -f -- "$cur"; else compgen -d -- "$cur"; fi) ;;
    words)
      while IFS= read -r line; do COMPREPLY+=("$line"); done \
        < <(compgen -W "$("$program" words "$2" 2>/dev/null)" -- "$cur")
      # A manifest is a file or a name.
      if [[ $2 == manifests ]]; then
        compopt -o filenames 2>/dev/null
        while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$cur")
      fi ;;
    these)
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -W "$2" -- "$cur") ;;
  esac
}

_streamguard() {
  local program=$1 cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} verb='' options='' value='' i
  # readline takes --option=value apart.
  if [[ $prev == '=' ]]; then prev=${COMP_WORDS[COMP_CWORD - 2]}; fi
  if [[ $cur == '=' ]]; then cur=''; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$verb:${COMP_WORDS[i]}" in
)sh" + steps +
         R"sh(    esac
  done
  case $verb in
)sh" + cases +
         R"sh(  esac
  if [[ $cur == -* ]]; then
    _streamguard_value these "$options"
  else
    eval "_streamguard_value $value"
  fi
}

complete -F _streamguard streamguard
)sh";
}

std::string zsh_completion(const VerbWords& words) {
  std::string cases;
  for (const VerbWords& verb : words.verbs) {
    cases += "    " + verb.path.back() + ")\n";
    if (verb.verbs.empty()) {
      cases += "      _arguments" + zsh_specs(verb) + " ;;\n";
      continue;
    }
    cases += "      if ((CURRENT == 2)); then\n        list=(" + zsh_list(verb) +
             ")\n        _describe verb list\n      else\n" + "        case $words[2] in\n";
    for (const VerbWords& below : verb.verbs) {
      cases +=
          "          " + below.path.back() + ") shift words; ((CURRENT--)); _arguments" + zsh_specs(below) + " ;;\n";
    }
    cases += "        esac\n      fi ;;\n";
  }
  return R"sh(#compdef streamguard
# Completion of streamguard for zsh, made by 'streamguard completions zsh'.

_streamguard_words() {
  local -a found
  found=(${(f)"$($_streamguard_program words $1 2>/dev/null)"})
  compadd -a found
}

# A manifest is a file or a name.
_streamguard_manifests() {
  _streamguard_words manifests
  _files
}

_streamguard() {
  local _streamguard_program=$words[1]
  local -a list
  if ((CURRENT == 2)); then
    list=()sh" +
         zsh_list(words) + R"sh()
    if [[ $words[2] == -* ]]; then
      _arguments)sh" +
         zsh_specs(words) + R"sh(
    else
      _describe verb list
    fi
    return
  fi
  shift words
  ((CURRENT--))
  case $words[1] in
)sh" + cases +
         R"sh(  esac
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _streamguard "$@"
else
  compdef _streamguard streamguard
fi
)sh";
}

std::string fish_completion(const VerbWords& words) {
  std::string out =
      "# Completion of streamguard for fish, made by 'streamguard completions fish'.\n\n"
      "function __streamguard_words\n"
      "    set -l line (commandline -opc)\n"
      "    $line[1] words $argv[1] 2>/dev/null\n"
      "end\n\n"
      "complete -c streamguard -f\n";
  const auto verbs = [&](const VerbWords& above, const std::string& condition) {
    for (const VerbWords& verb : above.verbs) {
      out += "complete -c streamguard -n " + fish_quoted(condition) + " -a " + verb.path.back() + " -d " +
             fish_quoted(first_line(verb.description)) + "\n";
    }
  };
  const auto value = [&](const OptionWords& option) -> std::string {
    if (option.value == Value::choice) return " -x -a " + fish_quoted(listed(option.choices));
    if (option.value == Value::file) return " -r -F";
    if (option.value == Value::folder) return " -x -a '(__fish_complete_directories)'";
    const std::string kind = asked(option.value);
    if (option.value == Value::manifest) return " -r -F -a '(__streamguard_words manifests)'";
    return kind.empty() ? " -x" : " -x -a " + fish_quoted("(__streamguard_words " + kind + ")");
  };
  verbs(words, "__fish_use_subcommand");
  for (const VerbWords& verb : words.verbs) {
    const std::string seen = "__fish_seen_subcommand_from " + verb.path.back();
    if (verb.verbs.empty()) continue;
    std::string names;
    for (const VerbWords& below : verb.verbs) names += " " + below.path.back();
    verbs(verb, seen + "; and not __fish_seen_subcommand_from" + names);
  }
  for (const VerbWords* verb : leaves_of(words)) {
    std::string condition;
    for (const std::string& word : verb->path) {
      condition += (condition.empty() ? "" : "; and ") + ("__fish_seen_subcommand_from " + word);
    }
    const std::string head = "complete -c streamguard -n " + fish_quoted(condition);
    for (const OptionWords& option : verb->options) {
      out += head;
      for (const std::string& name : option.names) {
        out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      }
      if (option.value != Value::none) out += value(option);
      out += " -d " + fish_quoted(option.description) + "\n";
    }
    for (const OptionWords& one : verb->positionals) {
      std::string action = value(one);
      // A place, not an option's value: what may stand there besides options.
      if (const std::size_t at = action.find("-a "); at != std::string::npos)
        out += head + " " + action.substr(at) + "\n";
      if (one.value == Value::file || one.value == Value::manifest) out += head + " -F\n";
    }
  }
  return out;
}

}  // namespace streamguard::cli
