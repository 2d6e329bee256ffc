/// page.hpp: an answer of the API, or a feed, taken apart into its CVEs without reading them twice. One thread at a
/// time.
///
/// The document is cut at its entries, and they are parsed a few at a time: a feed of 300 MB needs no DOM of its size,
/// a CVE keeps the exact bytes that it came in, and damage stays where it is. Everything is checked nevertheless, to
/// the last byte of each entry and of what surrounds them: by EntryScan, and what that does not take by simdjson's DOM
/// parser. Its on-demand one would be built for the scalar fallback on a compiler's plain x86-64, and passes over what
/// it is not asked for.
///
/// Entries borrow from the document, whose owner keeps it readable for simdjson::SIMDJSON_PADDING bytes behind its end.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cve/entry_scan.hpp"
#include "cve/position.hpp"

namespace streamguard::cve {

inline constexpr std::size_t kMostEntries = 1'000'000;  ///< of one document; the largest feed has about 50,000

struct Entry {
  std::string_view text;  ///< {"cve": {…}}
  Key key;                ///< its id is empty where the entry cannot be used
};

class Page {
 public:
  /// False where the document as a whole cannot be trusted: problem() says why. The document is as it was afterwards,
  /// but not in between: single bytes of it are replaced while it is parsed.
  bool read(std::span<char> bytes);

  const std::string& problem() const { return problem_; }
  std::uint64_t total() const { return total_; }                  ///< totalResults
  std::uint64_t start() const { return start_; }                  ///< startIndex
  const std::vector<Entry>& entries() const { return entries_; }  ///< in the document's order, unusable ones too

  struct Fault {
    std::size_t place;  ///< of the entry
    std::string why;
    bool damaged;  ///< not JSON, which may be the transfer's fault; else JSON that is no CVE
  };
  const std::vector<Fault>& faults() const { return faults_; }
  bool damaged() const;

 private:
  bool fail(std::string why);
  bool read_entries(std::span<char> bytes, std::size_t& at);
  bool read_frame(std::string_view head, std::string_view tail);
  bool take_stretch(std::span<char> bytes, std::size_t first, std::size_t last);
  bool take_one_by_one(std::string_view document, std::size_t at, std::size_t& end);
  bool take_list(std::string_view text, simdjson::dom::array list);
  void take(std::string_view text, simdjson::dom::element root);
  void take(std::string_view text, std::optional<std::string_view> id, std::optional<std::string_view> published);

  EntryScan scan_;
  simdjson::dom::parser parser_;
  std::string problem_, frame_;
  std::vector<std::size_t> starts_;
  std::uint64_t total_ = 0, start_ = 0;
  std::vector<Entry> entries_;
  std::vector<Fault> faults_;
};

/// The bytes of the cve object, as they came, inside the text of an entry that holds nothing else.
std::string_view cve_bytes(std::string_view entry);

}  // namespace streamguard::cve
