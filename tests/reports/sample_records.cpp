#include "sample_records.hpp"

#include <nlohmann/json.hpp>

namespace streamguard::tests {

nlohmann::ordered_json record(const std::string& id) {
  auto one = nlohmann::ordered_json::parse(R"({"schema_version":"1.0.0","sample_id":"","kind":"function_pair",
    "source":"osv","ids":{"cve":["CVE-2024-0001"],"ghsa":["GHSA-aaaa-bbbb-cccc"],"osv":["GHSA-aaaa-bbbb-cccc"],"edb":[]},
    "title":"A path leaves its folder","description":"Names with .. were not refused.",
    "code":{"before":"int open_it(const char* name) {\n  return open(name);\n}\n",
      "after":"int open_it(const char* name) {\n  if (strstr(name, \"..\")) return -1;\n  return open(name);\n}\n",
      "language":"C","symbol":"open_it","before_lines":[10,12],"after_lines":[10,13]},
    "label":{"tier":"gold","method":"one_function"},
    "weakness":{"cwe":["CWE-22"],"cvss":[{"version":"3.1","vector":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N",
      "score":7.5,"source":null},{"version":"2.0","vector":"AV:N/AC:L/Au:N/C:P/I:N/A:N","score":5.0,"source":"nvd"}],
      "severity":"HIGH"},
    "fix":{"repo":"https://github.com/streamguard-samples/pathbox","commit":"1111111111111111111111111111111111111111",
      "parent":"2222222222222222222222222222222222222222","path":"src/open.c","author_date":"2024-02-01T00:00:00Z",
      "functions_changed":1},"packages":[],
    "dates":{"published":"2024-02-03T04:05:06Z","modified":null,"withdrawn":null},
    "provenance":{"collector":"osv","version":"1.0.0","urls":["https://osv.dev/vulnerability/GHSA-aaaa-bbbb-cccc"],
      "record_license":"CC-BY-4.0","code_license":"MIT","raw_sha256":null},
    "hashes":{"exact":"ab","normalised":null},"extra":{"evidence":["the message names the CVE"]}})");
  one["sample_id"] = id;
  return one;
}

nlohmann::ordered_json advisory_record(const std::string& id) {
  auto one = record(id);
  one["kind"] = "advisory";
  one["code"] = one["fix"] = nullptr;
  one["label"] = {{"tier", "none"}, {"method", "none"}};
  one["extra"] = nlohmann::ordered_json::object();
  return one;
}

std::vector<std::string> texts_of(const std::vector<nlohmann::ordered_json>& records) {
  std::vector<std::string> texts;
  for (const auto& one : records) texts.push_back(one.dump());
  return texts;
}

}  // namespace streamguard::tests
