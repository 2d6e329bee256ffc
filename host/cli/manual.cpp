// Pages of the manual: what the parser knows, and what only people can say, in man(7) roff.
#include <map>

#include "cli/command_words.hpp"
#include "cli/verbs.hpp"

namespace streamguard::cli {
namespace {

constexpr const char* kDate = "2026-11-22";  ///< of the manual's words; raise it with them

/// Text of a line: what roff would take for its own is escaped.
std::string text(const std::string& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const char c = words[i];
    const bool begins = out.empty() || out.back() == '\n';
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else if (begins && (c == '.' || c == '\'')) {
      out += std::string("\\&") + c;
    } else if (words.compare(i, 3, "…") == 0) {
      out += "...";
      i += 2;
    } else {
      out += c;
    }
  }
  return out;
}

std::string bold(const std::string& words) { return "\\fB" + text(words) + "\\fR"; }
std::string italic(const std::string& words) { return "\\fI" + text(words) + "\\fR"; }

/// Paragraphs that are divided by empty lines.
std::string paragraphs(const std::string& words) {
  std::string out;
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t end = std::min(words.find("\n\n", at), words.size());
    out += (at == 0 ? "" : ".PP\n") + text(words.substr(at, end - at)) + "\n";
    at = end + 2;
  }
  return out;
}

std::string literal(std::string words) {
  while (words.ends_with('\n')) words.pop_back();
  std::string out = ".nf\n";
  for (std::size_t at = 0; at <= words.size();) {
    const std::size_t end = std::min(words.find('\n', at), words.size());
    out += text(words.substr(at, end - at)) + "\n";
    at = end + 1;
  }
  return out + ".fi\n";
}

/// What a verb's options do not tell.
const std::string& prose(const std::string& verb) {
  static const std::map<std::string, std::string> kProse{
      {"",
       "StreamGuard runs plugins that collect vulnerability data (advisories, exploits, code before and after a fix), "
       "each in a locked-in process of its own, and writes what they bring as JSON Lines, exactly once, with a ledger "
       "of what is committed."},
      {"run",
       "Without a manifest the full default set is collected into data/raw. A run that was stopped, killed or cut off "
       "goes on where it was when the same command is given again; what is committed is not collected twice.\n\n"
       "The first Ctrl-C or SIGTERM lets the collectors finish what they have, commits it and ends; the second ends at "
       "once. Both leave a folder that can be resumed."},
      {"plan", "Each collector is opened, not run: nothing is fetched. The numbers are estimates for an empty cache."},
      {"validate", "All faults are told at once, each with its place and its cure."},
      {"status",
       "Reads what the run writes into its output folder; it needs neither the manifest nor the run's terminal, locks "
       "nothing, and may be used by other users who can read the folder."},
      {"report",
       "Reporters run locked in, as they do in a run, and read committed samples only; the report of a run in progress "
       "is one of what is committed at that moment. A file takes its final name only when it is complete."},
      {"show",
       "Samples with both sides are shown as a diff, others with their text or description. What the samples hold is "
       "foreign: nothing in it reaches the terminal as a control code. On a terminal long output is paged."},
      {"doctor",
       "Nothing is collected and nothing is changed. Each upstream of the manifest is asked once, by the same way as "
       "in "
       "a run, within its limits. The values of tokens are never shown."},
      {"plugins", "Plugins are found by the manifests beside their libraries; none of their code is run."},
      {"completions",
       "The scripts are made from the program's own definitions, and ask it for the names of what is installed."},
  };
  static const std::string kNone;
  const auto found = kProse.find(verb);
  return found == kProse.end() ? kNone : found->second;
}

std::string option_text(const OptionWords& option) {
  std::string out = ".TP\n";
  bool first = true;
  for (const std::string& name : option.names) {
    out += (first ? "" : ", ") + bold(name);
    first = false;
  }
  if (option.value != Value::none && option.names.front() != option.type) out += " " + italic(option.type);
  out += "\n" + text(option.description);
  if (!out.ends_with('.')) out += ".";
  if (!option.fallback.empty() && option.value != Value::none) out += " Default: " + text(option.fallback) + ".";
  return out + "\n";
}

std::string synopsis(const VerbWords& page) {
  std::string out = bold("streamguard" + (page.path.empty() ? "" : " " + page.joined(" ")));
  if (!page.verbs.empty()) out += " " + italic("VERB") + " ...";
  for (const OptionWords& one : page.positionals) {
    out += one.required ? " " + italic(one.type) : " [" + italic(one.type) + "]";
  }
  if (page.verbs.empty()) out += " [" + italic("OPTIONS") + "]";
  return out + "\n";
}

