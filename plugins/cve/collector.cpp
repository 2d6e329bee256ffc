#include "cve/collector.hpp"

#include <algorithm>
#include <chrono>

#include "cve/forecast.hpp"

namespace streamguard::cve {
namespace {

/// Read once in the life of a run: the token keeps it.
Millis wall_clock() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

bool grants_repositories(std::string_view upstreams_json) {
  const auto names = read_names(upstreams_json);
  return std::any_of(names.begin(), names.end(),
                     [](const std::string& name) { return name != "nvd" && name != "nvd_feeds"; });
}

/// Feeds that a list of the configuration, or every year until `now`, names; newest first.
std::vector<int> feed_years(const Settings& settings, Millis now) {
  if (!settings.years.empty()) {
    // The oldest feed holds all older ids too.
    std::vector<int> years = settings.years;
    for (int& year : years) year = std::max(year, kOldestFeed);
    years.erase(std::unique(years.begin(), years.end()), years.end());
    return years;
  }
  std::vector<int> years;
  for (int year = std::max(year_of(now), kOldestFeed); year >= kOldestFeed; --year) years.push_back(year);
  return years;
}

bool owned(std::uint64_t number, std::uint32_t index, std::uint32_t count) { return number % count == index; }

}  // namespace

void CveCollector::open(const CollectorArgs& args) {
  settings_ = Settings::parse(args.config_json);
  shard_index_ = args.shard_index;
  shard_count_ = std::max(args.shard_count, 1u);
  wishes_.skips = read_names(args.skip_json);
  wishes_.left = args.target > args.committed ? args.target - args.committed : args.target == 0 ? 0 : 1;
  wishes_.committed = args.committed != 0;
  wishes_.code = settings_.code && grants_repositories(args.upstreams_json) &&
                 host().raw()->extension(host().raw(), SG_EXT_GIT) != nullptr;
  if (const auto position = from_token(args.resume_token, settings_.source)) {
    position_ = *position;
  } else {
    position_ = Position{};
    position_.source = settings_.source;
    position_.now = wall_clock();
  }
  tell_plan();
}

void CveCollector::tell_plan() const {
  const auto* plan = static_cast<const sg_plan_v1*>(host().raw()->extension(host().raw(), SG_EXT_PLAN));
  if (plan == nullptr) return;
  const Outlook outlook{wishes_.left, shard_index_, shard_count_, wishes_.code, position_};
  for (const Expectation& each : forecast(settings_, outlook)) {
    Host::check(plan->expect(host().raw(), borrow(each.upstream), each.requests, each.bytes, borrow(each.basis)),
                "expect");
  }
}

void CveCollector::run() {
  if (settings_.code && !wishes_.code) {
    host().log(SG_LOG_INFO, "no upstream of repositories is granted: the records have no code");
  }
  Samples samples(host(), settings_, wishes_);
  // So that a start that dies before its first page ends the newest window where the next start does.
  host().checkpoint(to_token(position_));
  if (settings_.source == Source::kApi) {
    run_api(samples);
  } else {
    run_feeds(samples);
  }
  host().log(SG_LOG_INFO, samples.summary());
}

/// Ours, newest first. No dates mean one span without any; but shards can only share windows.
std::vector<std::optional<Span>> CveCollector::spans() const {
  if (!settings_.dated() && shard_count_ == 1) return {std::nullopt};
  std::vector<std::optional<Span>> list;
  for (const Window& window : windows(settings_.ranges(position_.now))) {
    if (owned(window.index, shard_index_, shard_count_)) list.emplace_back(window.span);
  }
  return list;
}

void CveCollector::run_api(Samples& samples) {
  Api api(host(), settings_.modified_since.has_value());
  const auto list = spans();
  const auto skip = [this](const std::string& unit) { return wishes_.skips.contains(unit); };
  while (position_.span < list.size()) {
    const auto& span = list[position_.span];
    const auto take = [&](const Page& page, std::span<const Entry> entries) {
      samples.take(page, entries, position_);
      done_ += entries.size();
      host().progress(done_, span ? 0 : position_.total, "CVE");
    };
    SpanWalk(host(), api, span, position_).run(take, skip);
    end_span();
  }
}

void CveCollector::end_span() {
  position_.next_span();
  host().checkpoint(to_token(position_));
}

void CveCollector::run_feeds(Samples& samples) {
  FeedShelf shelf(host());
  std::vector<int> years;
  for (const int year : feed_years(settings_, position_.now)) {
    if (owned(static_cast<std::uint64_t>(year - kOldestFeed), shard_index_, shard_count_)) years.push_back(year);
  }
  while (position_.span < years.size()) {
    const int year = years[position_.span];
    if (take_feed(shelf, year, samples)) position_.found = true;
    end_span();
    host().progress(position_.span, years.size(), "feed");
  }
  if (position_.found || anything_elsewhere(shelf)) return;
  throw Error(
      SG_E_UNAVAILABLE,
      "cve: the upstream `nvd_feeds` has none of the feeds asked for (/feeds/json/cve/2.0/nvdcve-2.0-<year>.json.gz); "
      "check its url and config.years");
}

/// False where the upstream lacks the feed.
bool CveCollector::take_feed(FeedShelf& shelf, int year, Samples& samples) {
  const std::string unit = FeedShelf::name(year);
  host().unit(unit);
  if (wishes_.skips.contains(unit)) {
    host().log(SG_LOG_WARN, unit + ": passed, because it failed before");
    return true;
  }
  const std::optional<Meta> meta = shelf.meta(year, false);
  if (meta && settings_.modified_since && meta->modified && *meta->modified < *settings_.modified_since) {
    host().log(SG_LOG_INFO, unit + ": not changed since config.modified_since");
    return true;
  }
  const auto volume = shelf.volume(year, meta);
  if (!volume) {
    host().log(meta ? SG_LOG_WARN : SG_LOG_DEBUG, unit + ": the upstream has no such feed; the year is passed");
    return false;
  }
  if (!meta) host().log(SG_LOG_WARN, unit + ": there is no .meta to check it against");
  samples.take(volume->page, volume->page.entries(), position_);
  return true;
}

/// A shard without a feed of its own is no failure while others have theirs.
bool CveCollector::anything_elsewhere(FeedShelf& shelf) {
  if (shard_count_ == 1) return false;
  const std::vector<int> years = feed_years(settings_, position_.now);
  return std::any_of(years.begin(), years.end(), [&](int year) { return shelf.meta(year, false).has_value(); });
}

}  // namespace streamguard::cve
