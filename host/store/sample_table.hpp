/// sample_table.hpp: which samples a part holds, by the key of their sample_id: open addressing, 16 bytes an entry, at
/// most three quarters full. Used from one thread. Where a key lands depends on a number drawn at start, so that a
/// plugin that chooses its ids cannot make them collide; nothing that is written depends on it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "store/validator.hpp"

namespace streamguard::store {

class SampleTable {
 public:
  SampleTable();

  bool insert(const SampleKey& key);  ///< false where it is there already
  void erase(const SampleKey& key);   ///< which is there
  bool contains(const SampleKey& key) const noexcept;
  std::size_t size() const noexcept { return count_ + (has_zero_ ? 1 : 0); }

 private:
  std::size_t home(const SampleKey& key) const noexcept;
  /// The slot of the key, or the empty one where it would go.
  std::size_t find(const SampleKey& key) const noexcept;
  void grow();

  std::vector<SampleKey> slots_;  ///< all zero: empty
  std::size_t count_ = 0;
  std::uint64_t seed_;
  bool has_zero_ = false;  ///< the one key that cannot be told from an empty slot
};

}  // namespace streamguard::store