std::string exit_codes(const std::string& verb) {
  static const std::vector<std::pair<std::string, std::string>> kAll{
      {"0", "Every collector met its target or exhausted its source; what was asked for was done."},
      {"3", "Some collectors did not, a report could not be written, or the doctor found something wrong."},
      {"2", "Wrong usage or manifest; nothing was run."},
      {"1", "An internal error."},
      {"130", "Interrupted."}};
  std::string out;
  const bool few =
      verb == "version" || verb == "completions" || verb == "status" || verb == "show" || verb == "validate";
  for (const auto& [code, meaning] : kAll) {
    if (few && (code == "3" || code == "130")) continue;
    out += ".TP\n" + bold(code) + "\n" + text(few && code == "0" ? "What was asked for was done." : meaning) + "\n";
  }
  return out;
}

std::string see_also(const VerbWords& page, const VerbWords& all) {
  std::vector<const VerbWords*> others;
  if (!page.path.empty()) others.push_back(&all);
  for (const VerbWords& verb : all.verbs) {
    if (verb.path != page.path) others.push_back(&verb);
  }
  std::string out;
  for (const VerbWords* other : others) {
    out += ".BR " + text(manual_name(*other)) + " (1)" + (other == others.back() ? "" : " ,") + "\n";
  }
  return out;
}

constexpr const char* kEnvironment = R"(.TP
\fBGITHUB_TOKEN\fR, \fBNVD_API_KEY\fR
Tokens of the upstreams that the default manifest names; a manifest may name others. They are also read from \fI.env\fR
beside the manifest, and never stored, printed or given to a plugin.
.TP
\fBhttp_proxy\fR, \fBhttps_proxy\fR, \fBno_proxy\fR
As other programs take them.
.TP
\fBNO_COLOR\fR
No colours, whatever its value.
.TP
\fBSTREAMGUARD_PAGER\fR, \fBPAGER\fR
What \fBstreamguard show\fR pages with; \fBcat\fR or nothing: it does not.
)";

constexpr const char* kFiles = R"(.TP
\fIDIR/COLLECTOR/part\-*.jsonl\fR
The data, one JSON object a line.
.TP
\fIDIR/collection_report.*\fR, \fIDIR/collection_results.json\fR
Reports and numbers of the run.
.TP
\fIDIR/.streamguard/\fR
The ledgers of what is committed, the plan and state of the run, and its log.
)";

}  // namespace

std::string manual_name(const VerbWords& page) {
  return "streamguard" + (page.path.empty() ? "" : "-" + page.joined("-"));
}

std::string manual_page(const VerbWords& page, const VerbWords& all) {
  const std::string verb = page.joined(" ");
  std::string name = manual_name(page);
  std::string upper = name;
  for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  std::string about = page.path.empty() ? "collect vulnerability data into a dataset" : page.description;
  if (!about.empty() && about.front() >= 'A' && about.front() <= 'Z')
    about.front() = static_cast<char>(about.front() - 'A' + 'a');
  std::string out = ".TH " + text(upper) + " 1 " + kDate + " \"StreamGuard " + version() + "\" \"User Commands\"\n";
  out += ".SH NAME\n" + text(name) + " \\- " + text(about) + "\n.SH SYNOPSIS\n" + synopsis(page);
  out += ".SH DESCRIPTION\n";
  if (!page.path.empty()) out += text(page.description) + ".\n";
  if (!prose(verb).empty()) out += (page.path.empty() ? "" : ".PP\n") + paragraphs(prose(verb));
  if (!page.notes.empty()) out += ".PP\n" + paragraphs(page.notes);
  if (!page.verbs.empty()) {
    out += ".SH VERBS\n";
    for (const VerbWords* below : leaves_of(page)) {
      out += ".TP\n" + bold("streamguard " + below->joined(" ")) + "\n" + text(below->description) + ".\n";
    }
  }
  for (const VerbWords& below : page.path.empty() ? std::vector<VerbWords>() : page.verbs) {
    out += ".SS " + text(below.joined(" ")) + "\n";
    for (const OptionWords& option : below.positionals) out += option_text(option);
    for (const OptionWords& option : below.options) out += option_text(option);
  }
  if (page.verbs.empty()) {
    out += ".SH OPTIONS\n";
    for (const OptionWords& option : page.positionals) out += option_text(option);
    for (const OptionWords& option : page.options) out += option_text(option);
  }
  if (!page.examples.empty()) out += ".SH EXAMPLES\n" + literal(page.examples);
  out += ".SH EXIT STATUS\n" + exit_codes(verb);
  if (page.path.empty()) out += ".SH ENVIRONMENT\n" + std::string(kEnvironment) + ".SH FILES\n" + kFiles;
  return out + ".SH SEE ALSO\n" + see_also(page, all);
}

}  // namespace streamguard::cli
