#include <nlohmann/json.hpp>
#include <streamguard/cpp/plugin.hpp>

#include "pdf_report.hpp"
#include "plugin_manifest.h"

namespace {

namespace pdf_report = streamguard::pdf_report;
namespace survey = streamguard::survey;

class PdfReporter final : public streamguard::Reporter {
 public:
  using Reporter::Reporter;
  void open(const streamguard::ReporterArgs& args) override {
    // The host has checked the config against config_schema.
    const auto config = nlohmann::json::parse(args.config_json);
    if (config.value("paper", "a4") == "letter") options_.paper = pdf_report::Paper::kLetter;
    options_.title = config.value("title", options_.title);
    facts_ = streamguard::facts::parse_facts(args.facts_json);
  }
  void render() override {
    survey::Surveyor surveyor{survey::Options{}};
    read("", [&](std::string_view collector, std::string_view record) { surveyor.add(collector, record); });
    write(pdf_report::render(facts_, surveyor.finish(), options_));
  }

 private:
  pdf_report::Options options_;
  streamguard::facts::Facts facts_;
};

}  // namespace

STREAMGUARD_REPORTER(PdfReporter)
