// The C++ face and the testing header, with a collector and a reporter made of them, in C++17 and C++20.
#include <streamguard/cpp/plugin.hpp>
#include <streamguard/testing/in_process_host.hpp>

static const char plugin_manifest_json[] = "{}";

namespace {

class Nothing final : public streamguard::Collector {
 public:
  using Collector::Collector;
  void open(const streamguard::CollectorArgs&) override {}
  void run() override { host().log(SG_LOG_INFO, "nothing to do"); }
};

class Blank final : public streamguard::Reporter {
 public:
  using Reporter::Reporter;
  void open(const streamguard::ReporterArgs&) override {}
  void render() override { write("\n"); }
};

}  // namespace

STREAMGUARD_ENTRY(SG_KIND_COLLECTOR | SG_KIND_REPORTER, &streamguard::edge::CollectorBox<Nothing>::create,
                  &streamguard::edge::ReporterBox<Blank>::create)
