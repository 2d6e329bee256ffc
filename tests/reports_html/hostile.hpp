/// hostile.hpp: facts and records whose every text attacks the page, and what no page may hold because of them.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace streamguard::tests {

/// U+202E and U+2066, which turn the writing direction of what follows; byte by byte, so that they turn nothing here.
extern const std::string kOverride, kIsolate;

/// One text with all that is known to have worked somewhere; `mark` tells where it came from.
std::string attack(const std::string& mark);

/// Facts of three collectors in which every free text is an attack.
nlohmann::ordered_json hostile_facts();

/// Records of the collector "evil": a pair, an exploit and an advisory, every free text an attack.
std::vector<std::string> hostile_records();

}  // namespace streamguard::tests
