/// samples.hpp: records for the store's tests, the same for the same number, and batches of them.
#pragma once

#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/batch.hpp"

namespace streamguard::store::testing {

inline std::string sample_id(unsigned number) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string id;
  std::uint64_t state = number + 1;
  while (id.size() < 64) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    id += kHex[state >> 60];
  }
  return id;
}

/// `code`: JSON string contents for the code, before and after.
inline std::string sample(unsigned number, const std::string& code = "int f(void) {\\n\\treturn 1;\\n}\\n") {
  return "{\"schema_version\":\"1.0.0\",\"sample_id\":\"" + sample_id(number) +
         "\",\"kind\":\"function_pair\",\"source\":\"repo\",\"ids\":{\"cve\":[\"CVE-2020-1\"],\"ghsa\":[],\"osv\":[],"
         "\"edb\":[]},"
         "\"title\":\"caf\xc3\xa9 " +
         std::to_string(number) + "\",\"description\":null,\"code\":{\"before\":\"" + code + "\",\"after\":\"" + code +
         "\",\"language\":\"C\",\"symbol\":\"f\",\"before_lines\":[1,3],\"after_lines\":null},"
         "\"label\":{\"tier\":\"gold\",\"method\":\"one_function\"},\"weakness\":{\"cwe\":[\"CWE-79\"],\"cvss\":[{"
         "\"version\":"
         "\"3.1\",\"vector\":\"CVSS:3.1/"
         "AV:N\",\"score\":9.8,\"source\":\"nvd\"}],\"severity\":\"HIGH\"},\"fix\":{\"repo\":"
         "\"a/b\",\"commit\":\"abc\",\"parent\":\"def\",\"path\":\"x.c\",\"author_date\":null,\"functions_changed\":1},"
         "\"packages\":[{\"ecosystem\":\"PyPI\",\"name\":\"x\",\"purl\":null,\"ranges\":[{\"type\":\"GIT\",\"events\":["
         "{}]}]}],"
         "\"dates\":{\"published\":null,\"modified\":null,\"withdrawn\":null},\"provenance\":{\"collector\":\"repo\","
         "\"version\":\"1\",\"urls\":[\"https://example.org/x\"],\"record_license\":null,\"code_license\":\"MIT\","
         "\"raw_sha256\":null},\"hashes\":{\"exact\":\"00\",\"normalised\":null},\"extra\":{\"n\":[1,-2.5e3,true,null]}"
         "}";
}

/// The bytes with room behind them that parsers may read.
struct Padded {
  explicit Padded(const std::string& text) : storage(text + std::string(Batch::kPadding, '\n')), size(text.size()) {}
  std::string_view view() const { return {storage.data(), size}; }
  std::string storage;
  std::size_t size;
};

inline Batch batch_of(const std::vector<std::string>& records,
                      std::function<void(std::unique_ptr<char[]>)> on_release = nullptr) {
  std::string all;
  std::vector<std::uint32_t> lengths;
  for (const std::string& record : records) {
    all += record + "\n";
    lengths.push_back(static_cast<std::uint32_t>(record.size() + 1));
  }
  auto memory = std::make_unique<char[]>(all.size() + Batch::kPadding);
  std::memcpy(memory.get(), all.data(), all.size());
  return Batch(std::move(memory), 0, all.size(), std::move(lengths), std::move(on_release));
}

}  // namespace streamguard::store::testing
