#include "hostile.hpp"

#include "../reports/sample_facts.hpp"

namespace streamguard::tests {
namespace {

using Json = nlohmann::ordered_json;

Json record(const std::string& kind, unsigned number, const Json& code) {
  Json out;
  out["schema_version"] = "1.0.0";
  out["sample_id"] = std::string(63, 'a') + std::to_string(number);
  out["kind"] = kind;
  out["source"] = attack("source");
  out["ids"] = {{"cve", {"CVE-2024-" + std::to_string(1000 + number), attack("cve")}}};
  out["title"] = attack("title");
  out["description"] = attack("description") + std::string(1'000'000, 'L');
  out["code"] = code;
  out["label"] = {{"tier", "gold"}, {"method", attack("method")}};
  out["weakness"] = {{"cwe", {"CWE-79", attack("cwe")}}, {"cvss", Json::array()}, {"severity", attack("severity")}};
  out["fix"] = {
      {"repo", "javascript:alert(1)//" + attack("repo")}, {"commit", attack("commit")}, {"path", attack("path")}};
  out["dates"] = {{"published", "2024-05-06T07:08:09Z"}};
  out["provenance"] = {{"collector", "evil"},
                       {"version", "1"},
                       {"urls", {"javascript:alert(1)", "https://ok.example/" + attack("url"), "data:text/html,x"}},
                       {"record_license", attack("licence")},
                       {"code_license", attack("licence")}};
  out["hashes"] = {{"exact", attack("hash")}};
  out["extra"] = {{"evidence", {attack("evidence")}}};
  return out;
}

}  // namespace

const std::string kOverride{'\xE2', '\x80', '\xAE'};
const std::string kIsolate{'\xE2', '\x81', '\xA6'};

std::string attack(const std::string& mark) {
  return mark + "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"' onmouseover=alert(1) <!--]]>" +
         "\x1b[31m\x07" + kOverride + kIsolate +
         "{{policy}}${alert(1)}&lt;script&gt;=cmd|'/c calc'!A1\xF0\x9F\x98\x80 \xD7\xA2";
}

nlohmann::ordered_json hostile_facts() {
  Json facts = sample_facts();
  facts["streamguard_version"] = attack("version");
  facts["output"] = attack("output");
  facts["manifest"] = {{"name", attack("manifest")}, {"sha256", attack("sha256")}, {"path", attack("path")}};
  facts["sandbox"] = attack("sandbox");
  facts["report_generated"] = attack("generated");
  facts["end_time"] = attack("end");
  facts["interrupted"] = true;
  Json evil = facts["collectors"]["osv"];
  evil["plugin"] = attack("plugin");
  evil["version"] = attack("pluginversion");
  evil["state"] = attack("state");
  evil["error"] = {{"class", attack("class")}, {"message", attack("message")}};
  evil["quarantined"] = {attack("unit")};
  evil["rejected"] = {{"total", 1}, {"by_reason", {{attack("reason"), 1}}}};
  evil["parts"] = {{{"path", attack("part")}, {"bytes", 1}, {"records", 3}, {"commits", 1}}};
  evil["progress"] = {{{"seconds", 0}, {"samples", 0}}, {{"seconds", 60}, {"samples", 3}}};
  Json other = evil;
  facts["collectors"] = {{"evil", evil}, {attack("name"), other}, {"mine", facts["collectors"]["mine"]}};
  facts["budgets"] = {{{"upstream", attack("upstream")},
                       {"limit", {{"requests", 1}, {"seconds", 1}, {"text", attack("limit")}}},
                       {"requests", {{"made", 3}}},
                       {"planned", {{"requests", 9}, {"least_seconds", 9}}}}};
  return facts;
}

std::vector<std::string> hostile_records() {
  const Json pair{{"before", "int f() {\n  return 1; // " + attack("before") + "\n}\n"},
                  {"after", "int f() {\n  return 2; // " + attack("after") + "\n}\n"},
                  {"language", attack("language")},
                  {"symbol", attack("symbol")},
                  {"before_lines", {7, 9}},
                  {"after_lines", {7, 9}}};
  const Json exploit{{"before", attack("exploit")}, {"after", nullptr}, {"language", "html"}};
  return {record("function_pair", 1, pair).dump(), record("exploit", 2, exploit).dump(),
          record(attack("kind"), 3, nullptr).dump()};
}

}  // namespace streamguard::tests
