/// record.hpp: one sample, as the sample schema (configs/sample.schema.json, version 1.0.0) describes it, and its JSON.
///
/// A Sample only borrows: every string_view and span must live until append_json() returned. It is cleared and used
/// again rather than made anew, so that a collector writes hundreds of thousands a second without allocating.
/// Everything here may be used from any thread, each object from one at a time. Text must be valid UTF-8: append_json()
/// replaces each invalid byte sequence by U+FFFD (so that the host never refuses a record for its encoding).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace streamguard::record {

using Text = std::string_view;
using OptionalText = std::optional<std::string_view>;  ///< nullopt is written as null

struct Cvss {
  Text version;                 ///< "2.0", "3.0", "3.1", "4.0"
  Text vector;                  ///< as published
  std::optional<double> score;  ///< base score, by the formula of its version
  OptionalText source;          ///< who scored it
};

struct Package {
  Text ecosystem;
  Text name;
  OptionalText purl;
  Text ranges_json = "[]";  ///< a JSON array, written verbatim
};

struct Lines {
  std::int64_t first = 0, last = 0;  ///< 1-based, inclusive; 0,0 is written as null
};

struct Code {
  OptionalText before, after;
  Text language;
  OptionalText symbol;
  Lines before_lines, after_lines;
};

struct Fix {
  Text repo, commit, parent, path;
  OptionalText author_date;
  std::int64_t functions_changed = 0;
};

struct Weakness {
  std::vector<Text> cwe;  ///< "CWE-79"
  std::vector<Cvss> cvss;
  OptionalText severity;  ///< NONE LOW MEDIUM HIGH CRITICAL
};

struct Sample {
  Text kind;        ///< function_pair file_pair advisory exploit synthetic_pair
  Text source;      ///< collector id
  Text source_key;  ///< what is unique within source: advisory id, exploit id, ordinal
  std::vector<Text> cve, ghsa, osv, edb;
  OptionalText title, description;
  std::optional<Code> code;
  Text tier = "none";    ///< gold silver bronze none
  Text method = "none";  ///< one_function named_in_advisory advisory_commit message template none
  std::optional<Weakness> weakness;
  std::optional<Fix> fix;
  std::vector<Package> packages;
  OptionalText published, modified, withdrawn;  ///< RFC 3339
  Text collector_version;
  std::vector<Text> urls;
  OptionalText record_license, code_license;  ///< SPDX expressions
  OptionalText raw_sha256;                    ///< hex, of the upstream document's bytes
  Text extra_json = {};  ///< a JSON object of collector's own fields, written verbatim; left out when empty

  void clear();  ///< back to the defaults, keeping the vectors' memory
};

/// Appends the sample's JSON object (no newline) to `out`. Fills in schema_version, sample_id and hashes:
///  - sample_id = hex SHA-256 of kind|source:source_key|repo|commit|path|symbol
///  - hashes.exact = hex SHA-256 of before, a NUL byte, after; of title, NUL, description where there is no code
///  - hashes.normalised = the same over code without white space and comments of its language; null without code
void append_json(const Sample& sample, std::string& out);

/// Hex SHA-256 of `bytes`, 64 lower-case digits.
std::string sha256_hex(std::string_view bytes);

/// Severity word of a CVSS v3 or v4 base score (0 NONE, <4 LOW, <7 MEDIUM, <9 HIGH, else CRITICAL), as FIRST publishes
/// it.
Text severity_of(double score);

/// `bytes` where they are valid UTF-8, else a copy, read as Windows-1252, in `storage`.
std::string_view utf8(std::string_view bytes, std::string& storage);

}  // namespace streamguard::record
