// The collector: what it reads, how it divides the work, how it resumes.
//
// The feed has /index.json, an array of page names, oldest first, and each page is an array of advisories. Pages are
// only ever appended, so the token is simply the name of the last page that is done. A shard owns every shard_count-th
// page.
#include <nlohmann/json.hpp>
#include <set>
#include <streamguard/cpp/plugin.hpp>
#include <string>
#include <vector>

#include "plugin_manifest.h"
#include "sample.hpp"

namespace example {
namespace {

constexpr std::string_view kUpstream = "example_feed";
constexpr std::uint64_t kMaxPageBytes = 16 * 1024 * 1024;

class ExampleFeed final : public streamguard::Collector {
 public:
  using Collector::Collector;

  // The arguments are lent for this call: copy what is needed later. The host has checked the config against the
  // schema.
  void open(const streamguard::CollectorArgs& args) override {
    const auto config = nlohmann::json::parse(args.config_json);
    include_withdrawn_ = config.value("include_withdrawn", false);
    for (const auto& unit : nlohmann::json::parse(args.skip_json)) skip_.insert(unit.get<std::string>());
    last_page_ = std::string(args.resume_token);
    shard_index_ = args.shard_index;
    shard_count_ = args.shard_count;
  }

  void run() override {
    const std::vector<std::string> pages = pages_to_do();
    std::uint64_t done = 0;
    for (const std::string& page : pages) {
      host().progress(done++, pages.size(), "pages");
      if (skip_.count(page) == 0) collect(page);
      host().checkpoint(page);
    }
    host().progress(done, pages.size(), "pages");
  }

 private:
  nlohmann::json fetch(const std::string& page) const {
    streamguard::HttpRequest request;
    request.upstream = kUpstream;
    const std::string path = "/" + page;
    request.path = path;
    request.max_bytes = kMaxPageBytes;
    auto value = nlohmann::json::parse(host().fetch(request).body, nullptr, false);
    // SG_E_DATA blames the input: after repeated failure the host puts the unit aside and goes on past it.
    if (!value.is_array()) throw streamguard::Error(SG_E_DATA, path + ": not a JSON array");
    return value;
  }

  std::vector<std::string> pages_to_do() const {
    std::vector<std::string> pages;
    bool reached = last_page_.empty();
    std::uint64_t number = 0;
    for (const auto& name : fetch("index.json")) {
      if (!name.is_string()) throw streamguard::Error(SG_E_DATA, "/index.json: an entry is not a string");
      const bool ours = number++ % shard_count_ == shard_index_;
      if (ours && reached) pages.push_back(name.get<std::string>());
      if (name == last_page_) reached = true;
    }
    if (!reached) {
      throw streamguard::Error(
          SG_E_CONFIG, "/index.json no longer lists " + last_page_ + ", where the last run stopped: start afresh");
    }
    return pages;
  }

  void collect(const std::string& page) {
    host().unit(page);
    for (const auto& advisory : fetch(page)) {
      if (!advisory.is_object()) throw streamguard::Error(SG_E_DATA, "/" + page + ": an entry is not an object");
      if (!include_withdrawn_ && advisory.contains("withdrawn")) continue;
      host().emit(sample_from(advisory, page));
    }
  }

  bool include_withdrawn_ = false;
  std::set<std::string> skip_;
  std::string last_page_;
  std::uint32_t shard_index_ = 0;
  std::uint32_t shard_count_ = 1;
};

}  // namespace
}  // namespace example

STREAMGUARD_COLLECTOR(example::ExampleFeed)
