#include "fix/emitter.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <utility>

#include "fix/batch.hpp"
#include "fix/pair_sample.hpp"
#include "fix/pairs.hpp"
#include "fix/seen.hpp"
#include "fix/tally.hpp"

namespace streamguard::fix {
namespace {

constexpr std::size_t kMostFixes = 32;  ///< commits of one advisory; longer lists name releases, not fixes
constexpr std::size_t kMostHeldBytes = 64 * 1024 * 1024;   ///< code of one advisory's pairs in memory
constexpr std::size_t kMostRecordBytes = 4 * 1024 * 1024;  ///< by sg_record

/// What a commit without pairs may be without leaving anything of the fix out of sight.
bool is_harmless(std::string_view why) { return why == "no_code" || why == "no_change" || why == "one_sided"; }

/// What of a commit's files leaves something out of sight when it occurs.
bool hides_code(const Tally& counts) {
  for (const std::string_view word : {"too_long", "missing_blob", "broken", "sweeping", "one_sided_files"}) {
    if (counts.of(word) != 0) return true;
  }
  return false;
}

/// The pairs of one commit of an advisory.
struct Found {
  Target target;
  std::shared_ptr<const Survey> survey;
  std::vector<Pair> pairs;
};

struct FixOfAdvisory {
  std::vector<Found> commits;
  std::vector<Fruitless> fruitless;
  FixFacts facts;
  std::size_t held = 0;  ///< bytes of code
};

std::size_t bytes_of(const std::vector<Pair>& pairs) {
  std::size_t sum = 0;
  for (const Pair& pair : pairs) {
    sum += (pair.before ? pair.before->text.size() : 0) + (pair.after ? pair.after->text.size() : 0);
  }
  return sum;
}

/// Backports and commits on several branches change one function; it counts once.
std::size_t functions_changed(const std::vector<Found>& commits) {
  std::set<std::tuple<std::string_view, std::string_view, std::size_t>> distinct;
  for (const Found& found : commits) {
    for (const Pair& pair : found.pairs) {
      if (pair.change == Change::file || pair.change == Change::added) continue;
      distinct.emplace(pair.side().path, pair.side().symbol, pair.ordinal);
    }
  }
  return distinct.size();
}

}  // namespace

struct Emitter::Impl {
  explicit Impl(Host the_host) : host(the_host), batch(the_host) {}

  Host host;
  Batch batch;
  Seen seen;
  Tally tally;
  Outlines outlines;
  SampleWriter writer;
  std::optional<Repository> repository;
  std::string repository_path;

  /// Opens repositories one at a time; the last stays open for the next fix of it.
  const Repository& open(const std::string& path) {
    if (!repository || repository_path != path) {
      repository.reset();
      repository.emplace(path);
      repository_path = path;
    }
    return *repository;
  }

  /// What was fetched since a repository was opened is not seen through it.
  void fetch(std::span<const Target> targets) {
    repository.reset();
    batch.fetch(targets);
  }

