#include <streamguard/cpp/plugin.hpp>

#include "json_report.hpp"
#include "plugin_manifest.h"

namespace {

class JsonReporter final : public streamguard::Reporter {
 public:
  using Reporter::Reporter;
  void open(const streamguard::ReporterArgs& args) override {
    facts_ = streamguard::facts::parse_facts(args.facts_json);
  }
  void render() override {
    streamguard::survey::Surveyor surveyor({});
    read("", [&](std::string_view collector, std::string_view record) { surveyor.add(collector, record); });
    write(streamguard::json_report::render(facts_, surveyor.finish()));
  }

 private:
  streamguard::facts::Facts facts_;
};

}  // namespace

STREAMGUARD_REPORTER(JsonReporter)
