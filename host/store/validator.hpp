/// validator.hpp: is this one sound record? It is written verbatim, so everything about it must be right: one JSON
/// object on one line, valid UTF-8, numbers and escapes well formed, no key twice in any object, and all that
/// configs/sample.schema.json says. Beyond the schema: sample_id is 64 lower-case hex digits, source is not empty, an
/// integer is written as one and fits 64 bits, any number fits a double. Unknown keys are accepted, as the schema does.
///
/// Reasons come from a finite set, because they are counted and kept: they never hold text of the record.
///   empty, too long, control byte, not UTF-8, not JSON, not an object, trailing bytes, too deep, escape, number;
///   missing: P, type: P, enum: P, items: P, empty: P, pattern: sample_id, duplicate key: P, where P is a place of the
///   schema such as label.tier or weakness.cvss[].score; what a schema leaves open is "P.*".
///
/// One Validator a thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace streamguard::store {

/// The first 128 bits of a sample_id, which is a SHA-256: what the duplicate table holds.
struct SampleKey {
  std::uint64_t high = 0, low = 0;
  bool operator==(const SampleKey&) const = default;
};

class Validator {
 public:
  static constexpr int kDepth = 64;  ///< objects and arrays inside each other

  Validator();
  ~Validator();
  Validator(Validator&&) noexcept;
  Validator& operator=(Validator&&) noexcept;

  /// Returns an empty view and sets `key` when the record is good; else the reason, valid until the next call. The text
  /// needs Batch::kPadding readable bytes behind it.
  std::string_view check(std::string_view record, SampleKey& key);
  /// Only finds the key, in a record that was good once. False where there is none.
  bool find_key(std::string_view record, SampleKey& key);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace streamguard::store
