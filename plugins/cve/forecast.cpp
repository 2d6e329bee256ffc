#include "cve/forecast.hpp"

#include <algorithm>
#include <array>

#include "cve/api.hpp"

namespace streamguard::cve {
namespace {

// NVD as it was in 2026: thousands of CVEs in the feed of each year from 2002 (which holds the older ids), then a
// year's worth for each year that is not listed.
constexpr std::array<std::uint64_t, 25> kThousands = {7, 2,  3,  5,  7,  7,  7,  5,  5,  5,  6,  7, 9,
                                                      9, 11, 17, 17, 17, 20, 23, 27, 31, 40, 48, 50};
constexpr std::uint64_t kYearly = 50'000;
constexpr std::uint64_t kPackedBytes = 500;  ///< of a CVE, gzip'ed
constexpr std::uint64_t kMetaBytes = 200;

// Of 12,823 CVEs of all years (half of them of 2023 and later) so many in a thousand linked a fix that can be brought,
// in so many repositories. What a repository's commits weigh is a guess.
constexpr std::uint64_t kLinkedPerMille = 400, kRepositoriesPerMille = 160;
constexpr std::uint64_t kRequestsPerRepository = 3;
constexpr std::uint64_t kBytesPerRepository = 400'000;

std::uint64_t cves_of(int year) {
  const auto at = static_cast<std::size_t>(std::max(year - kOldestFeed, 0));
  return at < kThousands.size() ? kThousands[at] * 1000 : kYearly;
}

std::uint64_t all_cves(Millis now) {
  std::uint64_t sum = 0;
  for (int year = kOldestFeed; year <= year_of(now); ++year) sum += cves_of(year);
  return sum;
}

std::uint64_t rounded_up(std::uint64_t number, std::uint64_t by) { return (number + by - 1) / by; }

/// CVEs that are read until the target is met. With filters nobody knows, so it is all of `there`.
std::uint64_t needed(const Settings& settings, const Outlook& outlook, std::uint64_t there) {
  const bool filtered = !settings.severities.empty() || !settings.cwes.empty() || !settings.keywords.empty();
  return outlook.left == 0 || filtered ? there : std::min(outlook.left, there);
}

std::string count_of(std::uint64_t number, std::string_view what) {
  return std::to_string(number) + " " + std::string(what) + (number == 1 ? "" : "s");
}

std::uint64_t cves_between(const Span& span) {
  std::uint64_t sum = 0;
  for (int year = year_of(span.first); year <= year_of(span.last); ++year) {
    const Millis first = std::max(span.first, year_begin(year));
    const Millis last = std::min(span.last + 1, year_begin(year + 1));
    const auto share = static_cast<std::uint64_t>(last - first) * cves_of(year);
    sum += year < kOldestFeed ? 0 : share / static_cast<std::uint64_t>(year_begin(year + 1) - year_begin(year));
  }
  return sum;
}

Expectation undated(const Settings& settings, const Outlook& outlook, std::uint64_t& cves) {
  const Position& at = outlook.position;
  if (at.span != 0) return {};
  cves = needed(settings, outlook, at.begun ? std::min(at.total, at.start + kPageSize) : all_cves(at.now));
  const std::uint64_t pages = rounded_up(cves, kPageSize - 1);
  return {"nvd", pages + !at.begun, cves * kPackedBytes, count_of(pages, "page") + " of 2000 CVEs"};
}

Expectation windowed(const Settings& settings, const Outlook& outlook, std::uint64_t& cves) {
  std::uint64_t seen = 0, count = 0, pages = 0;
  for (const Window& window : windows(settings.ranges(outlook.position.now))) {
    if (window.index % outlook.shard_count != outlook.shard_index || seen++ < outlook.position.span) continue;
    const std::uint64_t there = cves_between(window.span);
    ++count;
    pages += std::max<std::uint64_t>(rounded_up(there, kPageSize - 1), 1);
    cves += there;
    if (needed(settings, outlook, cves) < cves) break;
  }
  return {"nvd", pages, cves * kPackedBytes, count_of(count, "window") + " of at most 120 days"};
}

Expectation feeds(const Settings& settings, const Outlook& outlook, std::uint64_t& cves) {
  std::uint64_t seen = 0, count = 0;
  const int newest = settings.years.empty() ? year_of(outlook.position.now) : settings.years.front();
  for (int year = newest; year >= kOldestFeed; --year) {
    if (static_cast<std::uint64_t>(year - kOldestFeed) % outlook.shard_count != outlook.shard_index) continue;
    if (!settings.years.empty() &&
        std::find(settings.years.begin(), settings.years.end(), year) == settings.years.end())
      continue;
    if (seen++ < outlook.position.span) continue;
    ++count;
    cves += cves_of(year);
    if (needed(settings, outlook, cves) < cves) break;
  }
  return {"nvd_feeds", 2 * count, cves * kPackedBytes + count * kMetaBytes,
          count_of(count, "feed") + " with their .meta"};
}

}  // namespace

std::vector<Expectation> forecast(const Settings& settings, const Outlook& outlook) {
  std::uint64_t cves = 0;
  const bool api = settings.source == Source::kApi;
  const bool whole = !settings.dated() && outlook.shard_count == 1;
  const Expectation data = !api    ? feeds(settings, outlook, cves)
                           : whole ? undated(settings, outlook, cves)
                                   : windowed(settings, outlook, cves);
  std::vector<Expectation> list;
  if (data.requests != 0) list.push_back(data);
  const std::uint64_t read = needed(settings, outlook, cves);
  const std::uint64_t repositories = rounded_up(read * kRepositoriesPerMille, 1000);
  if (outlook.code && repositories != 0) {
    list.push_back({"git", repositories * kRequestsPerRepository, repositories * kBytesPerRepository,
                    std::to_string(repositories) + " repositories at 3 requests, if " +
                        std::to_string(kLinkedPerMille / 10) + "% of " + count_of(read, "CVE") +
                        " link a fix as in a sample"});
  }
  return list;
}

}  // namespace streamguard::cve
