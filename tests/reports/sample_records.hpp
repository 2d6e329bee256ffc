/// Records for reporters' tests. record() gives a whole function pair; tests change a copy.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace streamguard::tests {

nlohmann::ordered_json record(const std::string& id);
nlohmann::ordered_json advisory_record(const std::string& id);
std::vector<std::string> texts_of(const std::vector<nlohmann::ordered_json>& records);

}  // namespace streamguard::tests
