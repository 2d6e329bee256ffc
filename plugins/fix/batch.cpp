#include "fix/batch.hpp"

#include <algorithm>
#include <set>
#include <vector>

namespace streamguard::fix {
namespace {

constexpr std::uint64_t kUnreachableLogged = 20;  ///< with their reasons; counts and samples tell of the rest
constexpr std::size_t kMostObjects = 100'000;     ///< of one request, by sg_git_request

/// The word for a repository that cannot be had, or nothing where trying later may help.
std::string_view word_for(sg_rc rc) {
  switch (rc) {
    case SG_E_UNAVAILABLE:
      return "no_repository";
    case SG_E_CONFIG:
      return "not_served";
    case SG_E_DATA:
      return "broken";
    default:
      return {};
  }
}

/// Asks for `names` in as many requests as their number needs, and adds up the answers.
GitAnswer ask(const Host& host, std::uint32_t what, const std::string& repository,
              const std::vector<std::string>& names) {
  GitAnswer all;
  for (std::size_t at = 0; at < names.size(); at += kMostObjects) {
    std::string lines;
    for (std::size_t i = at; i < std::min(names.size(), at + kMostObjects); ++i) lines.append(names[i]).append("\n");
    GitAnswer answer = host.git(what, repository, lines);
    all.path = std::move(answer.path);
    all.missing.insert(all.missing.end(), answer.missing.begin(), answer.missing.end());
    all.found.insert(all.found.end(), answer.found.begin(), answer.found.end());
  }
  return all;
}

}  // namespace

const Fetched* Batch::find(const Target& target) const {
  const auto at = fetched_.find(target);
  return at == fetched_.end() ? nullptr : &at->second;
}

void Batch::fetch(std::span<const Target> targets) {
  std::map<std::string_view,
           std::set<const Target*, decltype([](const Target* a, const Target* b) { return a->commit < b->commit; })>>
      repositories;
  for (const Target& target : targets) {
    if (find(target) == nullptr) repositories[target.repository].insert(&target);
  }
  for (const auto& [repository, wanted] : repositories) {
    fetch_repository(std::string(repository), {wanted.begin(), wanted.end()});
  }
}

void Batch::fetch_repository(const std::string& repository, const std::vector<const Target*>& targets) {
  std::vector<std::string> names;
  names.reserve(targets.size());
  for (const Target* target : targets) names.push_back(target->commit);
  try {
    const GitAnswer answer = ask(host_, SG_GIT_COMMITS, repository, names);
    for (const Target* target : targets) {
      if (!target->is_ref()) fetched_[*target].commit = target->commit;
    }
    for (const auto& [ref, commit] : answer.found) fetched_[Target{repository, ref}].commit = commit;
    for (const std::string& missing : answer.missing) fetched_[Target{repository, missing}].why_not = "missing_commit";
    survey_commits(repository, answer.path, targets);
    fetch_blobs(repository, targets);
  } catch (const Error& error) {
    const std::string_view word = word_for(error.rc());
    if (word.empty()) throw;
    if (++unreachable_ <= kUnreachableLogged) host_.log(SG_LOG_DEBUG, repository + ": " + error.what());
    for (const Target* target : targets) {
      Fetched& fetched = fetched_[*target];
      fetched.survey.reset();
      fetched.why_not = word;
    }
  }
}

void Batch::survey_commits(const std::string& repository, const std::string& path,
                           const std::vector<const Target*>& targets) {
  const Repository opened(path);
  for (const Target* target : targets) {
    Fetched& fetched = fetched_[Target{repository, target->commit}];
    fetched.repository_path = path;
    if (!fetched.why_not.empty()) continue;
    const std::optional<ObjectId> id = ObjectId::from_hex(fetched.commit);
    if (!id) {
      fetched.why_not = "missing_commit";
      continue;
    }
    fetched.survey = std::make_shared<const Survey>(survey(opened, *id));
    fetched.why_not = fetched.survey->why_not;
  }
}

void Batch::fetch_blobs(const std::string& repository, const std::vector<const Target*>& targets) {
  std::set<ObjectId> blobs;
  for (const Target* target : targets) {
    const Fetched& fetched = fetched_[*target];
    if (fetched.survey) for_each_needed_blob(*fetched.survey, [&blobs](const ObjectId& id) { blobs.insert(id); });
  }
  std::vector<std::string> names;
  names.reserve(blobs.size());
  for (const ObjectId& id : blobs) names.push_back(id.hex());
  // What is missing of them is found out again when it is read.
  ask(host_, SG_GIT_BLOBS, repository, names);
}

}  // namespace streamguard::fix
