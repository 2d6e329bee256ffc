// How fast upstreams' documents are read, beside Python's own modules on the same file in the same run. README.md says
// what each line means.
//
//   documents_bench [--osv FILE.zip] [--nvd PAGE.json]
//
// Without files it reads documents of its own: sizes and shapes as upstreams have them, contents made up.
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "../osv/zip_writer.hpp"
#include "advisory/stable_hash.hpp"
#include "cve/cve_reader.hpp"
#include "cve/page.hpp"
#include "osv/zip_archive.hpp"

namespace {

namespace fs = std::filesystem;
namespace osv = streamguard::osv;
namespace cve = streamguard::cve;
constexpr int kRounds = 5;
constexpr std::size_t kJson = 5;  // ".json"

double median_seconds(const std::function<void()>& work) {
  std::vector<double> seconds;
  for (int round = 0; round < kRounds; ++round) {
    const auto start = std::chrono::steady_clock::now();
    work();
    seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  std::sort(seconds.begin(), seconds.end());
  return seconds[kRounds / 2];
}

/// Runs the script with `file` as its argument; it prints its own seconds. 0 where there is no Python.
double python_seconds(const std::string& script, const fs::path& file) {
  const std::string command = "python3 -c '" + script + "' '" + file.string() + "'";
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return 0;
  std::array<char, 64> text{};
  const bool told = std::fgets(text.data(), text.size(), pipe) != nullptr;
  return ::pclose(pipe) == 0 && told ? std::strtod(text.data(), nullptr) : 0;
}

constexpr const char* kPythonZip =
    "import sys,time,zipfile,json,statistics as s\n"
    "def once():\n"
    " t=time.perf_counter()\n"
    " z=zipfile.ZipFile(sys.argv[1])\n"
    " for n in z.namelist(): json.loads(z.read(n))\n"
    " return time.perf_counter()-t\n"
    "print(s.median(once() for _ in range(3)))";
constexpr const char* kPythonPage =
    "import sys,time,json,statistics as s\n"
    "def once():\n"
    " t=time.perf_counter(); json.load(open(sys.argv[1])); return time.perf_counter()-t\n"
    "print(s.median(once() for _ in range(5)))";

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    std::fprintf(stderr, "documents_bench: %s cannot be read\n", path.c_str());
    std::exit(2);
  }
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string prose(unsigned number, std::size_t bytes) {
  constexpr std::array<const char*, 12> kWords{"request", "parser", "buffer",   "without", "checking", "length",
                                               "allows",  "remote", "attacker", "crafted", "input",    "before"};
  std::string out;
  for (unsigned i = number; out.size() < bytes; i = i * 1103515245U + 12345U) {
    out.append(kWords[(i >> 16U) % kWords.size()]).append((i >> 8U) % 9 == 0 ? ".\\n" : " ");
  }
  return out;
}

std::string osv_document(unsigned number) {
  const std::string id = "GHSA-" + std::to_string(1000 + number % 9000) + "-" + std::to_string(100000 + number);
  std::string versions;
  for (unsigned i = 0; i < 40; ++i) versions += (i == 0 ? "\"1." : ",\"1.") + std::to_string(i) + ".0\"";
  return "{\"id\":\"" + id +
         "\",\"modified\":\"2024-03-01T10:00:00Z\",\"published\":\"2024-02-01T10:00:00Z\",\"details\":\"" +
         prose(number, 900) + R"(","affected":[{"package":{"name":"made-up","ecosystem":"PyPI"},"versions":[)" +
         versions +
         R"(],"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"1.40.0"}]}]}],"references":[)"
         R"({"type":"WEB","url":"https://example.org/a"},{"type":"FIX","url":"https://example.org/b"}]})";
}

std::string nvd_page(unsigned count) {
  std::string out = "{\"resultsPerPage\":" + std::to_string(count) +
                    ",\"startIndex\":0,\"totalResults\":" + std::to_string(count) +
                    R"(,"format":"NVD_CVE","version":"2.0","timestamp":"2024-03-01T10:00:00.000",)"
                    "\"vulnerabilities\":[";
  for (unsigned i = 0; i < count; ++i) {
    std::string matches;
    for (unsigned k = 0; k < 12; ++k) {
      matches +=
          (k == 0 ? "" : ",") + std::string(R"({"vulnerable":true,"criteria":"cpe:2.3:a:maker:product:1.)") +
          std::to_string(k) +
          R"(:*:*:*:*:*:*:*","versionEndExcluding":"2.0","matchCriteriaId":"0A1B2C3D-0000-4000-8000-0000000000AA"})";
    }
    out += std::string(i == 0 ? "" : ",") + R"({"cve":{"id":"CVE-2024-)" + std::to_string(10000 + i) +
           R"(","sourceIdentifier":"cna@example.org","published":"2024-03-01T10:00:00.120","lastModified":)"
           R"("2024-03-02T10:00:00.120","vulnStatus":"Analyzed","descriptions":[{"lang":"en","value":")" +
           prose(i, 500) +
           R"("}],"metrics":{"cvssMetricV31":[{"source":"nvd@nist.gov","type":"Primary","cvssData":)"
           R"({"version":"3.1","vectorString":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H","baseScore":9.8,)"
           R"("baseSeverity":"CRITICAL"},"exploitabilityScore":3.9,"impactScore":5.9}]},"weaknesses":[{"source":)"
           R"("nvd@nist.gov","type":"Primary","description":[{"lang":"en","value":"CWE-787"}]}],"configurations":)"
           R"([{"nodes":[{"operator":"OR","negate":false,"cpeMatch":[)" +
           matches +
           R"(]}]}],"references":[{"url":"https://example.org/advisory","source":"cna@example.org",)"
           R"("tags":["Vendor Advisory"]},{"url":"https://example.org/patch","source":"cna@example.org"}]}})";
  }
  return out + "]}";
}

