// The small mirror's advisories as GitHub and OSV have them, and its exploits.
#include <archive.h>
#include <archive_entry.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "http.hpp"
#include "small_fixes.hpp"
#include "small_mirror.hpp"

namespace streamguard::upstreams {
namespace {

using json = nlohmann::ordered_json;
using Members = std::vector<std::pair<std::string, std::string>>;

void write_zip(const fs::path& file, const Members& members) {
  fs::create_directories(file.parent_path());
  const std::unique_ptr<archive, int (*)(archive*)> writer(archive_write_new(), archive_write_free);
  archive_write_set_format_zip(writer.get());
  if (archive_write_open_filename(writer.get(), file.c_str()) != ARCHIVE_OK) throw std::runtime_error(file.string());
  for (const auto& [name, bytes] : members) {
    const std::unique_ptr<archive_entry, void (*)(archive_entry*)> entry(archive_entry_new(), archive_entry_free);
    archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes.size()));
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    archive_entry_set_mtime(entry.get(), 1735689600, 0);
    archive_write_header(writer.get(), entry.get());
    archive_write_data(writer.get(), bytes.data(), bytes.size());
  }
  if (archive_write_close(writer.get()) != ARCHIVE_OK) throw std::runtime_error(file.string());
}

json identifier(const char* type, const std::string& value) {
  json out;
  out["type"] = type;
  out["value"] = value;
  return out;
}

json link(const std::string& url) {
  json out;
  out["url"] = url;
  return out;
}

/// A node as the API gives it; `url`: of the fix, or empty.
json node_of(const std::string& ghsa, std::size_t number, const Fix* fix, const std::string& url) {
  json out;
  out["id"] = "node-" + ghsa;
  out["ghsaId"] = ghsa;
  out["summary"] = fix != nullptr ? fix->text : "Acme tool " + std::to_string(number) + " trusts what it reads";
  out["description"] = std::string("### Impact\n\n") + (fix != nullptr ? fix->text : "It trusts what it reads.");
  out["severity"] = fix != nullptr && fix->score >= 9 ? "CRITICAL" : "MODERATE";
  out["classification"] = "GENERAL";
  out["origin"] = "UNSPECIFIED";
  out["identifiers"] = json::array({identifier("GHSA", ghsa)});
  if (fix != nullptr) out["identifiers"].push_back(identifier("CVE", fix->cve));
  out["references"] = json::array({link("https://example.org/" + ghsa)});
  if (!url.empty()) out["references"].push_back(link(url));
  out["permalink"] = "https://github.com/advisories/" + ghsa;
  json cvss;
  cvss["score"] = fix != nullptr ? fix->score : 0.0;
  cvss["vectorString"] = fix != nullptr ? json(fix->vector) : json();
  out["cvss"] = cvss;
  out["cvssSeverities"]["cvssV3"] = cvss;
  out["cvssSeverities"]["cvssV4"] = {{"score", 0.0}, {"vectorString", nullptr}};
  out["cwes"]["nodes"] = json::array();
  if (fix != nullptr) {
    json cwe;
    cwe["cweId"] = fix->cwe;
    cwe["name"] = "A weakness";
    out["cwes"]["nodes"].push_back(cwe);
  }
  json vulnerability;
  vulnerability["package"]["ecosystem"] = fix != nullptr && std::string(fix->ecosystem) == "PyPI" ? "PIP" : "GO";
  vulnerability["package"]["name"] = fix != nullptr ? fix->package : "example.org/acme/tool";
  vulnerability["vulnerableVersionRange"] = "< 1.0." + std::to_string(number);
  vulnerability["firstPatchedVersion"]["identifier"] = "1.0." + std::to_string(number);
  vulnerability["severity"] = out["severity"];
  vulnerability["updatedAt"] = "2024-05-" + two_digits(number) + "T10:00:00Z";
  out["vulnerabilities"]["totalCount"] = 1;
  out["vulnerabilities"]["nodes"] = json::array({vulnerability});
  out["publishedAt"] = "2024-04-" + two_digits(number) + "T10:00:00Z";
  out["updatedAt"] = "2024-05-" + two_digits(number) + "T10:00:00Z";
  out["withdrawnAt"] = nullptr;
  return out;
}

