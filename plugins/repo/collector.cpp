#include "repo/collector.hpp"

#include <algorithm>

#include "record/json_writer.hpp"

namespace streamguard::repo {
namespace {

constexpr std::string_view kName = "repo";
constexpr std::string_view kUpstream = "git";
constexpr std::uint64_t kMostBatch = 256, kLeastBatch = 16;
constexpr std::uint64_t kWalkLease = 120'000;       ///< milliseconds that reading on may take without a word
constexpr std::uint64_t kRequestsOfRepository = 6;  ///< its history, and three for each batch
constexpr std::size_t kMostTitle = 500, kMostDescription = 16 * 1024, kMostEvidence = 24;

/// Cut before a character of several bytes, not inside it.
std::string_view bounded(std::string_view text, std::size_t most) noexcept {
  if (text.size() <= most) return text;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end);
}

std::string extra_of(const Verdict& verdict) {
  std::string out;
  {
    record::JsonWriter json(out);
    json.raw("{\"score\":");
    json.tenths(std::max(0.0, verdict.score));
    json.raw(",\"evidence\":[");
    for (std::size_t i = 0; i < std::min(verdict.evidence.size(), kMostEvidence); ++i) {
      if (i != 0) json.raw(",");
      json.string(std::string_view(verdict.evidence[i]));
    }
    json.raw("]}");
  }
  return out;
}

std::vector<std::string_view> views_of(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

}  // namespace

void RepoCollector::open(const CollectorArgs& args) {
  settings_ = read_settings(args.config_json);
  skips_ = read_skips(args.skip_json);
  window_.since = settings_.since;
  window_.until = settings_.until;
  choose_repositories(args);
  position_ = from_token(args.resume_token, works_.size());
  resumed_ = args.committed != 0;
  // Small targets are filled from several repositories too.
  batch_ = settings_.turn != 0 ? settings_.turn
           : args.target == 0 || works_.empty()
               ? kMostBatch
               : std::clamp<std::uint64_t>(2 * args.target / works_.size(), kLeastBatch, kMostBatch);
  const auto open = static_cast<std::uint64_t>(std::count_if(
      position_.repositories.begin(), position_.repositories.end(),
      [](const RepositoryPosition& each) { return each.stage == Stage::unseen || each.stage == Stage::under_way; }));
  if (open != 0) {
    host().expect(kUpstream, open * kRequestsOfRepository, 0,
                  std::to_string(open) + " repositories: the history of each, then the files of likely fixes");
  }
}

void RepoCollector::choose_repositories(const CollectorArgs& args) {
  const std::uint32_t count = std::max(args.shard_count, 1u);
  const bool by_repository = settings_.repositories.size() > count;
  for (std::size_t i = 0; i < settings_.repositories.size(); ++i) {
    if (by_repository && i % count != args.shard_index) continue;
    works_.emplace_back().source = settings_.repositories[i];
  }
  if (!by_repository) {
    window_.part_index = args.shard_index;
    window_.part_count = count;
  }
  if (works_.size() > kMostRepositories) {
    throw Error(SG_E_CONFIG, "repo: repositories: a shard takes at most " + std::to_string(kMostRepositories) +
                                 ", here " + std::to_string(works_.size()) + "; give the collector more shards");
  }
}

void RepoCollector::run() {
  if (resumed_) emitter_.restore();
  const auto open = [](const RepositoryPosition& each) {
    return each.stage == Stage::unseen || each.stage == Stage::under_way;
  };
  auto& repositories = position_.repositories;
  while (std::any_of(repositories.begin(), repositories.end(), open)) {
    const std::size_t index = position_.turn % repositories.size();
    position_.turn = (index + 1) % repositories.size();
    if (!open(repositories[index])) continue;
    take_turn(index);
    host().checkpoint(to_token(position_));
    tell_progress();
  }
  if (!repositories.empty() && std::all_of(repositories.begin(), repositories.end(),
                                           [](const RepositoryPosition& each) { return each.stage == Stage::gone; })) {
    throw Error(SG_E_UNAVAILABLE, "repo: none of the " + std::to_string(repositories.size()) +
                                      " repositories could be had; the last: " + last_problem_);
  }
  host().log(SG_LOG_INFO, "repo: " + emitter_.counts_line());
}

void RepoCollector::take_turn(std::size_t index) {
  Work& work = works_[index];
  RepositoryPosition& at = position_.repositories[index];
  if (work.folder.empty() && !begin(index)) return;
  const std::size_t end = static_cast<std::size_t>(std::min<std::uint64_t>(at.done + batch_, work.candidates.size()));
  const std::size_t first = static_cast<std::size_t>(at.done);
  if (first < end) {
    deal_with(index, std::span(work.candidates).subspan(first, end - first));
    at.last_time = work.candidates[end - 1].time;
    at.last_id = work.candidates[end - 1].id.leading();
    at.done = end;
  }
  if (at.done >= work.candidates.size()) {
    report(work);
    at = RepositoryPosition{};
    at.stage = Stage::complete;
    work.candidates = {};
  }
}

/// False where the repository is passed over.
bool RepoCollector::begin(std::size_t index) {
  Work& work = works_[index];
  host().unit(work.source.url);
  if (skips_.count(work.source.url) != 0) {
    pass_over(index, "it failed before");
    return false;
  }
  if (!bring(index)) return false;
  try {
    walk(index);
  } catch (const Error& error) {
    if (error.rc() != SG_E_DATA && error.rc() != SG_E_UNAVAILABLE) throw;
    pass_over(index, error.what());
    return false;
  }
  return true;
}

bool RepoCollector::bring(std::size_t index) {
  Work& work = works_[index];
  try {
    work.folder = host().git(SG_GIT_HISTORY, work.source.url).path;
    return true;
  } catch (const Error& error) {
    if (error.rc() == SG_E_CONFIG) {
      throw Error(SG_E_CONFIG, "repo: " + work.source.url + ": " + error.what() +
                                   "; grant the collector an upstream with this url, or with `serves: [https://…]`, "
                                   "or take the repository out of `repositories`");
    }
    if (error.rc() != SG_E_UNAVAILABLE && error.rc() != SG_E_DATA) throw;
    pass_over(index, error.what());
    return false;
  }
}

/// Where a repository's walk starts: at the tips that the token holds, or at those of today. `pinned` tells which.
std::vector<ObjectId> RepoCollector::starting_tips(std::size_t index, const History& history, bool& pinned) {
  const Work& work = works_[index];
  const RepositoryPosition& at = position_.repositories[index];
  pinned = !at.tips.empty() &&
           std::all_of(at.tips.begin(), at.tips.end(), [&history](const ObjectId& tip) { return history.has(tip); });
  if (pinned) return at.tips;
  std::vector<ObjectId> tips;
  for (const Branch& branch : history.branches()) {
    if (work.source.branch.empty() ? settings_.all_branches : branch.name == work.source.branch)
      tips.push_back(branch.tip);
  }
  if (work.source.branch.empty() && !settings_.all_branches) {
    if (const auto branch = history.default_branch()) tips.push_back(branch->tip);
  }
  if (tips.empty()) {
    throw Error(SG_E_UNAVAILABLE,
                work.source.branch.empty() ? "it has no branch" : "it has no branch \"" + work.source.branch + "\"");
  }
  std::sort(tips.begin(), tips.end());
  tips.erase(std::unique(tips.begin(), tips.end()), tips.end());
  return tips;
}

void RepoCollector::walk(std::size_t index) {
  Work& work = works_[index];
  RepositoryPosition& at = position_.repositories[index];
  History history(work.folder);
  bool pinned = false;
  const std::vector<ObjectId> tips = starting_tips(index, history, pinned);
  Listing listing = list_candidates(history, tips, window_, reader_, [this, &work](std::uint64_t commits) {
    host().heartbeat(kWalkLease, work.source.url + ": " + std::to_string(commits) + " commits read");
    if (host().cancelled()) throw Stopped(SG_CANCELLED);
  });
  work.commits = listing.commits;
  work.candidates = std::move(listing.candidates);
  if (listing.missing != 0) {
    host().log(SG_LOG_WARN, work.source.url + ": its history ends at " + std::to_string(listing.missing) +
                                " commits that are not there");
  }
  if (at.stage == Stage::unseen) {
    at = RepositoryPosition{};
    at.stage = Stage::under_way;
    if (tips.size() <= most_tips(works_.size())) at.tips = tips;
  } else if (!pinned && at.done != 0) {
    host().log(SG_LOG_WARN,
               work.source.url + ": its branches may have moved since; going on behind the last commit seen");
    const auto next = std::find_if(work.candidates.begin(), work.candidates.end(), [&at](const Candidate& each) {
      return each.time != at.last_time ? each.time < at.last_time : each.id.leading() > at.last_id;
    });
    at.done = static_cast<std::uint64_t>(next - work.candidates.begin());
  }
  at.done = std::min<std::uint64_t>(at.done, work.candidates.size());
}

void RepoCollector::deal_with(std::size_t index, std::span<const Candidate> batch) {
  Work& work = works_[index];
  std::vector<Candidate> wanted;
  std::copy_if(batch.begin(), batch.end(), std::back_inserter(wanted),
               [this, &work](const Candidate& each) { return !skipped(work, each.id); });
  std::vector<Case> cases;
  {
    History history(work.folder);
    cases = open_cases(history, wanted, reader_);
  }
  std::string names;
  for (const ObjectId& id : wanted_contents(cases)) names += id.hex() + '\n';
  if (!names.empty()) host().git(SG_GIT_BLOBS, work.source.url, names);
  {
    History history(work.folder);  // opened anew: what was just brought lies in packs that the first one did not see
    close_cases(history, cases, [this, &work](const Case& each) { name_unit(work, each.id); });
  }
  std::vector<fix::Target> targets;
  for (const Case& each : cases) {
    if (each.verdict.fix) targets.push_back({work.source.url, each.id.hex()});
  }
  host().unit(work.source.url);
  if (!targets.empty()) emitter_.fetch(targets);
  for (const Case& each : cases) {
    if (each.verdict.fix) emit_fix(work, each);
  }
}

void RepoCollector::emit_fix(Work& work, const Case& fix) {
  name_unit(work, fix.id);
  const std::string commit = fix.id.hex();
  const std::string key = work.source.url + "@" + commit;
  const std::string extra = extra_of(fix.verdict);
  std::string storage;
  const std::string_view text = record::utf8(fix.text, storage);
  const std::string_view body = bounded(body_of(text), kMostDescription);
  fix::Advisory advisory;
  advisory.base.source = kName;
  advisory.base.source_key = key;
  advisory.base.cve = views_of(fix.message.cve);
  advisory.base.ghsa = views_of(fix.message.ghsa);
  advisory.base.osv = views_of(fix.message.osv);
  advisory.base.title = bounded(subject_of(text), kMostTitle);
  if (!body.empty()) advisory.base.description = body;
  advisory.base.collector_version = "1.0.0";
  advisory.base.extra_json = extra;
  advisory.fixes = {{work.source.url, commit}};
  advisory.names_text = text;
  advisory.basis = fix::Basis::message;
  ++work.fixes;
  work.samples += emitter_.emit(advisory);
}

void RepoCollector::pass_over(std::size_t index, const std::string& why) {
  const Source& source = works_[index].source;
  last_problem_ = source.url + ": " + why;
  host().log(SG_LOG_WARN, source.url + ": passed: " + why);
  position_.repositories[index] = RepositoryPosition{};
  position_.repositories[index].stage = Stage::gone;
}

void RepoCollector::name_unit(const Work& work, const ObjectId& commit) {
  unit_.assign(work.source.url).append("@").append(commit.hex());
  host().unit(unit_);
}

bool RepoCollector::skipped(const Work& work, const ObjectId& commit) const {
  return !skips_.empty() && skips_.count(work.source.url + "@" + commit.hex()) != 0;
}

void RepoCollector::report(const Work& work) const {
  host().log(SG_LOG_INFO, work.source.url + ": " + std::to_string(work.commits) + " commits, " +
                              std::to_string(work.candidates.size()) + " claim a fix; " + std::to_string(work.fixes) +
                              " fixes with " + std::to_string(work.samples) + " samples since the start");
}

void RepoCollector::tell_progress() const {
  std::uint64_t done = 0;
  for (const RepositoryPosition& each : position_.repositories) {
    done += each.stage == Stage::complete || each.stage == Stage::gone ? 1 : 0;
  }
  host().progress(done, position_.repositories.size(), "repository");
}

}  // namespace streamguard::repo
