#include "net/git_fetcher.hpp"

#include <algorithm>
#include <fstream>

#include "core/text.hpp"
#include "net/bounds.hpp"
#include "net/git_redirect.hpp"

namespace streamguard::net {
namespace {

constexpr int kAsUnavailableForNow = 503;  ///< the status whose waits a 403 gets

constexpr const char* kUrlFile = "streamguard-url";  ///< where the repository was found last, unless where it should be
constexpr std::uint32_t kRequestsLeast = 2;          ///< its capabilities, and the objects

}  // namespace

GitFetcher::GitFetcher(const GitRepository& repository, const GitProgram& program, const Upstream& upstream,
                       const Secret* secret, std::string url, std::string alternative, GitGate& gate,
                       GitControl& control)
    : repository_(repository),
      program_(program),
      upstream_(upstream),
      secret_(secret),
      url_(std::move(url)),
      alternative_(std::move(alternative)),
      gate_(gate),
      control_(control) {
  const auto known = os::read_file(repository_.folder() / kUrlFile, limits::kGitPathBytes * 4);
  if (!known || !same_origin(known.value(), url_)) return;
  alternative_ = url_;
  url_ = known.value();
}

Status GitFetcher::bring(const GitWants& wants, const GitRepository::State& state) {
  for (std::size_t at = 0; at < state.absent.size(); at += limits::kGitWants) {
    const std::size_t end = std::min(at + limits::kGitWants, state.absent.size());
    std::vector<std::string> names(state.absent.begin() + static_cast<std::ptrdiff_t>(at),
                                   state.absent.begin() + static_cast<std::ptrdiff_t>(end));
    if (auto status = bring_some(std::move(names), wants.what); !status) return status;
  }
  return {};
}

Status GitFetcher::bring_some(std::vector<std::string> names, GitWhat what) {
  // With all branches here their history is what the server need not send; without, it is asked for two commits each.
  // Blobs are asked for without saying what we have: we have commits without their blobs, which no server expects.
  const bool whole = what == GitWhat::commits && repository_.has_history();
  std::vector<std::string> options;
  if (what == GitWhat::commits && !whole) options.emplace_back("--depth=2");
  while (!names.empty()) {
    std::string input;
    bool refs = false;
    for (const std::string& name : names) {
      if (is_object_id(name)) {
        input += name + "\n";
      } else {
        // As a pattern, because a plain name that is not there would fail the whole command.
        input += "+" + name + "*:" + GitRepository::own_ref(name) + "*\n";
        refs = true;
      }
    }
    std::vector<std::string> all = options;
    all.emplace_back("--stdin");
    if (!whole) all.insert(all.begin(), "noop");
    auto outcome = command(all, input, kRequestsLeast + (refs ? 1 : 0));
    if (!outcome) return std::move(outcome).error();
    if (!outcome.value()) return {};
    const std::string& refused = *outcome.value();
    if (std::erase(names, refused) > 0) continue;
    if (names.size() == 1) return {};
    const auto middle = names.begin() + static_cast<std::ptrdiff_t>(names.size() / 2);
    if (auto status = bring_some({names.begin(), middle}, what); !status) return status;
    names.erase(names.begin(), middle);
  }
  return {};
}

Status GitFetcher::bring_history() {
  std::vector<std::string> options{"--prune"};
  if (!repository_.has_history() && repository_.is_shallow()) options.emplace_back("--unshallow");
  options.emplace_back("{url}");
  options.emplace_back("+refs/heads/*:refs/heads/*");
  for (int number = 1;; ++number) {
    auto outcome = command(options, {}, kRequestsLeast + 1);
    if (!outcome) return std::move(outcome).error();
    if (outcome.value()) return Error{Code::transient, url_ + ": the server lost an object of its own branches"};
    if (repository_.has_branch() || number == limits::kGitEmptyAttempts) return repository_.note_history();
    gate_.retrying(url_ + ": the server named no branch", limits::kGitEmptyPause);
    if (!control_.wait(limits::kGitEmptyPause)) return Error{Code::cancelled, "the request was cancelled"};
  }
}

Result<GitFetcher::Outcome> GitFetcher::command(const std::vector<std::string>& options, const std::string& input,
                                                std::uint32_t requests) {
  milliseconds waited{0};
  for (int number = 1;; ++number) {
    auto ran = attempt(options, input, requests);
    if (!ran) return std::move(ran).error();
    if (ran->ok()) return Outcome();
    if (ran->end == GitRan::End::too_large) {
      return Error{Code::data, url_ + ": more than " + bytes_text(limits::kGitFetchBytes) + " for one request"};
    }
    GitFailure failure = read_failure(ran->output);
    if (ran->end == GitRan::End::too_long) {
      return Error{Code::transient, url_ + ": not done within " +
                                        duration_text(static_cast<double>(limits::kGitCommandMost.count()) / 1000)};
    }
    if (failure.kind == GitFailure::Kind::not_there) return Outcome(failure.object);
    if (failure.kind == GitFailure::Kind::moved && !moved_) {
      if (auto status = follow(failure); !status) return std::move(status).error();
      continue;
    }
    if (failure.kind == GitFailure::Kind::no_repository && !alternative_.empty()) {
      url_ = std::exchange(alternative_, {});
      remember({});
      continue;
    }
    if (failure.kind == GitFailure::Kind::forbidden && number < limits::kGitForbiddenAttempts) {
      failure.kind = GitFailure::Kind::http;
      failure.answer.status = kAsUnavailableForNow;
    }
    may_pass_ = failure.kind == GitFailure::Kind::forbidden;
    if (auto error = give_up(failure)) return std::move(*error);
    const Decision decision = gate_.judge(failure.answer, number, waited);
    const std::string why = url_ + ": " + (failure.line.empty() ? ran->exit.words() : failure.line);
    if (!decision.again) return Error{decision.code, why, static_cast<std::uint64_t>(decision.wait.count())};
    gate_.retrying(why, decision.wait);
    if (!control_.wait(decision.wait)) return Error{Code::cancelled, "the request was cancelled"};
    waited += decision.wait;
  }
}

Result<GitRan> GitFetcher::attempt(const std::vector<std::string>& options, const std::string& input,
                                   std::uint32_t requests) {
  const auto room = os::free_space(repository_.folder());
  if (room && room.value() < limits::kGitFreeLeast) {
    return Error{Code::transient,
                 repository_.folder().string() + ": less than " + bytes_text(limits::kGitFreeLeast) +
                     " are free on the cache's disk; set cache.dir to another, or lower cache.max_size"};
  }
  GitRun fetch;
  fetch.arguments = {"--git-dir=" + repository_.folder().string()};
  auto option = options.begin();
  if (option != options.end() && *option == "noop") {
    fetch.arguments.insert(fetch.arguments.end(), {"-c", "fetch.negotiationAlgorithm=noop"});
    ++option;
  }
  for (const char* usual : {"fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no",
                            "--no-auto-maintenance", "--no-show-forced-updates", "--filter=blob:none"}) {
    fetch.arguments.emplace_back(usual);
  }
  bool placed = false;
  for (; option != options.end(); ++option) {
    placed = placed || *option == "{url}";
    fetch.arguments.push_back(*option == "{url}" ? url_ : *option);
  }
  if (!placed) fetch.arguments.push_back(url_);
  fetch.input = input;
  fetch.extra = server_environment(upstream_, secret_);
  fetch.output_most = limits::kGitWordsBytes;
  fetch.time_most = limits::kGitCommandMost;
  fetch.grows = repository_.folder() / "objects";
  const std::uint64_t before = repository_.pack_bytes();
  fetch.grows_most = before + limits::kGitFetchBytes;
  if (auto status = gate_.begin(requests); !status) return std::move(status).error();
  auto ran = run(program_, fetch, repository_.temporary(), control_);
  const std::uint64_t after = repository_.pack_bytes();
  gate_.end(after > before ? after - before : 0);
  if (auto status = repository_.restore_config(); !status) return std::move(status).error();
  return ran;
}

/// The error of a failure that no second attempt can change.
std::optional<Error> GitFetcher::give_up(const GitFailure& failure) {
  const std::string why = url_ + ": " + failure.line;
  switch (failure.kind) {
    case GitFailure::Kind::refused:
      if (secret_ != nullptr) {
        return Error{Code::config, why + "; the server refuses the secret '" + upstream_.auth->secret +
                                       "' of upstreams." + upstream_.name + ": set another"};
      }
      [[fallthrough]];
    case GitFailure::Kind::no_repository:
    case GitFailure::Kind::forbidden:
      return Error{Code::unavailable, why};
    case GitFailure::Kind::moved:
      return Error{Code::unavailable, why + "; it was moved more than once"};
    case GitFailure::Kind::unsound:
      return Error{Code::data, why};
    case GitFailure::Kind::disk:
      return Error{Code::io, why};
    case GitFailure::Kind::not_there:
    case GitFailure::Kind::http:
      break;
  }
  return std::nullopt;
}

/// Asks where the repository is now. Only the same server is followed: another is another upstream's.
Status GitFetcher::follow(const GitFailure& failure) {
  moved_ = true;
  if (auto status = gate_.begin(1); !status) return status;
  const auto place = redirect_of(url_ + "/info/refs?service=git-upload-pack", upstream_, secret_, control_,
                                 repository_.folder() / "redirect.tmp");
  gate_.end(0);
  constexpr std::string_view kAsked = "/info/refs";
  if (!place) return Error{Code::unavailable, url_ + ": " + failure.line};
  const std::size_t end = place->find(kAsked);
  if (end == std::string::npos || !same_origin(*place, url_)) {
    return Error{Code::unavailable, url_ + ": moved to " + plain(*place, limits::kGitPathBytes) +
                                        ", which this upstream is not: add one that serves it"};
  }
  url_ = place->substr(0, end);
  remember(url_);
  return {};
}

void GitFetcher::remember(const std::string& url) {
  const auto path = repository_.folder() / kUrlFile;
  std::error_code ignored;
  if (url.empty()) {
    std::filesystem::remove(path, ignored);
  } else {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << url;
  }
}

}  // namespace streamguard::net
