/// object_id.hpp: the id of a git object. A value, any thread.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace streamguard::repo {

struct ObjectId {
  std::array<std::uint8_t, 20> bytes{};

  std::string hex() const;
  bool is_zero() const noexcept { return *this == ObjectId{}; }
  /// The first eight bytes as a number, in the order of the hex digits: evenly spread.
  std::uint64_t leading() const noexcept;

  friend auto operator<=>(const ObjectId&, const ObjectId&) = default;
};

/// 40 hex digits.
std::optional<ObjectId> object_id(std::string_view hex) noexcept;

struct ObjectIdHash {
  std::size_t operator()(const ObjectId& id) const noexcept {
    std::size_t value = 0;
    std::memcpy(&value, id.bytes.data(), sizeof value);
    return value;
  }
};

}  // namespace streamguard::repo
