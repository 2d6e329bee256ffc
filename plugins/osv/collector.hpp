/// collector.hpp: the `osv` collector. For each ecosystem of the configuration, in order, it fetches the bulk archive
/// into the scratch folder, walks its entries in the order of the archive's directory, and emits one advisory a record,
/// or the pairs of code that its fix commits hold. For code the walk goes in batches: it reads a batch's records once
/// to learn where their fixes are, has all of them fetched together, and reads them again to emit. Without code each is
/// read once.
///
/// Withdrawn records and malicious packages (MAL-) are passed unless `include` names them. A record that several
/// ecosystems hold is emitted for the first of them. What survives a restart is told in position.hpp.
///
/// Units: "<Ecosystem>/all.zip" while an archive is fetched and its directory read, "<Ecosystem>/<id>.json" for a
/// record,
/// "<Ecosystem>/<id>.json code" while the code of the batch that begins there is fetched; a batch put aside that way
/// comes without code. The worker keeps a unit in a shared page, so one for each record costs a copy of its name.
///
/// A broken document is logged with its name, counted and passed. An ecosystem that the bucket lacks is logged and
/// passed; when it lacks all, the run fails with SG_E_UNAVAILABLE. An archive that cannot be trusted fails the run with
/// SG_E_DATA, so that the host may put its unit aside.
#pragma once

#include <cstdint>
#include <optional>
#include <streamguard/cpp/plugin.hpp>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "advisory/osv_document.hpp"
#include "advisory/writer.hpp"
#include "osv/config.hpp"
#include "osv/position.hpp"
#include "osv/zip_archive.hpp"

namespace streamguard::osv {

class OsvCollector : public Collector {
 public:
  explicit OsvCollector(Host host) : Collector(host) {}
  void open(const CollectorArgs& args) override;
  void run() override;

 private:
  struct Tally {
    std::uint64_t taken = 0, samples = 0, withdrawn = 0, malicious = 0, elsewhere = 0, other_shards = 0, broken = 0,
                  skipped = 0;
  };

  void tell_plan() const;
  bool collect_ecosystem(std::size_t index);
  bool unchanged_ids(std::size_t index);
  void walk(std::size_t index, ZipArchive& archive);
  std::uint64_t fetch_batch(std::size_t index, ZipArchive& archive);
  void checkpoint();
  bool is_ours(std::string_view id) const;
  void name_unit(const std::string& ecosystem, const ZipEntry& entry);
  void take_entry(EcosystemPosition& at, ZipArchive& archive, const ZipEntry& entry, std::string_view id);
  bool wanted(std::string_view id);
  void emit_record();
  void pass_broken(EcosystemPosition& at, std::string_view id, const std::string& why);
  void remember(const EcosystemPosition& at, std::string_view id);
  void report(std::string_view ecosystem, std::uint64_t entries) const;

  Config config_;
  std::unordered_set<std::string> skips_;
  std::uint32_t shard_index_ = 0, shard_count_ = 1;
  Position position_;
  std::unordered_set<std::string> seen_;  ///< ids of the directories walked so far, broken ones aside
  advisory::OsvDocument reader_{advisory::OsvReading{}};
  std::optional<advisory::Writer> writer_;
  std::vector<fix::Target> fixes_;
  std::string unit_;
  std::uint64_t committed_ = 0;
  std::uint64_t left_ = 0;  ///< samples until the target, if there is one: no batch looks further ahead
  std::uint64_t done_ = 0, total_ = 0;
  std::uint64_t since_checkpoint_ = 0;
  Tally tally_;
};

}  // namespace streamguard::osv
