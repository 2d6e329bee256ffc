/// rendering.hpp: rendered variations for tests. One thread.
#pragma once

#include <string>
#include <vector>

#include "generator.hpp"

namespace streamguard::synthetic {

struct Rendering {
  std::string id;  ///< "python/89/find_by_field#12"
  std::string before, after, symbol;
};

inline Template parse(const Library& library, std::size_t language, std::size_t weakness) {
  return Template(library.at(language, weakness), library.words(), languages()[language].snake);
}

/// As many variations as there are combinations of alternatives, times `per_combination`: all combinations of the
/// counted choices, with words and the other choices spread evenly by a hash.
inline std::vector<Rendering> renderings(const Library& library, std::size_t language, std::size_t weakness,
                                         std::uint64_t per_combination) {
  const Template source = parse(library, language, weakness);
  std::uint64_t all = 1, counted = 1;
  for (const Choice& choice : source.choices()) {
    all *= choice.alternatives;
    counted *= choice.counted ? choice.alternatives : 1;
  }
  const std::uint64_t words = source.variations() / counted;
  std::vector<Rendering> found;
  for (std::uint64_t i = 0; i < all * per_combination; ++i) {
    // The counted choices are the lowest digits of a variation's number.
    const std::uint64_t number = i % counted + counted * (mix64(i) % words);
    Rendering& one = found.emplace_back();
    one.id = std::string(languages()[language].name) + "/" + std::to_string(source.cwe()) + "/" +
             std::string(source.id()) + "#" + std::to_string(number);
    source.render(number, one.before, one.after, one.symbol);
  }
  return found;
}

}  // namespace streamguard::synthetic
