#include <nlohmann/json.hpp>
#include <streamguard/cpp/plugin.hpp>

#include "findings.hpp"
#include "health.hpp"
#include "plugin_manifest.h"
#include "survey/record.hpp"

namespace {

using namespace streamguard;

class SarifReporter final : public Reporter {
 public:
  using Reporter::Reporter;
  void open(const ReporterArgs& args) override {
    // The host has checked the config against config_schema.
    const auto config = nlohmann::json::parse(args.config_json);
    findings_ = config.value("findings", false);
    limits_.results = config.value("max_findings", limits_.results);
    facts_ = facts::parse_facts(args.facts_json);
  }
  void render() override {
    write(sarif_report::text_of(findings_ ? read_findings() : sarif_report::health_of(facts_), facts_));
  }

 private:
  sarif_report::Log read_findings() {
    sarif_report::Findings findings(limits_);
    survey::RecordReader reader;
    read("",
         [&](std::string_view collector, std::string_view record) { findings.add(collector, reader.read(record)); });
    return findings.finish(facts_);
  }

  bool findings_ = false;
  sarif_report::Limits limits_;
  facts::Facts facts_;
};

}  // namespace

STREAMGUARD_REPORTER(SarifReporter)
