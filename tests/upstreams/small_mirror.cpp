#include "small_mirror.hpp"

#include <nettle/sha2.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "http.hpp"
#include "small_fixes.hpp"

namespace streamguard::upstreams {
namespace {

using json = nlohmann::ordered_json;

std::string sha256(const std::string& bytes) {
  sha256_ctx context;
  sha256_init(&context);
  sha256_update(&context, bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
  std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
  sha256_digest(&context, digest.size(), digest.data());
  std::string out;
  for (const std::uint8_t byte : digest) {
    std::array<char, 3> two{};
    std::snprintf(two.data(), two.size(), "%02X", static_cast<unsigned>(byte));
    out += two.data();
  }
  return out;
}

json english(const std::string& text) {
  json out;
  out["lang"] = "en";
  out["value"] = text;
  return out;
}

/// What every CVE has.
json bare_cve(const std::string& id, const std::string& day, const std::string& status, const std::string& text) {
  json cve;
  cve["id"] = id;
  cve["sourceIdentifier"] = "security@example.org";
  cve["published"] = id.substr(4, 4) + day + "T10:15:00.000";
  cve["lastModified"] = id.substr(4, 4) + day + "T12:15:00.123";
  cve["vulnStatus"] = status;
  cve["cveTags"] = json::array();
  cve["descriptions"] = json::array({english(text)});
  cve["metrics"] = json::object();
  cve["references"] = json::array();
  return cve;
}

json fixed_cve(const Fix& fix, std::size_t number, const std::string& url) {
  json cve = bare_cve(fix.cve, "-03-" + two_digits(number), "Analyzed", fix.text);
  json metric;
  metric["source"] = "nvd@nist.gov";
  metric["type"] = "Primary";
  metric["cvssData"]["version"] = "3.1";
  metric["cvssData"]["vectorString"] = fix.vector;
  metric["cvssData"]["baseScore"] = fix.score;
  metric["cvssData"]["baseSeverity"] = fix.score >= 9 ? "CRITICAL" : "MEDIUM";
  cve["metrics"]["cvssMetricV31"] = json::array({metric});
  json weakness;
  weakness["source"] = "nvd@nist.gov";
  weakness["type"] = "Primary";
  weakness["description"] = json::array({english(fix.cwe)});
  cve["weaknesses"] = json::array({weakness});
  json patch, page;
  patch["url"] = url;
  patch["source"] = "security@example.org";
  patch["tags"] = json::array({"Patch"});
  page["url"] = "https://example.org/advisories/" + std::string(fix.cve);
  page["source"] = "security@example.org";
  cve["references"] = json::array({patch, page});
  return cve;
}

void write_feed(const fs::path& folder, const std::string& year, const json& vulnerabilities) {
  json document;
  document["resultsPerPage"] = vulnerabilities.size();
  document["startIndex"] = 0;
  document["totalResults"] = vulnerabilities.size();
  document["format"] = "NVD_CVE";
  document["version"] = "2.0";
  document["timestamp"] = "2025-01-01T00:00:00.000";
  document["vulnerabilities"] = vulnerabilities;
  const std::string text = document.dump();
  const std::string packed = gzipped(text);
  write_file(folder / ("nvdcve-2.0-" + year + ".json.gz"), packed);
  write_file(folder / ("nvdcve-2.0-" + year + ".meta"),
             "lastModifiedDate:2025-01-01T00:00:00-05:00\r\nsize:" + std::to_string(text.size()) +
                 "\r\nzipSize:" + std::to_string(packed.size()) + "\r\ngzSize:" + std::to_string(packed.size()) +
                 "\r\nsha256:" + sha256(text) + "\r\n");
}

}  // namespace

void write_file(const fs::path& file, const std::string& bytes) {
  fs::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  if (!(out << bytes) || !out.flush()) throw std::runtime_error(file.string() + " cannot be written");
}

SmallMirror::SmallMirror(fs::path folder) : folder_(std::move(folder)) {
  make_repositories();
  make_feeds();
  make_advisories();
  make_osv();
  make_exploits();
}

std::string SmallMirror::repository_url(const std::string& commit) const {
  const bool shop = commit == "fix-query" || commit == "fix-path";
  return std::string("https://github.com/acme/") + (shop ? "webshop" : "parser");
}

void SmallMirror::make_repositories() {
  commits_ = make_repository(folder_ / "git/acme/parser.git", parser_history());
  commits_.merge(make_repository(folder_ / "git/acme/webshop.git", webshop_history()));
}

void SmallMirror::make_feeds() {
  std::map<std::string, json> years{{"2021", json::array()}, {"2024", json::array()}};
  const auto add = [&](const json& cve) {
    json one;
    one["cve"] = cve;
    years.at(cve.at("id").get<std::string>().substr(4, 4)).push_back(one);
  };
  for (std::size_t i = 0; i < kFixes.size(); ++i) {
    const std::string commit = kFixes[i].commit;
    add(fixed_cve(kFixes[i], i + 1, repository_url(commit) + "/commit/" + commits_.at(commit)));
  }
  add(bare_cve("CVE-2021-72000", "-06-01", "Rejected", "Rejected reason: it was none."));
  for (int i = 1; i <= kCves - static_cast<int>(kFixes.size()) - kRejectedCves; ++i) {
    add(bare_cve("CVE-2024-7200" + std::to_string(i), "-06-0" + std::to_string(i), "Awaiting Analysis",
                 "A weakness in part " + std::to_string(i) + " of the Acme server."));
  }
  for (const auto& [year, vulnerabilities] : years) {
    write_feed(folder_ / "nvd/feeds/json/cve/2.0", year, vulnerabilities);
  }
}

}  // namespace streamguard::upstreams
