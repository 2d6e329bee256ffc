#include "store/sample_table.hpp"

#include <random>
#include <utility>

namespace streamguard::store {
namespace {

constexpr std::size_t kFirstSlots = 1024;  // a power of two, as ever after
constexpr SampleKey kEmpty{};

std::uint64_t drawn() {
  std::random_device device;
  return (static_cast<std::uint64_t>(device()) << 32 | device()) | 1;
}

}  // namespace

SampleTable::SampleTable() : slots_(kFirstSlots), seed_(drawn()) {}

std::size_t SampleTable::home(const SampleKey& key) const noexcept {
  std::uint64_t mixed = (key.high ^ seed_) * 0x9e3779b97f4a7c15u;
  mixed ^= mixed >> 32;
  mixed = (mixed ^ key.low) * (seed_ | 1);
  mixed ^= mixed >> 29;
  return static_cast<std::size_t>(mixed) & (slots_.size() - 1);
}

std::size_t SampleTable::find(const SampleKey& key) const noexcept {
  std::size_t slot = home(key);
  while (slots_[slot] != key && slots_[slot] != kEmpty) slot = (slot + 1) & (slots_.size() - 1);
  return slot;
}

bool SampleTable::insert(const SampleKey& key) {
  if (key == kEmpty) return !std::exchange(has_zero_, true);
  if ((count_ + 1) * 4 > slots_.size() * 3) grow();
  const std::size_t slot = find(key);
  if (slots_[slot] == key) return false;
  slots_[slot] = key;
  ++count_;
  return true;
}

bool SampleTable::contains(const SampleKey& key) const noexcept {
  return key == kEmpty ? has_zero_ : slots_[find(key)] == key;
}

void SampleTable::erase(const SampleKey& key) {
  if (key == kEmpty) {
    has_zero_ = false;
    return;
  }
  std::size_t hole = find(key);
  if (slots_[hole] == kEmpty) return;
  --count_;
  // Entries behind the hole move up into it unless that would put them before their home.
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t next = (hole + 1) & mask; slots_[next] != kEmpty; next = (next + 1) & mask) {
    if (((next - home(slots_[next])) & mask) >= ((next - hole) & mask)) {
      slots_[hole] = slots_[next];
      hole = next;
    }
  }
  slots_[hole] = kEmpty;
}

void SampleTable::grow() {
  std::vector<SampleKey> before(slots_.size() * 2);
  before.swap(slots_);
  for (const SampleKey& key : before) {
    if (key != kEmpty) slots_[find(key)] = key;
  }
}

}  // namespace streamguard::store
