/// nvd.hpp: the NVD CVE API 2.0 and the feeds it is made from.
#pragma once

#include <filesystem>
#include <mutex>
#include <vector>

#include "upstream.hpp"
#include "window.hpp"

namespace streamguard::upstreams {

class NvdApi final : public Upstream {
 public:
  /// `feeds`: the folder with nvdcve-2.0-*.json.gz, read at the first request. `key`: the only one that is known;
  /// empty: every one is.
  NvdApi(std::filesystem::path feeds, std::string key, Scale scale);

  std::string name() const override { return "nvd"; }
  bool serves(const Request& request) const override;
  std::string sort_of(const Request& request) const override;
  std::optional<Response> refuse(const Request& request, Count& count) override;
  Response answer(const Request& request, Count& count) override;

 private:
  struct Cve {
    std::string id;
    std::int64_t published = 0, modified = 0;
    bool rejected = false;
    std::string_view text;  ///< of documents_
  };
  void load();
  void add_document(const std::string& text);
  Response page(const Request& request, const std::vector<const Cve*>& found, std::uint64_t start, std::uint64_t most);

  const std::filesystem::path feeds_;
  const std::string key_;
  std::once_flag loaded_;
  std::vector<std::string> documents_;
  std::vector<Cve> cves_;  ///< by published, then id
  std::mutex mutex_;       // guards what follows
  KeyedWindows anonymous_, keyed_;
  std::uint64_t refused_ = 0;
};

class NvdFeeds final : public Upstream {
 public:
  NvdFeeds(std::filesystem::path folder, Scale scale);

  std::string name() const override { return "nvd_feeds"; }
  bool serves(const Request& request) const override;
  std::string sort_of(const Request& request) const override;
  std::optional<Response> refuse(const Request&, Count&) override { return std::nullopt; }
  Response answer(const Request& request, Count& count) override;

 private:
  const std::filesystem::path folder_;
  const std::uint64_t bytes_per_second_;
};

}  // namespace streamguard::upstreams
