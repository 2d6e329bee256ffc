/// documents.hpp: where advisories come from, in batches that a collector takes whole or not at all. Run thread only.
#pragma once

#include <cstdint>
#include <memory>
#include <streamguard/cpp/plugin.hpp>
#include <string>
#include <unordered_set>
#include <vector>

#include "github/config.hpp"
#include "github/document.hpp"
#include "github/place.hpp"

namespace streamguard::github {

struct Batch {
  std::vector<Document> documents;
};

class Documents {
 public:
  virtual ~Documents() = default;

  /// The next batch, of no more than about `most`; false where there is none any more. Moves the place behind it.
  virtual bool next(Batch& batch, std::uint64_t most) = 0;
  /// How many advisories there are, 0 where that is not known.
  virtual std::uint64_t total() const = 0;
  /// For the log, once all is read; may be empty.
  virtual std::string summary() const = 0;
};

struct Share {
  std::uint32_t index = 0, count = 1;
};

/// What all sources need. The references live as long as the source.
struct Work {
  Host host;
  const Config& config;
  const std::unordered_set<std::string>& skips;
  Share share;
  Place& place;
};

/// GraphQL: quarters are shared out among shards, so every document is ours.
std::unique_ptr<Documents> make_api_documents(const Work& work);

/// JSON Lines of GraphQL nodes, or an archive of the database, whole or gzipped: every shard reads all of it, and the
/// documents of other shards are among those handed over.
std::unique_ptr<Documents> make_file_documents(const Work& work);

}  // namespace streamguard::github
