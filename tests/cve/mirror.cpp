#include "mirror.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "cve/api.hpp"
#include "cve/times.hpp"
#include "record/record.hpp"

namespace streamguard::cve {

std::string cve_json(const std::string& id, const std::string& published, const std::string& more) {
  return "{\"cve\":{\"id\":\"" + id + "\",\"published\":\"" + published + "\",\"lastModified\":\"" + published +
         "\",\"vulnStatus\":\"Analyzed\",\"descriptions\":[{\"lang\":\"en\",\"value\":\"About " + id + "\"}]" + more +
         "}}";
}

std::vector<std::string> many(std::size_t count, std::size_t first) {
  std::vector<std::string> entries;
  for (std::size_t i = first; i < first + count; ++i) {
    char id[32];
    std::snprintf(id, sizeof id, "CVE-2024-%05zu", i);
    std::string time = time_text(year_begin(2024) + static_cast<Millis>(i) * 60'000);
    time.pop_back();  // NVD writes no Z
    entries.push_back(cve_json(id, time));
  }
  return entries;
}

std::string document(const std::vector<std::string>& entries, std::uint64_t start, std::uint64_t total) {
  std::string text = "{\"resultsPerPage\":" + std::to_string(entries.size()) +
                     ",\"startIndex\":" + std::to_string(start) + ",\"totalResults\":" + std::to_string(total) +
                     ",\"format\":\"NVD_CVE\",\"version\":\"2.0\",\"timestamp\":\"2024-06-01T00:00:00.000\","
                     "\"vulnerabilities\":[";
  for (std::size_t i = 0; i < entries.size(); ++i) text += (i == 0 ? "" : ",\n") + entries[i];
  return text + "]}";
}

std::string gzip(const std::string& bytes) {
  const std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor*)> compressor(
      libdeflate_alloc_compressor(6), &libdeflate_free_compressor);
  std::string out(libdeflate_gzip_compress_bound(compressor.get(), bytes.size()), '\0');
  out.resize(libdeflate_gzip_compress(compressor.get(), bytes.data(), bytes.size(), out.data(), out.size()));
  return out;
}

std::string hex_sha256(const std::string& bytes) { return record::sha256_hex(bytes); }

NvdMirror::NvdMirror()
    : folder_(std::filesystem::path(::testing::TempDir()) /
              ("cve_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->test_suite_name()) + "_" +
               ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
  std::filesystem::remove_all(folder_);
  std::filesystem::create_directories(folder_);
  options_.upstreams["nvd"] = folder_;
  options_.upstreams["nvd_feeds"] = folder_;
}

NvdMirror::~NvdMirror() { std::filesystem::remove_all(folder_); }

void NvdMirror::put(const std::string& path, const std::string& bytes) const {
  std::filesystem::create_directories((folder_ / path).parent_path());
  std::ofstream(folder_ / path, std::ios::binary) << bytes;
}

void NvdMirror::put_page(std::uint64_t start, std::uint64_t count, const std::vector<std::string>& all,
                         const std::string& span) const {
  const std::size_t first = std::min<std::size_t>(start, all.size());
  const std::size_t last = std::min<std::size_t>(start + count, all.size());
  const std::vector<std::string> entries(all.begin() + static_cast<std::ptrdiff_t>(first),
                                         all.begin() + static_cast<std::ptrdiff_t>(last));
  put("rest/json/cves/2.0?resultsPerPage=" + std::to_string(count) + "&startIndex=" + std::to_string(start) + span,
      document(entries, start, all.size()));
}

void NvdMirror::put_api(const std::vector<std::string>& all, const std::string& span) const {
  put_page(0, 1, all, span);
  put_page(0, kPageSize, all, span);
  for (std::uint64_t end = all.size(); end > kPageSize; end -= kPageSize - 1) {
    put_page(end - kPageSize, kPageSize, all, span);
  }
}

void NvdMirror::put_feed(int year, const std::vector<std::string>& entries) const {
  const std::string json = document(entries, 0, entries.size());
  put("feeds/json/cve/2.0/nvdcve-2.0-" + std::to_string(year) + ".json.gz", gzip(json));
  put_meta(year, json, hex_sha256(json));
}

void NvdMirror::put_meta(int year, const std::string& json, const std::string& sha256,
                         const std::string& modified) const {
  std::string upper = sha256;
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](char c) { return c >= 'a' && c <= 'f' ? static_cast<char>(c - 32) : c; });
  put("feeds/json/cve/2.0/nvdcve-2.0-" + std::to_string(year) + ".meta",
      "lastModifiedDate:" + modified + "\r\nsize:" + std::to_string(json.size()) +
          "\r\nzipSize:1\r\ngzSize:1\r\nsha256:" + upper + "\r\n");
}

testing::Collected NvdMirror::run() const {
  testing::Collected got = testing::collect(sg_plugin_entry, options_);
  EXPECT_TRUE(got.violations.empty()) << got.violations.front();
  return got;
}

std::vector<std::string> NvdMirror::ids(const testing::Collected& got) {
  std::vector<std::string> ids;
  for (const std::string& body : got.records) ids.push_back(nlohmann::json::parse(body)["ids"]["cve"][0]);
  return ids;
}

bool NvdMirror::logged(const testing::Collected& got, const std::string& words) {
  return std::any_of(got.logs.begin(), got.logs.end(),
                     [&words](const auto& line) { return line.message.find(words) != std::string::npos; });
}

}  // namespace streamguard::cve
