/// cve_reader.hpp: a CVE of NVD (schema 2.0) as a sample. One thread at a time; what read() fills in borrows from the
/// reader and from the entry, and lives until the next call.
///
/// NVD's data is a work of the US government and in the public domain (NIST,
/// https://nvd.nist.gov/general/legal-disclaimer; "… this product uses the NVD API but is not endorsed or certified by
/// the NVD"). SPDX has no id for that; the records say LicenseRef-US-public-domain.
#pragma once

#include <simdjson.h>

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "fix/target.hpp"
#include "record/record.hpp"

namespace streamguard::cve {

inline constexpr std::string_view kVersion = "1.0.0";
inline constexpr std::size_t kMostReferences = 200;  ///< urls of a record
inline constexpr std::size_t kMostPackages = 100;    ///< products of a record
inline constexpr std::size_t kMostRanges = 500;      ///< version ranges of a record, over all its products
inline constexpr std::size_t kMostTargets = 50;      ///< fixes of a record

enum class Verdict {
  kTaken,     ///< sample() is filled in
  kRejected,  ///< sample() is filled in: the id was withdrawn, its text says why
  kBroken,    ///< not a CVE: problem() says why
};

class CveReader {
 public:
  /// `entry` is {"cve": {…}}, with simdjson's padding readable behind it.
  Verdict read(std::string_view entry);

  const record::Sample& sample() const { return sample_; }
  bool disputed() const { return disputed_; }
  const std::vector<fix::Target>& targets() const { return targets_; }  ///< references tagged Patch first
  const std::string& problem() const { return problem_; }
  /// Metrics whose published score is not what their vector's formula gives, in the last CVE.
  std::size_t differing_scores() const { return differing_scores_; }

 private:
  using Element = simdjson::dom::element;
  using Object = simdjson::dom::object;
  using Text = std::string_view;

  struct Reference {
    Text url;
    bool patch;
  };
  struct Product {
    Text part;  ///< "a:vendor:product" as the CPE has it
    std::string* ranges;
  };

  void clear();
  void take_field(Text key, Element value);
  void take_tags(Element list);
  void take_descriptions(Element list);
  // cve_weakness.cpp
  void take_metrics(Element metrics);
  void take_metric(Object metric, Text type);
  void take_weaknesses(Element list);
  void take_cwe(Text cwe);
  void settle_weakness();
  // cve_references.cpp
  void take_references(Element list);
  void settle_references(Text id);
  void take_target(Text url);
  void take_configurations(Element list);
  void take_match(Object match);
  void settle_extra();
  std::string& keep_empty();  ///< an empty text of ours that stays where it is until the next CVE

  simdjson::dom::parser parser_;
  std::string problem_;
  record::Sample sample_;
  record::Weakness weakness_;
  std::size_t differing_scores_ = 0;
  std::deque<std::string> kept_;  ///< `kept_count_` of them are in use
  std::size_t kept_count_ = 0;
  std::string raw_sha256_, extra_, text_;
  Text status_, assigner_, exploited_;
  bool disputed_ = false;
  std::vector<Text> tags_, unknown_cwes_;
  std::vector<Reference> references_;
  std::vector<fix::Target> targets_;
  std::size_t targets_found_ = 0;
  std::vector<Product> products_;
  std::size_t ranges_ = 0, ranges_found_ = 0;  ///< kept, met
};

}  // namespace streamguard::cve
