/// mirror.hpp: a folder that stands in for NVD: pages of its API under the names of their requests, and feeds. All CVEs
/// are made up. One thread at a time.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <streamguard/testing/in_process_host.hpp>
#include <string>
#include <vector>

namespace streamguard::cve {

/// {"cve":{…}} with `more` (",\"key\":…") behind its first fields.
std::string cve_json(const std::string& id, const std::string& published, const std::string& more = "");

/// CVE-2024-00001 and so on, each published a minute after the one before, from 2024-01-01 on.
std::vector<std::string> many(std::size_t count, std::size_t first = 1);

std::string document(const std::vector<std::string>& entries, std::uint64_t start, std::uint64_t total);
std::string gzip(const std::string& bytes);
std::string hex_sha256(const std::string& bytes);

class NvdMirror : public ::testing::Test {
 protected:
  NvdMirror();
  ~NvdMirror() override;

  void put(const std::string& path, const std::string& bytes) const;
  /// The page that a request names; `span` is "" or "&pubStartDate=…".
  void put_page(std::uint64_t start, std::uint64_t count, const std::vector<std::string>& all,
                const std::string& span = "") const;
  /// All pages that a walk over `all` asks for.
  void put_api(const std::vector<std::string>& all, const std::string& span = "") const;
  void put_feed(int year, const std::vector<std::string>& entries) const;
  void put_meta(int year, const std::string& json, const std::string& sha256,
                const std::string& modified = "2024-06-01T00:00:00-04:00") const;

  testing::Collected run() const;
  static std::vector<std::string> ids(const testing::Collected& got);
  static bool logged(const testing::Collected& got, const std::string& words);

  std::filesystem::path folder_;
  testing::CollectOptions options_;
};

}  // namespace streamguard::cve
