/// record.hpp: one committed record as values, for reporters. RecordReader::read() takes the text of one record and
/// gives views into it that hold until the next read() or the reader's end. What a record lacks, or has of another type
/// than the sample schema says, is empty: a reporter never stops at a record that the store took. One thread.
///
/// Text is what the record holds: valid UTF-8, and otherwise anything at all. A reporter escapes it for its own format.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace streamguard::survey {

using View = std::string_view;
using MaybeView = std::optional<std::string_view>;

/// First and last line, counted from 1.
struct Lines {
  std::uint64_t first = 0, last = 0;
};

struct Cvss {
  View version, vector, source;
  std::optional<double> score;
};

struct Record {
  View sample_id, kind, source;
  std::vector<View> cve, ghsa, osv, edb;
  MaybeView title, description;

  bool has_code = false;
  MaybeView before, after, symbol;
  View language;  ///< as language_name() writes it; empty without code
  std::optional<Lines> before_lines, after_lines;

  View tier, method;
  std::vector<View> cwe;  ///< as in "CWE-79"
  std::vector<Cvss> cvss;
  View severity;  ///< critical, high, medium, low, none, or unknown where the record says nothing

  View repo, commit, parent, path;  ///< of the fix; empty without one
  MaybeView author_date;
  std::uint64_t functions_changed = 0;

  MaybeView published, withdrawn;
  std::vector<View> urls;
  MaybeView record_license, code_license;
  View exact_hash;
  std::vector<View> reasons;  ///< what a collector says of its label (extra.evidence): few have it

  /// Both halves of a fix are there.
  bool is_pair() const { return before.has_value() && after.has_value(); }
  /// 0 where no date of publication is known.
  unsigned year() const;
};

class RecordReader {
 public:
  RecordReader();
  ~RecordReader();
  RecordReader(RecordReader&&) noexcept;
  RecordReader& operator=(RecordReader&&) noexcept;

  /// Throws streamguard::Error, SG_E_DATA, for what is no JSON object.
  const Record& read(std::string_view bytes);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// One spelling for one language: "c" and "C" are C, "cpp" is C++, "javascript" is JavaScript. Others stay as they are.
std::string_view language_name(std::string_view word);

}  // namespace streamguard::survey
