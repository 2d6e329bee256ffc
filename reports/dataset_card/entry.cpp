#include <nlohmann/json.hpp>
#include <streamguard/cpp/plugin.hpp>

#include "dataset_card.hpp"
#include "plugin_manifest.h"

namespace {

class DatasetCard final : public streamguard::Reporter {
 public:
  using Reporter::Reporter;
  void open(const streamguard::ReporterArgs& args) override {
    facts_ = streamguard::facts::parse_facts(args.facts_json);
    // The host has checked the config against config_schema.
    const auto config = nlohmann::json::parse(args.config_json);
    file_ = config.value("file", file_);
    title_ =
        config.value("name", "StreamGuard collection" + (facts_.manifest_name ? ": " + *facts_.manifest_name : ""));
  }
  void render() override {
    streamguard::survey::Surveyor surveyor({});
    read("", [&](std::string_view collector, std::string_view record) { surveyor.add(collector, record); });
    next_file(file_);
    write(streamguard::dataset_card::render(facts_, surveyor.finish(), title_));
  }

 private:
  std::string file_ = "DATASET_CARD.md", title_;
  streamguard::facts::Facts facts_;
};

}  // namespace

STREAMGUARD_REPORTER(DatasetCard)
