#include <nlohmann/json.hpp>
#include <streamguard/cpp/plugin.hpp>

#include "csv_report.hpp"
#include "plugin_manifest.h"

namespace {

class CsvReporter final : public streamguard::Reporter {
 public:
  using Reporter::Reporter;
  void open(const streamguard::ReporterArgs& args) override {
    // The host has checked the config against config_schema.
    with_bom_ = nlohmann::json::parse(args.config_json).value("bom", true);
    facts_ = streamguard::facts::parse_facts(args.facts_json);
  }
  void render() override {
    streamguard::survey::Surveyor surveyor({});
    read("", [&](std::string_view collector, std::string_view record) { surveyor.add(collector, record); });
    write(streamguard::csv_report::render(facts_, surveyor.finish(), with_bom_));
  }

 private:
  bool with_bom_ = true;
  streamguard::facts::Facts facts_;
};

}  // namespace

STREAMGUARD_REPORTER(CsvReporter)
