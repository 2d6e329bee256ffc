/// feed_shelf.hpp: NVD's yearly feeds as an upstream or a mirror folder holds them. Run thread only.
///
/// A feed's .meta is asked for first. Its SHA-256 decides whether the host's copy of the feed is the current one: then
/// the feed is not asked for at all. What does not fit its .meta is fetched again, for both may have changed in
/// between.
#pragma once

#include <optional>
#include <streamguard/cpp/plugin.hpp>
#include <string>

#include "cve/feed.hpp"
#include "cve/page.hpp"

namespace streamguard::cve {

/// A feed with the bytes that it borrows from.
struct Volume {
  Feed feed;
  Page page;
};

class FeedShelf {
 public:
  explicit FeedShelf(Host host) : host_(host) {}

  /// "nvdcve-2.0-2024"
  static std::string name(int year);

  /// Nothing where there is no such .meta; `fresh` asks upstream whatever the host's cache holds.
  std::optional<Meta> meta(int year, bool fresh);

  /// Nothing where there is no such feed. Throws Error(SG_E_TRANSIENT) when it comes damaged again and again.
  std::unique_ptr<Volume> volume(int year, std::optional<Meta> meta);

 private:
  bool read(Volume& volume, const std::string& file, const std::optional<Meta>& meta, std::string& problem) const;

  Host host_;
};

}  // namespace streamguard::cve
