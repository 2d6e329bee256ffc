// streamguard show: samples of an output folder, for people as diffs, for programs as they are.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <random>
#include <set>

#include "cli/folder_option.hpp"
#include "cli/kept.hpp"
#include "cli/sample_text.hpp"
#include "cli/verbs.hpp"
#include "cli/words.hpp"
#include "core/text.hpp"
#include "os/pager.hpp"
#include "store/glance.hpp"

namespace streamguard::cli {
namespace {

using Words = std::vector<std::string>;

struct ShowOptions {
  FolderOption folder;
  Words sources, languages, cwes, tiers, severities, kinds, ids, repositories;
  std::uint64_t limit = 5, offset = 0;
  std::string seed, colour = "auto";
  bool with_code = false, json = false, whole = false, no_pager = false, count = false;
};

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

/// Which samples are wanted: of each kind of filter one word must fit; a filter without words fits all.
class Filter {
 public:
  explicit Filter(const ShowOptions& options)
      : sources_(lower(options.sources)),
        languages_(lower(options.languages)),
        cwes_(lower(options.cwes)),
        tiers_(lower(options.tiers)),
        severities_(lower(options.severities)),
        kinds_(lower(options.kinds)),
        ids_(lower(options.ids)),
        repositories_(lower(options.repositories)),
        with_code_(options.with_code) {
    for (std::string& cwe : cwes_) {
      if (!cwe.starts_with("cwe-")) cwe = "cwe-" + cwe;
    }
  }

  bool everything() const { return !with_code_ && words() == 0; }
  /// `collector`: the manifest's name of whose part it is in, which counts as a source too.
  bool fits(const store::Glance& sample, const std::string& collector) const {
    return (!with_code_ || sample.has_code) && (one_of(sources_, sample.source) || one_of(sources_, collector)) &&
           one_of(kinds_, sample.kind) && one_of(languages_, sample.language) && one_of(tiers_, sample.tier) &&
           one_of(severities_, sample.severity) && any_of(cwes_, sample.cwes) && fits_id(sample) &&
           fits_repository(sample);
  }

 private:
  static Words lower(const Words& words) {
    Words out;
    for (const std::string& word : words) out.push_back(lowered(word));
    return out;
  }
  std::size_t words() const {
    return sources_.size() + languages_.size() + cwes_.size() + tiers_.size() + severities_.size() + kinds_.size() +
           ids_.size() + repositories_.size();
  }
  static bool one_of(const Words& words, std::string_view value) {
    return words.empty() || (!value.empty() && std::find(words.begin(), words.end(), lowered(value)) != words.end());
  }
  static bool any_of(const Words& words, const std::vector<std::string_view>& values) {
    return words.empty() ||
           std::any_of(values.begin(), values.end(), [&](std::string_view value) { return one_of(words, value); });
  }
  bool fits_id(const store::Glance& sample) const {
    if (ids_.empty() || any_of(ids_, sample.ids)) return true;
    return std::any_of(ids_.begin(), ids_.end(),
                       [&](const std::string& id) { return !id.empty() && sample.sample_id.starts_with(id); });
  }
  bool fits_repository(const store::Glance& sample) const {
    if (repositories_.empty()) return true;
    const std::string repository = lowered(sample.repository);
    return std::any_of(repositories_.begin(), repositories_.end(), [&](const std::string& part) {
      return !repository.empty() && repository.find(part) != std::string::npos;
    });
  }

  Words sources_, languages_, cwes_, tiers_, severities_, kinds_, ids_, repositories_;
  bool with_code_;
};

/// Takes the samples that fit, in their order, and says when there are enough.
class Choice {
 public:
  virtual ~Choice() = default;
  virtual bool take(std::string_view record) = 0;  ///< false: enough
  virtual void finish() {}
};

using Print = std::function<bool(std::string_view)>;

class InOrder final : public Choice {
 public:
  InOrder(std::uint64_t offset, std::uint64_t limit, Print print)
      : offset_(offset), limit_(limit), print_(std::move(print)) {}
  bool take(std::string_view record) override {
    if (offset_ > 0) return --offset_, true;
    if (!print_(record)) return false;
    return ++printed_ < limit_ || limit_ == 0;
  }

