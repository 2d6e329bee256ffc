/// collector.hpp: the `cve` collector: CVEs of NVD, newest first, from its API or its yearly feeds, with the code of
/// the fixes that their references link. README.md says what becomes of what; position.hpp what survives a restart.
///
/// Spans of the API are the one undated span of everything, where nothing asks for less, or windows of at most 120
/// days. Windows and feeds are dealt to shards in turn. Units: a page or a feed while it is brought, a batch's fixes, a
/// CVE.
#pragma once

#include <cstdint>
#include <optional>
#include <streamguard/cpp/plugin.hpp>
#include <string>
#include <unordered_set>
#include <vector>

#include "cve/api.hpp"
#include "cve/feed_shelf.hpp"
#include "cve/position.hpp"
#include "cve/samples.hpp"
#include "cve/settings.hpp"

namespace streamguard::cve {

class CveCollector : public Collector {
 public:
  explicit CveCollector(Host host) : Collector(host) {}
  void open(const CollectorArgs& args) override;
  void run() override;

 private:
  void tell_plan() const;
  void run_api(Samples& samples);
  void run_feeds(Samples& samples);
  bool take_feed(FeedShelf& shelf, int year, Samples& samples);
  std::vector<std::optional<Span>> spans() const;
  bool anything_elsewhere(FeedShelf& shelf);
  void end_span();

  Settings settings_;
  Samples::Wishes wishes_;
  std::uint32_t shard_index_ = 0, shard_count_ = 1;
  Position position_;
  std::uint64_t done_ = 0;
};

}  // namespace streamguard::cve