json osv_of(const Fix& fix, std::size_t number, const std::string& repository, const std::string& commit) {
  json out;
  out["schema_version"] = "1.6.0";
  out["id"] = fix.ghsa;
  out["modified"] = "2024-05-" + two_digits(number) + "T10:00:00Z";
  out["published"] = "2024-04-" + two_digits(number) + "T10:00:00Z";
  out["aliases"] = json::array({fix.cve});
  out["summary"] = fix.text;
  out["details"] = std::string("### Impact\n\n") + fix.text;
  out["severity"] = json::array();
  out["severity"].push_back(json::object());
  out["severity"][0]["type"] = "CVSS_V3";
  out["severity"][0]["score"] = fix.vector;
  json affected;
  affected["package"]["ecosystem"] = fix.ecosystem;
  affected["package"]["name"] = fix.package;
  json range;
  range["type"] = "GIT";
  range["repo"] = repository;
  json introduced, fixed;
  introduced["introduced"] = "0";
  fixed["fixed"] = commit;
  range["events"] = json::array({introduced, fixed});
  affected["ranges"] = json::array({range});
  out["affected"] = json::array({affected});
  json reference;
  reference["type"] = "FIX";
  reference["url"] = repository + "/commit/" + commit;
  out["references"] = json::array({reference});
  out["database_specific"]["cwe_ids"] = json::array({fix.cwe});
  return out;
}

}  // namespace

void SmallMirror::make_advisories() {
  std::string lines;
  for (std::size_t i = 0; i < kFixes.size(); ++i) {
    const std::string commit = kFixes[i].commit;
    const std::string url = repository_url(commit) + "/commit/" + commits_.at(commit);
    lines += node_of(kFixes[i].ghsa, i + 1, &kFixes[i], url).dump() + "\n";
  }
  lines += node_of("GHSA-2222-4444-3333", 6, nullptr, {}).dump() + "\n";
  json withdrawn = node_of("GHSA-2222-4444-5555", 7, nullptr, {});
  withdrawn["withdrawnAt"] = "2024-05-07T09:00:00Z";
  lines += withdrawn.dump() + "\n";
  write_file(folder_ / "ghsa/graphql-nodes.jsonl.gz", gzipped(lines));
}

void SmallMirror::make_osv() {
  std::map<std::string, Members> ecosystems;
  std::map<std::string, std::string> rows;
  const auto add = [&](const std::string& ecosystem, const json& document) {
    const auto id = document.at("id").get<std::string>();
    ecosystems[ecosystem].emplace_back(id + ".json", document.dump());
    rows[ecosystem] += document.at("modified").get<std::string>() + "," + id + "\n";
  };
  for (std::size_t i = 0; i < kFixes.size(); ++i) {
    const std::string commit = kFixes[i].commit;
    add(kFixes[i].ecosystem, osv_of(kFixes[i], i + 1, repository_url(commit), commits_.at(commit)));
  }
  json withdrawn = osv_of(kFixes[4], 9, "https://github.com/acme/webshop", commits_.at("fix-path"));
  withdrawn["id"] = "PYSEC-2024-7";
  withdrawn["withdrawn"] = "2024-06-01T00:00:00Z";
  add("PyPI", withdrawn);
  for (const auto& [name, members] : ecosystems) {
    write_zip(folder_ / "osv" / name / "all.zip", members);
    write_file(folder_ / "osv" / name / "modified_id.csv", rows.at(name));
  }
}

void SmallMirror::make_exploits() {
  std::string rows =
      "id,file,description,date_published,author,type,platform,port,date_added,date_updated,verified,codes,tags,"
      "aliases,"
      "screenshot_url,application_url,source_url\n";
  for (int i = 1; i <= kExploits; ++i) {
    const std::string platform = i % 3 == 0 ? "php" : "linux", type = i % 2 == 0 ? "local" : "webapps";
    const std::string file = "exploits/" + platform + "/" + type + "/" + std::to_string(70000 + i) + ".py";
    rows += std::to_string(70000 + i) + "," + file + ",Acme server " + std::to_string(i) + " - Weakness,2021-02-03," +
            "A. Author," + type + "," + platform + ",,2021-02-04,2021-02-05,1,CVE-2021-7200" + std::to_string(i % 10) +
            ",,,,,\n";
    write_file(folder_ / "exploitdb" / file,
               "# exploit " + std::to_string(i) + "\nprint('harmless " + std::to_string(i * 7919) + "')\n");
  }
  write_file(folder_ / "exploitdb/files_exploits.csv", rows);
}

}  // namespace streamguard::upstreams
