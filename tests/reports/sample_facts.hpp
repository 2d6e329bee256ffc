/// The facts of a run that never was: one collector exhausted, one failed, one that never started. Tests change a copy.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace streamguard::tests {

nlohmann::ordered_json sample_facts();

}  // namespace streamguard::tests
