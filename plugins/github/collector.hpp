/// collector.hpp: the `github` collector. Its source (documents.hpp) gives advisories in batches: pages of the api, or
/// stretches of a mirror's file. Of each batch it reads every advisory once to learn where its fix is, has all fixes
/// fetched together, reads each again to emit it, and writes a checkpoint.
///
/// Units: what the source names while it reads ("published 2024-Q3", the file), "<document> code" while the code of the
/// batch that begins there is fetched (put aside, the batch comes without code), and each document's name.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <streamguard/cpp/plugin.hpp>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "advisory/writer.hpp"
#include "github/config.hpp"
#include "github/documents.hpp"
#include "github/place.hpp"

namespace streamguard::github {

class GithubCollector : public Collector {
 public:
  explicit GithubCollector(Host host) : Collector(host) {}
  void open(const CollectorArgs& args) override;
  void run() override;

 private:
  struct Tally {
    std::uint64_t documents = 0, taken = 0, samples = 0, withdrawn = 0, filtered = 0, other_shards = 0, broken = 0,
                  skipped = 0;
  };

  void tell_plan() const;
  void fetch_fixes(const Batch& batch);
  void take(const Document& document);
  std::uint64_t* against();  ///< what counts advisories that are passed for this reason; null: it is wanted
  void emit();
  void pass_broken(const Document& document, std::string_view why);
  void report(const Documents& documents) const;

  Config config_;
  std::unordered_set<std::string> skips_, granted_;
  Share share_;
  Place place_;
  std::unique_ptr<DocumentReader> reader_;
  std::optional<advisory::Writer> writer_;
  std::vector<fix::Target> fixes_;
  std::uint64_t committed_ = 0;
  std::uint64_t left_ = 0;  ///< samples until the target, if there is one: no batch looks further ahead
  Tally tally_;
};

}  // namespace streamguard::github
