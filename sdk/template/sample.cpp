#include "sample.hpp"

#include <nlohmann/json.hpp>
#include <streamguard/cpp/plugin.hpp>

#include "sha256.hpp"

namespace example {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const nlohmann::json& advisory, const char* key) {
  const auto it = advisory.find(key);
  return it != advisory.end() && it->is_string() ? Json(it->get<std::string>()) : Json(nullptr);
}

Json weakness_of(const nlohmann::json& advisory) {
  Json cwe = Json::array();
  if (const auto it = advisory.find("cwe"); it != advisory.end() && it->is_array()) {
    for (const auto& name : *it) {
      if (name.is_string()) cwe.push_back(name.get<std::string>());
    }
  }
  if (cwe.empty()) return nullptr;
  return Json{{"cwe", cwe}, {"cvss", Json::array()}, {"severity", nullptr}};
}

}  // namespace

std::string sample_from(const nlohmann::json& advisory, const std::string& page) {
  const auto id = advisory.find("id");
  if (id == advisory.end() || !id->is_string() || id->get_ref<const std::string&>().empty()) {
    throw streamguard::Error(SG_E_DATA, page + ": an advisory without an id");
  }
  const auto key = id->get<std::string>();
  const Json title = text_or_null(advisory, "title");
  const Json description = text_or_null(advisory, "description");
  Json sample;
  sample["schema_version"] = "1.0.0";
  // kind|source key|repo|commit|path|symbol; an advisory without code has only the first two.
  sample["sample_id"] = sha256_hex("advisory|example_feed:" + key + "||||");
  sample["kind"] = "advisory";
  sample["source"] = "example_feed";
  Json cve = Json::array();
  if (key.rfind("CVE-", 0) == 0) cve.push_back(key);
  sample["ids"] = Json{{"cve", cve}, {"ghsa", Json::array()}, {"osv", Json::array()}, {"edb", Json::array()}};
  sample["title"] = title;
  sample["description"] = description;
  sample["code"] = nullptr;
  sample["label"] = Json{{"tier", "none"}, {"method", "none"}};
  sample["weakness"] = weakness_of(advisory);
  sample["fix"] = nullptr;
  sample["packages"] = Json::array();
  sample["dates"] = Json{{"published", text_or_null(advisory, "published")},
                         {"modified", nullptr},
                         {"withdrawn", text_or_null(advisory, "withdrawn")}};
  const Json urls = Json::array({"/" + page});
  sample["provenance"] = Json{{"collector", "example_feed"}, {"version", "0.1.0"},      {"urls", urls},
                              {"record_license", nullptr},   {"code_license", nullptr}, {"raw_sha256", nullptr}};
  // Without code the exact hash covers title and description, a NUL between them.
  const std::string exact = title.is_string() ? title.get<std::string>() : std::string();
  const std::string rest = description.is_string() ? description.get<std::string>() : std::string();
  sample["hashes"] = Json{{"exact", sha256_hex(exact + '\0' + rest)}, {"normalised", nullptr}};
  sample["extra"] = Json::object();
  return sample.dump();
}

}  // namespace example