  FixOfAdvisory find_pairs(const Advisory& advisory);
  void take_commit(const Target& target, const Fetched& fetched, FixOfAdvisory& out);
  std::uint64_t emit_pairs(const Advisory& advisory, const FixOfAdvisory& fix, std::vector<std::string>& same_as);
};

void Emitter::Impl::take_commit(const Target& target, const Fetched& fetched, FixOfAdvisory& out) {
  const auto fruitless = [&](std::string_view why) {
    out.fruitless.push_back({target.repository, fetched.commit.empty() ? target.commit : fetched.commit, why});
  };
  if (!fetched.why_not.empty()) {
    tally.add(fetched.why_not);
    if (fetched.survey) tally.add(fetched.survey->left_out);
    if (!is_harmless(fetched.why_not)) out.facts.whole = false;
    return fruitless(fetched.why_not);
  }
  if (out.held > kMostHeldBytes) {
    out.facts.whole = false;
    tally.add("too_many");
    return fruitless("too_many");
  }
  CommitPairs made = make_pairs(open(fetched.repository_path), *fetched.survey, outlines);
  tally.add(made.counts);
  // A request's last commit is all that its ref shows; there may be more.
  if (hides_code(made.counts) || target.is_ref()) out.facts.whole = false;
  if (made.pairs.empty()) return fruitless(made.counts.of("cosmetic") != 0 ? "cosmetic" : "no_pairs");
  if (out.facts.basis == Basis::message && made.pairs.size() > kMostByMessage) {
    tally.add("too_many");
    return fruitless("too_many");
  }
  out.held += bytes_of(made.pairs);
  out.commits.push_back({target, fetched.survey, std::move(made.pairs)});
}

FixOfAdvisory Emitter::Impl::find_pairs(const Advisory& advisory) {
  FixOfAdvisory out;
  out.facts.basis = advisory.basis;
  std::vector<Target> targets;
  for (const Target& target : advisory.fixes) {
    if (std::find(targets.begin(), targets.end(), target) != targets.end()) continue;
    if (targets.size() == kMostFixes) {
      tally.add("too_many");
      out.facts.whole = false;
      break;
    }
    targets.push_back(target);
  }
  const bool all_there = std::all_of(targets.begin(), targets.end(),
                                     [this](const Target& target) { return batch.find(target) != nullptr; });
  if (!all_there) fetch(targets);
  std::set<std::pair<std::string_view, std::string_view>> commits;
  for (const Target& target : targets) {
    const Fetched& fetched = *batch.find(target);
    // A request and its commit may both be named.
    if (!fetched.commit.empty() && !commits.emplace(target.repository, fetched.commit).second) continue;
    take_commit(target, fetched, out);
  }
  out.facts.functions_changed = functions_changed(out.commits);
  return out;
}

std::uint64_t Emitter::Impl::emit_pairs(const Advisory& advisory, const FixOfAdvisory& fix,
                                        std::vector<std::string>& same_as) {
  std::uint64_t emitted = 0;
  for (const Found& found : fix.commits) {
    for (const Pair& pair : found.pairs) {
      const std::string_view record = writer.write(advisory, pair, {&found.target, found.survey.get()}, fix.facts);
      if (record.size() > kMostRecordBytes) {
        tally.add("too_long");
        continue;
      }
      if (std::string earlier = seen.find(record); !earlier.empty()) {
        tally.add("same");
        if (std::find(same_as.begin(), same_as.end(), earlier) == same_as.end()) same_as.push_back(std::move(earlier));
        continue;
      }
      seen.add(record);
      tally.add("pairs");
      ++emitted;
      host.emit(record);
    }
  }
  return emitted;
}

Emitter::Emitter(Host host) : impl_(std::make_unique<Impl>(host)) {}
Emitter::~Emitter() = default;

void Emitter::restore() {
  impl_->host.committed([this](std::string_view record) { impl_->seen.add(record); });
}

void Emitter::fetch(std::span<const Target> targets) {
  impl_->batch.clear();
  impl_->fetch(targets);
}

std::uint64_t Emitter::emit(const Advisory& advisory) {
  const FixOfAdvisory fix = impl_->find_pairs(advisory);
  std::vector<std::string> same_as;
  const std::uint64_t emitted = impl_->emit_pairs(advisory, fix, same_as);
  if (emitted != 0 || advisory.basis == Basis::message) return emitted;
  impl_->tally.add("advisories");
  impl_->host.emit(impl_->writer.write(advisory, fix.fruitless, same_as));
  return 1;
}

const std::map<std::string, std::uint64_t>& Emitter::counts() const { return impl_->tally.all(); }

std::string Emitter::counts_line() const {
  std::string out;
  for (const auto& [word, times] : counts()) {
    out.append(out.empty() ? "" : ", ").append(word).append(" ").append(std::to_string(times));
  }
  return out;
}

}  // namespace streamguard::fix