/// Inflates and parses the documents of one shard of `count`, as the collector does; gives how many there were.
std::size_t read_shard(const std::string& zip, std::uint32_t index, std::uint32_t count) {
  osv::ZipArchive archive(std::as_bytes(std::span(zip)), "the archive");
  simdjson::dom::parser parser;
  std::size_t documents = 0;
  for (const osv::ZipEntry& entry : archive.entries()) {
    const std::string_view id = entry.name.substr(0, entry.name.size() - std::min(entry.name.size(), kJson));
    if (!streamguard::advisory::in_shard(id, index, count)) continue;
    const std::string_view text = archive.read(entry, simdjson::SIMDJSON_PADDING);
    if (parser.parse(text.data(), text.size(), false).error() == simdjson::SUCCESS) ++documents;
  }
  return documents;
}

void print(const char* name, double documents, double seconds, double peer) {
  std::printf("%-10s %9.0f documents/s", name, documents / seconds);
  if (peer > 0) std::printf(", %.1f times Python's", peer / seconds);
  std::printf("\n");
}

void bench_osv(const fs::path& file) {
  const std::string zip = read_file(file);
  const std::size_t documents = read_shard(zip, 0, 1);
  const double peer = python_seconds(kPythonZip, file);
  if (peer > 0) std::printf("%-10s %9.0f documents/s\n", "zip-python", static_cast<double>(documents) / peer);
  const double one = median_seconds([&] { (void)read_shard(zip, 0, 1); });
  print("zip-one", static_cast<double>(documents), one, peer);
  const double two = median_seconds([&] {
    std::size_t other = 0;
    std::thread second([&] { other = read_shard(zip, 1, 2); });
    const std::size_t mine = read_shard(zip, 0, 2);
    second.join();
    if (mine + other != documents) std::exit(1);
  });
  print("zip-two", static_cast<double>(documents), two, peer);
}

void bench_nvd(const fs::path& file) {
  std::string text = read_file(file);
  const std::size_t size = text.size();
  text.resize(size + simdjson::SIMDJSON_PADDING);
  cve::Page page;
  const auto read = [&] {
    if (page.read(std::span(text.data(), size))) return;
    std::fprintf(stderr, "documents_bench: %s: %s\n", file.c_str(), page.problem().c_str());
    std::exit(1);
  };
  const double peer = python_seconds(kPythonPage, file);
  const double pages = median_seconds(read);
  const auto entries = static_cast<double>(page.entries().size());
  if (peer > 0) std::printf("%-10s %9.0f documents/s\n", "nvd-python", entries / peer);
  print("nvd-page", entries, pages, peer);
  cve::CveReader reader;
  const double whole = median_seconds([&] {
    read();
    for (const cve::Entry& entry : page.entries()) {
      if (reader.read(entry.text) == cve::Verdict::kBroken) std::exit(1);
    }
  });
  print("nvd-sample", entries, whole, peer);
}

}  // namespace

int main(int argc, char** argv) {
  const fs::path own = fs::temp_directory_path() / ("streamguard-bench-" + std::to_string(::getpid()));
  fs::create_directories(own);
  fs::path zip = own / "all.zip", page = own / "page.json";
  bool own_zip = true, own_page = true;
  for (int at = 1; at + 1 < argc; at += 2) {
    if (std::string_view(argv[at]) == "--osv") zip = argv[at + 1], own_zip = false;
    if (std::string_view(argv[at]) == "--nvd") page = argv[at + 1], own_page = false;
  }
  if (own_zip) {
    std::vector<osv::Entry> entries(20'000);
    for (unsigned i = 0; i < entries.size(); ++i) {
      entries[i].content = osv_document(i);
      entries[i].name = "GHSA-" + std::to_string(1000 + i % 9000) + "-" + std::to_string(100000 + i) + ".json";
    }
    osv::write_file(zip, osv::make_zip(entries));
  }
  if (own_page) std::ofstream(page, std::ios::binary) << nvd_page(2000);
  bench_osv(zip);
  bench_nvd(page);
  fs::remove_all(own);
  return 0;
}
