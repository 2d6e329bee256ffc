#include "repo/candidates.hpp"

#include <algorithm>

namespace streamguard::repo {
namespace {

constexpr std::uint64_t kBreatheEvery = 8192;  ///< commits

bool in_window(std::int64_t time, const Window& window) noexcept {
  return (!window.since || time >= *window.since) && (!window.until || time < *window.until);
}

}  // namespace

bool comes_before(const Candidate& a, const Candidate& b) noexcept {
  return a.time != b.time ? a.time > b.time : a.id < b.id;
}

bool in_part(const ObjectId& id, const Window& window) noexcept {
  return (id.leading() >> 32) * window.part_count >> 32 == window.part_index;
}

Listing list_candidates(History& history, const std::vector<ObjectId>& tips, const Window& window,
                        const MessageReader& reader, const std::function<void(std::uint64_t)>& breathe) {
  Listing listing;
  listing.missing = history.walk(tips, [&](const Commit& commit) {
    if (++listing.commits % kBreatheEvery == 0) breathe(listing.commits);
    // A merge's fix is a commit of the history too, and a first commit has nothing before it.
    if (commit.parents.size() == 1 && in_window(commit.time, window) && in_part(commit.id, window) &&
        claims(reader.read(commit.message))) {
      listing.candidates.push_back({commit.time, commit.id});
    }
    return true;
  });
  std::sort(listing.candidates.begin(), listing.candidates.end(), comes_before);
  return listing;
}

std::vector<Case> open_cases(History& history, std::span<const Candidate> candidates, const MessageReader& reader) {
  std::vector<Case> cases;
  cases.reserve(candidates.size());
  for (const Candidate& candidate : candidates) {
    Case& each = cases.emplace_back();
    each.id = candidate.id;
    Commit commit;
    if (const auto bytes = history.read(candidate.id, ObjectKind::commit); bytes && parse_commit(*bytes, commit)) {
      each.text = commit.message;
    }
    each.message = reader.read(each.text);
    if (auto change = change_of(history, candidate.id)) {
      each.change = std::move(*change);
      each.open = each.change.whole && possible(each.change.counts(), each.change.parents);
    }
  }
  return cases;
}

std::vector<ObjectId> wanted_contents(const std::vector<Case>& cases) {
  std::vector<ObjectId> ids;
  for (const Case& each : cases) {
    if (!each.open) continue;
    const std::vector<ObjectId> of_case = contents_of(each.change);
    ids.insert(ids.end(), of_case.begin(), of_case.end());
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

void close_cases(History& history, std::vector<Case>& cases, const std::function<void(const Case&)>& each) {
  for (Case& one : cases) {
    if (!one.open) continue;
    each(one);
    const std::optional<DiffFacts> diff = diff_facts(history, one.change);
    one.verdict = judge(one.message, one.change.counts(), one.change.parents, diff ? &*diff : nullptr);
  }
}

}  // namespace streamguard::repo
