/// seen.hpp: which code a part holds already, by the hashes of its records. One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace streamguard::fix {

class Seen {
 public:
  /// The sample_id of an earlier pair with the same content as this record's (exact, or normalised); empty when there
  /// is none. `record` is what record::append_json() wrote.
  std::string find(std::string_view record) const;

  /// Remembers a record that holds code before and after; others are passed.
  void add(std::string_view record);

  std::size_t size() const { return exact_.size(); }

 private:
  /// Half of a SHA-256, and a whole one: enough to tell samples apart, and 32 bytes to say which.
  struct Key {
    std::uint64_t high = 0, low = 0;
    bool operator==(const Key&) const = default;
  };
  struct Digest {
    Key first, second;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const { return static_cast<std::size_t>(key.low); }
  };
  struct Facts {
    Digest id, exact, normalised;
  };
  static bool read(std::string_view record, Facts& out);
  static bool read_digest(std::string_view record, std::string_view before, Digest& out);

  std::unordered_map<Key, Digest, Hash> exact_, normalised_;
};

}  // namespace streamguard::fix
