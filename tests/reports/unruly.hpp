/// unruly.hpp: facts and records with texts that would act on their readers, were they let through: on terminals,
/// spreadsheets, browsers, YAML, markdown; and texts of many scripts, which have to come through.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace streamguard::tests {

/// One collector more than sample_facts(), "unruly", whose samples are these records.
nlohmann::ordered_json unruly_facts();
std::vector<std::string> unruly_records();
/// An output folder of them: what a run leaves, as far as readers of reports look at it.
void write_unruly_folder(const std::filesystem::path& folder);

}  // namespace streamguard::tests