 private:
  std::uint64_t offset_, printed_ = 0;
  const std::uint64_t limit_;
  const Print print_;
};

/// A fair choice of `limit` among all: each new one takes the place of one that is held, or none.
class AtRandom final : public Choice {
 public:
  AtRandom(std::uint64_t seed, std::uint64_t limit, Print print)
      : random_(seed), limit_(limit), print_(std::move(print)) {}
  bool take(std::string_view record) override {
    const std::uint64_t number = seen_++;
    if (held_.size() < limit_) {
      held_.emplace_back(number, record);
    } else if (const std::uint64_t place = below(seen_); place < limit_) {
      held_[static_cast<std::size_t>(place)] = {number, std::string(record)};
    }
    return true;
  }
  void finish() override {
    std::sort(held_.begin(), held_.end());
    for (const auto& [number, record] : held_) {
      if (!print_(record)) return;
    }
  }

 private:
  /// Uniform below `bound`, the same everywhere: the library's distributions are not.
  std::uint64_t below(std::uint64_t bound) {
    const std::uint64_t most = UINT64_MAX - UINT64_MAX % bound;
    for (;;) {
      if (const std::uint64_t drawn = random_(); drawn < most) return drawn % bound;
    }
  }
  std::mt19937_64 random_;
  const std::uint64_t limit_;
  const Print print_;
  std::uint64_t seen_ = 0;
  std::vector<std::pair<std::uint64_t, std::string>> held_;
};

struct Seen {
  std::uint64_t all = 0, fitting = 0;
  bool stopped = false;  ///< before the end: there may be more
};

Result<Seen> read_samples(const Kept& kept, const Filter& filter, Choice& choice) {
  Seen seen;
  store::Glancer glancer;
  store::Glance glance;
  for (const store::PartName& part : kept.part_names()) {
    auto reader = store::open_reader(kept.output, part);
    if (!reader && reader.error().code == Code::unavailable) continue;  // nothing was committed there
    if (!reader) return std::move(reader).error();
    Status done = (*reader)->read([&](const std::vector<std::string_view>& records) -> Status {
      for (const std::string_view record : records) {
        ++seen.all;
        if (!filter.everything() && !(glancer.read(record, glance) && filter.fits(glance, part.collector))) continue;
        ++seen.fitting;
        if (choice.take(record)) continue;
        seen.stopped = true;
        return Error{Code::cancelled, ""};
      }
      return {};
    });
    if (seen.stopped) break;
    if (!done) return std::move(done).error();
  }
  choice.finish();
  return seen;
}

/// A wrong word of a filter that can be known to fit nothing.
std::string wrong_source(const ShowOptions& options, const Kept& kept) {
  Words known;
  for (const KeptCollector& one : kept.collectors) {
    known.push_back(one.name);
    if (one.plugin != one.name) known.push_back(one.plugin);
  }
  for (const std::string& source : options.sources) {
    if (std::find(known.begin(), known.end(), lowered(source)) == known.end()) {
      return "--source: no collector '" + plain(source, 64) + "' wrote here: " + hint(source, known);
    }
  }
  return {};
}

void say_how_many(const ShowOptions& options, const Filter& filter, const Kept& kept, const Seen& seen) {
  if (options.json) return;
  std::uint64_t all = 0;
  for (const auto& [name, committed] : kept.parts) all += committed.records;
  if (seen.fitting == 0) {
    std::cerr << (all == 0 ? "Nothing is committed here yet.\n"
                           : "None of the " + grouped(all) + " samples fits. Fewer filters show more.\n");
  } else if (seen.stopped && os::output_is_terminal()) {
    std::cerr << "There may be more: --offset " << options.offset + options.limit << " goes on"
              << (filter.everything() ? " (of " + grouped(all) + ")" : std::string()) << ", --limit 0 shows all.\n";
  }
}

int show(const ShowOptions& options) {
  const auto kept = look_into(options.folder.path());
  if (!kept) return fail(kept.error());
  if (const std::string wrong = wrong_source(options, kept.value()); !wrong.empty()) return usage(wrong);
  if (!options.seed.empty() && options.limit == 0) return usage("--seed chooses --limit samples: 0 is no choice");
  if (!options.seed.empty() && options.offset > 0) return usage("--seed and --offset do not go together");
  const bool terminal = os::output_is_terminal();
  SampleStyle style;
  style.colour = options.colour == "always" || (options.colour == "auto" && os::output_takes_colour());
  style.whole = options.whole;
  const Filter filter(options);
  std::unique_ptr<os::Pager> pager;
  if (terminal && !options.no_pager && !options.count) pager = os::Pager::start(os::usual_pager());
  const Print print = [&](std::string_view record) {
    if (options.count) return true;
    if (!options.json) {
      std::cout << sample_text(record, style);
    } else if (terminal) {
      std::cout << terminal_json(record) << '\n';
    } else {
      std::cout << record << '\n';
    }
    if (pager) std::cout.flush();  // what is there can be read while the rest is looked for
    return static_cast<bool>(std::cout);
  };
  std::unique_ptr<Choice> choice;
  if (options.seed.empty() || options.count) {
    choice = std::make_unique<InOrder>(options.count ? 0 : options.offset, options.count ? 0 : options.limit, print);
  } else {
    choice = std::make_unique<AtRandom>(std::stoull(options.seed), options.limit, print);
  }
  const auto seen = read_samples(kept.value(), filter, *choice);
  const bool left = !std::cout;  // the reader of our output has seen enough
  pager.reset();
  if (!seen) return fail(seen.error());
  if (options.count) std::cout << seen.value().fitting << '\n';
  if (!left) say_how_many(options, filter, kept.value(), seen.value());
  return delivered(kOk);
}

void add_filter(CLI::App& verb, const char* name, Words& into, const char* help, const char* type) {
  verb.add_option(name, into, help)->type_name(type)->allow_extra_args(false)->delimiter(',')->group("Filters");
}

}  // namespace

void add_show(CLI::App& app, std::function<int()>& chosen) {
  CLI::App* verb = app.add_subcommand("show", "Look at samples: what they are, where they came from, and the change");
  const auto options = std::make_shared<ShowOptions>();
  options->folder.add_to(*verb);
  add_filter(*verb, "--source", options->sources, "Only of this collector", "COLLECTOR");
  add_filter(*verb, "--kind", options->kinds, "function_pair, advisory, exploit, …", "KIND");
  add_filter(*verb, "--language", options->languages, "Only code in this language", "LANGUAGE");
  add_filter(*verb, "--cwe", options->cwes, "Only of this weakness: CWE-79 or 79", "CWE");
  add_filter(*verb, "--tier", options->tiers, "Only labels of this tier", "gold|silver|bronze|none");
  add_filter(*verb, "--severity", options->severities, "Only of this severity", "LOW|MEDIUM|HIGH|CRITICAL");
  add_filter(*verb, "--id", options->ids, "A CVE, GHSA, OSV or EDB id, or the beginning of a sample_id", "ID");
  add_filter(*verb, "--repository", options->repositories, "Only fixes in repositories whose address holds this",
             "TEXT");
  verb->add_flag("--with-code", options->with_code, "Only samples that hold code")->group("Filters");
  verb->add_option("--limit", options->limit, "How many at most; 0: all")->type_name("N")->capture_default_str();
  verb->add_option("--offset", options->offset, "Pass over so many that fit")->type_name("N");
  verb->add_option("--seed", options->seed, "Choose at random instead of the first ones; equal seeds choose equally")
      ->type_name("N")
      ->check(CLI::NonNegativeNumber);
  verb->add_flag("--json", options->json, "The records as they are, one a line");
  verb->add_flag("--count", options->count, "Only say how many fit");
  verb->add_flag("--whole", options->whole, "Whole texts and functions, nothing cut");
  verb->add_option("--color", options->colour, "Colours; auto heeds NO_COLOR and pipes")
      ->type_name("auto|always|never")
      ->capture_default_str()
      ->check(CLI::IsMember({"auto", "always", "never"}));
  verb->add_flag("--no-pager", options->no_pager, "Do not page on a terminal");
  verb->footer(
      "Words of one filter are alternatives and may be joined by commas; filters together must all fit.\n"
      "\n"
      "Examples:\n"
      "  streamguard show data/quickstart\n"
      "  streamguard show --language python --cwe 79,89 --tier gold,silver\n"
      "  streamguard show --id CVE-2021-44228 --whole\n"
      "  streamguard show --with-code --seed 7 --limit 20      twenty at random, the same each time\n"
      "  streamguard show --source osv --limit 0 --json | jq -r .title");
  verb->callback([&chosen, options] { chosen = [options] { return show(*options); }; });
}

}  // namespace streamguard::cli
