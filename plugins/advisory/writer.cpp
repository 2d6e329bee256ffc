#include "advisory/writer.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace streamguard::advisory {
namespace {

// Counted in GitHub's advisories, newest first: 57 repositories in 100 of them, 459 in 1,000, 2,461 in 8,473.
constexpr double kRepositories = 1.07, kGrowth = 0.86;
constexpr std::uint64_t kRequestsEach = 3;  ///< refs, commits with their trees, contents

}  // namespace

void drop_refs_beside_commits(std::vector<fix::Target>& targets, std::size_t first) {
  const auto from = targets.begin() + static_cast<std::ptrdiff_t>(first);
  const auto is_ref = [](const fix::Target& target) { return target.is_ref(); };
  if (!std::all_of(from, targets.end(), is_ref))
    targets.erase(std::remove_if(from, targets.end(), is_ref), targets.end());
  if (targets.size() - first > kMostTargets) targets.resize(first + kMostTargets);
}

Writer::Writer(Host host, bool code, bool granted) : host_(host) {
  if (!code) return;
  if (!granted) {
    host_.log(SG_LOG_INFO,
              "advisories come without code: no upstream that serves git is granted (add one to the collector's "
              "upstreams, or set code: false)");
  } else if (host_.raw()->extension(host_.raw(), SG_EXT_GIT) == nullptr) {
    host_.log(SG_LOG_WARN, "advisories come without code: this host lacks the extension " SG_EXT_GIT);
  } else {
    emitter_ = std::make_unique<fix::Emitter>(host_);
  }
}

void Writer::expect(std::uint64_t advisories) const {
  if (emitter_ == nullptr || advisories == 0) return;
  const double repositories = kRepositories * std::pow(static_cast<double>(advisories), kGrowth);
  const auto count = static_cast<std::uint64_t>(std::lround(repositories));
  host_.expect("git", count * kRequestsEach, 0,
               std::to_string(kRequestsEach) + " requests for each of about " + std::to_string(count) +
                   " repositories that " + std::to_string(advisories) + " advisories name");
}

void Writer::restore(std::uint64_t committed) {
  if (emitter_ != nullptr && committed != 0) emitter_->restore();
}

void Writer::want(const std::vector<fix::Target>& targets) {
  if (emitter_ != nullptr) wanted_.insert(wanted_.end(), targets.begin(), targets.end());
}

void Writer::fetch() {
  if (emitter_ == nullptr) return;
  gave_up_ = false;
  const std::vector<fix::Target> wanted = std::exchange(wanted_, {});
  if (!wanted.empty()) emitter_->fetch(wanted);
}

void Writer::give_up() {
  wanted_.clear();
  gave_up_ = true;
}

std::uint64_t Writer::write(const record::Sample& sample, std::vector<fix::Target>& fixes,
                            std::string_view names_text) {
  if (emitter_ == nullptr) {
    body_.clear();
    record::append_json(sample, body_);
    host_.emit(body_);
    return 1;
  }
  fix::Advisory advisory;
  advisory.base = sample;
  advisory.names_text = names_text;
  if (!gave_up_) advisory.fixes = std::move(fixes);
  fixes.clear();
  return emitter_->emit(advisory);
}

std::string Writer::summary() const { return emitter_ == nullptr ? std::string() : emitter_->counts_line(); }

}  // namespace streamguard::advisory
