#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <new>
#include <streamguard/cpp/plugin.hpp>
#include <streamguard/testing/in_process_host.hpp>

namespace {

using streamguard::testing::collect;
using streamguard::testing::Collected;
using streamguard::testing::CollectOptions;
using ::testing::ElementsAre;

std::function<void(streamguard::Host)> script;  // what the collector below does; tests set it

constexpr char plugin_manifest_json[] = R"({"id":"face","kinds":["collector"],"permissions":{"upstreams":["feed"]}})";

class Face final : public streamguard::Collector {
 public:
  using Collector::Collector;
  void open(const streamguard::CollectorArgs& args) override {
    if (args.config_json != "{}") throw streamguard::Error(SG_E_CONFIG, "config must be empty");
  }
  void run() override { script(host()); }
};

}  // namespace

STREAMGUARD_COLLECTOR(Face)

namespace {

Collected run(std::function<void(streamguard::Host)> work, const CollectOptions& options = {}) {
  script = std::move(work);
  return collect(sg_plugin_entry, options);
}

TEST(CppFace, EmitsSinglyAndInBatches) {
  const Collected got = run([](streamguard::Host host) {
    host.emit(R"({"n":1})");
    host.emit(std::vector<std::string_view>{R"({"n":2})", R"({"n":3})"});
    host.checkpoint("t");
  });
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_THAT(got.records, ElementsAre(R"({"n":1})", R"({"n":2})", R"({"n":3})"));
}

TEST(CppFace, TurnsExceptionsIntoErrors) {
  Collected got = run([](streamguard::Host) { throw streamguard::Error(SG_E_RATE_LIMITED, "later", 250); });
  EXPECT_EQ(got.rc, SG_E_RATE_LIMITED);
  EXPECT_EQ(got.error, "later");
  EXPECT_EQ(got.retry_after_ms, 250U);
  got = run([](streamguard::Host) { throw std::out_of_range("index 7"); });
  EXPECT_EQ(got.rc, SG_E_BUG);
  EXPECT_EQ(got.error, "index 7");
  EXPECT_EQ(run([](streamguard::Host) { throw std::bad_alloc(); }).rc, SG_E_TRANSIENT);
  EXPECT_EQ(run([](streamguard::Host) { throw 7; }).rc, SG_E_BUG);
  CollectOptions options;
  options.config_json = R"({"a":1})";
  got = run([](streamguard::Host) {}, options);
  EXPECT_EQ(got.rc, SG_E_CONFIG);
  EXPECT_EQ(got.error, "config must be empty");
}

TEST(CppFace, CutsALongMessageWithinItsBuffer) {
  const Collected got = run([](streamguard::Host) { throw std::runtime_error(std::string(5000, 'x')); });
  EXPECT_EQ(got.error.size(), sizeof(sg_err::msg) - 1);
}

TEST(CppFace, AStopUnwindsToOkAndACancelToCancelled) {
  const auto endless = [](streamguard::Host host) {
    for (;;) host.emit("{}");
  };
  CollectOptions options;
  options.target = 3;
  EXPECT_EQ(run(endless, options).rc, SG_OK);
  options = {};
  options.cancel_after_records = 3;
  EXPECT_EQ(run(endless, options).rc, SG_CANCELLED);
}

TEST(CppFace, FetchErrorsCarryTheirClassAndPlace) {
  CollectOptions options;
  options.upstreams["feed"] = "no such folder";
  const Collected got = run(
      [](streamguard::Host host) {
        streamguard::HttpRequest request;
        request.upstream = "feed";
        request.path = "/x";
        host.fetch(request);
      },
      options);
  EXPECT_EQ(got.rc, SG_E_UNAVAILABLE);
  EXPECT_NE(got.error.find("feed/x"), std::string::npos) << got.error;
}

TEST(CppFace, NamesAMissingExtension) {
  const Collected got = run([](streamguard::Host host) { host.extension<sg_output_v1>(SG_EXT_OUTPUT); });
  EXPECT_EQ(got.rc, SG_E_CONFIG);
  EXPECT_EQ(got.error, "this host lacks the extension sg.output/1");
}

}  // namespace
