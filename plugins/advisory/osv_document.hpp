/// osv_document.hpp: a document in the OSV format as a sample of kind `advisory`, and where it says that its fix is.
/// One thread at a time; what read() fills in borrows from the reader and lives until its next call.
///
/// The DOM parser is used, not simdjson's on-demand one: its kernels are chosen at run time, while on-demand code built
/// for any x86-64 falls back to the scalar one; and it checks the whole document, so that what is copied is valid.
///
/// Licences of the records, by who publishes them (where the document names none in database_specific.license):
///   GHSA-     CC-BY-4.0   github/advisory-database, LICENSE.md
///   PYSEC-    CC-BY-4.0   pypa/advisory-database, LICENSE
///   GO-       CC-BY-4.0   golang/vulndb, README ("Go vulnerability database … CC-BY 4.0")
///   RUSTSEC-  CC0-1.0     rustsec/advisory-db, LICENSE.txt
///   MAL-      Apache-2.0  ossf/malicious-packages, LICENSE
///
/// Fixes: the commits of GIT ranges, then references of type FIX, then all other references that lead to a commit. A
/// commit of a range is left out where it cannot be told from a release: records of id CVE- were converted from NVD's
/// version numbers, so theirs counts only where a reference names it too; a range that was bisected to more than one
/// commit (`fixed_range`) has no fix commit at all.
#pragma once

#include <simdjson.h>

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fix/target.hpp"
#include "record/record.hpp"

namespace streamguard::advisory {

enum class Verdict {
  kTaken,      ///< sample() is filled in
  kWithdrawn,  ///< withdrawn, and such are not wanted
  kBroken,     ///< not a record: problem() says why
};

/// What collectors want differently of the same document. The texts are literals.
struct OsvReading {
  std::string_view source = "osv";
  std::string_view version = "1.0.0";
  bool withdrawn = false;  ///< take withdrawn records too
  bool osv_id = true;      ///< the record's id goes into ids.osv
  bool own_word = false;   ///< severity is the database's word, and only without one that of the scores
};

class OsvDocument {
 public:
  explicit OsvDocument(const OsvReading& reading) : reading_(reading) {}

  /// `document` needs simdjson::SIMDJSON_PADDING readable bytes behind it. `id` is the one that the entry's name gives.
  Verdict read(std::string_view document, std::string_view id);

  const record::Sample& sample() const { return sample_; }
  const std::string& problem() const { return problem_; }

  /// Where the fix is, best first, appended to `targets`. After kTaken only.
  void fixes(std::vector<fix::Target>& targets) const;
  /// Title, details and the functions that the record names as affected. After kTaken only.
  std::string_view names_text();

 private:
  using Element = simdjson::dom::element;
  using Object = simdjson::dom::object;

  /// What the document says of itself, until all of it was seen.
  struct Head {
    std::string_view id, severity, licence;
    std::optional<Element> aliases;
  };

  /// A commit of a GIT range, or the url of a reference of type FIX.
  struct Candidate {
    std::string_view repo, commit, url;
    bool whole = true;  ///< false: the end of several commits, one of which is the fix
  };

  Verdict broken(std::string why);
  void clear();
  void take_field(std::string_view key, Element value, Head& head);
  void take_own(Object database_specific, Head& head);
  std::string& keep_empty();  ///< an empty text of ours that stays where it is until the next document
  void take_ids(std::string_view id, const std::optional<Element>& aliases);
  void take_severity(Element list);
  void take_affected(Element list);
  void take_one_affected(Object affected);
  std::string_view take_ranges(Element ranges, std::string_view& git_repo);
  void take_specific(Object ecosystem_specific);
  void take_symbols(Element list);
  void take_fixes(Object range);
  void take_references(Element list);
  void take_cwes(Element list);
  void take_cwe(std::string_view cwe);
  void take_candidate(std::string_view repo, std::string_view commit, std::string_view url);
  bool is_named(const Candidate& candidate) const;
  void settle_weakness(std::string_view published_word);
  void settle_licence(std::string_view id, std::string_view named);
  void settle_extra();

  OsvReading reading_;
  std::string problem_;
  simdjson::dom::parser parser_;
  record::Sample sample_;
  record::Weakness weakness_;
  std::deque<std::string> kept_;  ///< texts that are ours, at fixed places; `kept_count_` of them are in use
  std::size_t kept_count_ = 0;
  std::string raw_sha256_;
  std::vector<Candidate> candidates_;        ///< extra.fix_candidates: what the document itself calls a fix
  std::vector<std::string_view> symbols_;    ///< affected functions, where the record names them
  std::vector<std::size_t> version_counts_;  ///< extra.versions: how many versions each package lists
  std::string extra_;
  std::string names_text_;
};

}  // namespace streamguard::advisory
