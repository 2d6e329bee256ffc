/// lines.hpp: from bytes of a source to its lines. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace streamguard::functions {

class Lines {
 public:
  explicit Lines(std::string_view source);

  std::int64_t number(std::size_t place) const;      ///< 1-based
  std::string_view indent(std::size_t place) const;  ///< the white space that the line of `place` begins with

  /// Widens [begin, end) to whole lines where nothing but white space, and a comma or semicolon that ends the
  /// declaration, stands beside it.
  void widen(std::size_t& begin, std::size_t& end) const;

 private:
  std::size_t begin_of(std::size_t place) const;
  std::string_view source_;
  std::vector<std::size_t> begins_;
};

}  // namespace streamguard::functions
