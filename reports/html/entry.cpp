#include <nlohmann/json.hpp>
#include <streamguard/cpp/plugin.hpp>

#include "html_report.hpp"
#include "plugin_manifest.h"

namespace {

constexpr std::size_t kPairs = 240;
constexpr std::size_t kOthers = 60;
constexpr std::size_t kWriteBytes = 256 * 1024;

class HtmlReporter final : public streamguard::Reporter {
 public:
  using Reporter::Reporter;
  void open(const streamguard::ReporterArgs& args) override {
    // The host has checked the config against config_schema.
    const auto config = nlohmann::json::parse(args.config_json);
    facts_ = streamguard::facts::parse_facts(args.facts_json);
    options_.seed = facts_.seed.value_or(options_.seed);
    options_.pairs = config.value("pairs", kPairs);
    options_.others = config.value("others", kOthers);
  }

  void render() override {
    streamguard::survey::Surveyor surveyor(options_);
    read("", [&](std::string_view collector, std::string_view record) { surveyor.add(collector, record); });
    const std::string page = streamguard::html_report::render(facts_, surveyor.finish());
    for (std::size_t at = 0; at < page.size(); at += kWriteBytes) write(std::string_view(page).substr(at, kWriteBytes));
  }

 private:
  streamguard::facts::Facts facts_;
  streamguard::survey::Options options_;
};

}  // namespace

STREAMGUARD_REPORTER(HtmlReporter)
