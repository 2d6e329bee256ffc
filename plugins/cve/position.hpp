/// position.hpp: how far the collector has come, as the token of a checkpoint. Values, any thread.
///
/// The work is a list of spans, newest first: windows of the API (or the one undated span that holds everything), or
/// feeds by year. Inside a page or feed CVEs go by publication, newest first, then by id. A resumed run takes what
/// comes after the last one dealt with, so that CVEs which the upstream added meanwhile move nothing.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cve/settings.hpp"
#include "cve/times.hpp"

namespace streamguard::cve {

/// The place of a CVE in the order.
struct Key {
  Millis published = 0;
  std::string id;

  /// Less = comes first: the newer one, then the greater id.
  friend std::strong_ordering operator<=>(const Key& a, const Key& b) {
    if (const auto order = b.published <=> a.published; std::is_neq(order)) return order;
    return b.id.compare(a.id) <=> 0;
  }
  friend bool operator==(const Key&, const Key&) = default;
};

struct Position {
  Source source = Source::kApi;
  Millis now = 0;          ///< chosen at the first start: where the newest window ends, which feed is the newest
  std::uint64_t span = 0;  ///< spans that are done
  bool found = false;      ///< some feed was there

  // Inside a span of the API: pages are walked from the last to the first.
  bool begun = false;
  std::uint64_t total = 0;   ///< CVEs in the span, as last told
  std::uint64_t start = 0;   ///< startIndex of the page
  std::string anchor;        ///< id that the page above began with: only what stands before it is new
  std::optional<Key> after;  ///< the last CVE of the page or feed that is dealt with

  void next_span();
};

std::string to_token(const Position& position);

/// An empty token gives nothing. Throws Error(SG_E_BUG) for a token that is not ours.
std::optional<Position> from_token(std::string_view token, Source source);

}  // namespace streamguard::cve
