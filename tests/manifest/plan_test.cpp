#include <gtest/gtest.h>

#include <algorithm>

#include "os/paths.hpp"
#include "world.hpp"

namespace streamguard::manifest::test {
namespace {

constexpr const char* kRun = R"(version: 1
output: out/here
cache: {dir: kept, max_size: 5GiB, fresh: 30m}
collectors:
  synthetic:
    target: all
    shards: 3
    limits: {memory: 512MiB, scratch: 1GiB, lease: 250s, cpu: 2h}
    restart: {max: 0, within: 1h}
    config: {languages: [C, Go], ratio: 0.5, nested: {key: "${WORD:-a $$ b}"}}
  second: {plugin: synthetic, target: 70}
  osv: {target: 500}
  exploits: {}
reports: [csv, {plugin: json, config: {indent: 2}}]
)";

const Collector& collector(const Plan& plan, const std::string& name) {
  return *std::find_if(plan.collectors.begin(), plan.collectors.end(), [&](const auto& c) { return c.name == name; });
}

TEST(Manifest, BecomesAPlan) {
  World world;
  const Loaded loaded = world.load_text(kRun);
  ASSERT_TRUE(loaded.plan) << told(loaded);
  EXPECT_TRUE(loaded.faults.empty()) << told(loaded);
  const Plan& plan = *loaded.plan;
  EXPECT_EQ(plan.name, "run");
  EXPECT_EQ(plan.manifest, world.folder / "run.yaml");
  EXPECT_EQ(plan.output, world.folder / "out/here");
  EXPECT_EQ(plan.seed, 42U);
  EXPECT_EQ(plan.cache.dir, world.folder / "kept");
  EXPECT_EQ(plan.cache.max_size, 5 * limits::GiB);
  EXPECT_EQ(plan.cache.fresh, milliseconds(30 * 60'000));
  ASSERT_EQ(plan.collectors.size(), 4U);
  const Collector& synthetic = plan.collectors[0];
  EXPECT_EQ(synthetic.line, 5U);
  EXPECT_EQ(plan.collectors[3].line, 13U);
  EXPECT_EQ(synthetic.target, 0U);
  EXPECT_EQ(synthetic.shards, 3U);
  EXPECT_EQ(synthetic.limits.memory, 512 * limits::MiB);
  EXPECT_EQ(synthetic.limits.lease, milliseconds(250'000));
  EXPECT_EQ(synthetic.limits.cpu, milliseconds(7'200'000));
  EXPECT_EQ(synthetic.restart.max, 0U);
  EXPECT_EQ(synthetic.restart.within, milliseconds(3'600'000));
  EXPECT_EQ(synthetic.config_json, R"({"languages":["C","Go"],"nested":{"key":"a $ b"},"ratio":0.5})");
  EXPECT_EQ(synthetic.plugin.version, "1.2.0");
  EXPECT_EQ(synthetic.plugin.library, world.plugins / (std::string("synthetic") + os::library_ending()));
  ASSERT_EQ(plan.reports.size(), 2U);
  EXPECT_EQ(plan.reports[0].plugin.id, "csv");
  EXPECT_EQ(plan.reports[1].config_json, R"({"indent":2})");
}

TEST(Manifest, GivesEachCollectorAFolder) {
  World world;
  const Loaded loaded = world.load_text(kRun);
  ASSERT_TRUE(loaded.plan) << told(loaded);
  EXPECT_EQ(collector(*loaded.plan, "synthetic").folder, "synthetic");
  EXPECT_EQ(collector(*loaded.plan, "second").folder, "second");
  EXPECT_EQ(collector(*loaded.plan, "exploits").folder, "exploitdb");
  world.overrides.collectors = {"second"};
  const Loaded alone = world.load_text(kRun);
  ASSERT_TRUE(alone.plan) << told(alone);
  EXPECT_EQ(alone.plan->collectors.at(0).folder, "second");
}

TEST(Manifest, GrantsWhatThePluginAsksForWhereNothingIsSaid) {
  World world;
  const Loaded loaded = world.load_text("version: 1\ncollectors: {osv: {}, synthetic: {}}\n");
  ASSERT_TRUE(loaded.plan) << told(loaded);
  EXPECT_EQ(loaded.plan->collectors[0].upstreams, std::vector<std::string>{"osv"});
  EXPECT_TRUE(loaded.plan->collectors[1].upstreams.empty());
}

TEST(Manifest, WithoutANameIsTheFullSet) {
  World world;
  const Loaded loaded = world.load("");
  ASSERT_TRUE(loaded.plan) << told(loaded);
  EXPECT_EQ(loaded.plan->name, "full");
  EXPECT_EQ(loaded.plan->output, world.folder / "data/raw");
  EXPECT_EQ(loaded.plan->cache.dir, world.folder / "cache");
  EXPECT_EQ(loaded.plan->cache.fresh, milliseconds(2 * 3'600'000));
  EXPECT_EQ(loaded.plan->reports.size(), 1U);
}

TEST(Manifest, ThatDoesNotExistIsTold) {
  World world;
  EXPECT_NE(told(world.load("ful")).find("did you mean 'full'"), std::string::npos);
  EXPECT_NE(told(world.load("no/such.yaml")).find("relative to"), std::string::npos);
  EXPECT_NE(told(world.load("plugins/")).find("is a folder"), std::string::npos);
}

TEST(Overrides, LieOverTheManifest) {
  World world;
  world.overrides.collectors = {"osv", "synthetic"};
  world.overrides.mode = Mode::sequential;
  world.overrides.output = "elsewhere";
  world.overrides.report_formats = std::vector<std::string>{"all"};
  world.overrides.targets = {{"osv", 7}};
  world.overrides.no_cache = true;
  world.overrides.seed = 9;
  world.overrides.sandbox = Sandbox::best_effort;
  const Loaded loaded = world.load_text(kRun);
  ASSERT_TRUE(loaded.plan) << told(loaded);
  const Plan& plan = *loaded.plan;
  ASSERT_EQ(plan.collectors.size(), 2U);
  EXPECT_EQ(collector(plan, "osv").target, 7U);
  EXPECT_EQ(plan.mode, Mode::sequential);
  EXPECT_EQ(plan.output, world.folder / "elsewhere");
  EXPECT_FALSE(plan.cache.enabled);
  EXPECT_EQ(plan.seed, 9U);
  EXPECT_EQ(plan.sandbox, Sandbox::best_effort);
  ASSERT_EQ(plan.reports.size(), 2U);
  EXPECT_EQ(plan.reports[1].config_json, R"({"indent":2})");
}

TEST(Overrides, QuickTestLowersTargetsOnly) {
  World world;
  world.overrides.quick_test = true;
  const Loaded loaded = world.load_text(kRun);
  ASSERT_TRUE(loaded.plan) << told(loaded);
  EXPECT_EQ(collector(*loaded.plan, "synthetic").target, 100U);
  EXPECT_EQ(collector(*loaded.plan, "second").target, 70U);
  EXPECT_EQ(collector(*loaded.plan, "osv").target, 100U);
}

TEST(Overrides, FaultsNameTheirFlag) {
  World world;
  world.overrides.collectors = {"ovs", "synthetic"};
  world.overrides.report_formats = std::vector<std::string>{"jsn"};
  world.overrides.targets = {{"github", 5}};
  const Loaded loaded = world.load_text(kRun);
  EXPECT_EQ(told(loaded),
            "error: --collectors: the manifest has no collector 'ovs'\n  hint: did you mean 'osv'?\n"
            "error: --github-samples: the manifest has no collector 'github'\n"
            "  hint: it has: synthetic, second, osv, exploits\n"
            "error: --report-formats: there is no report format 'jsn'\n  hint: did you mean 'json'?\n");
  EXPECT_EQ(loaded.faults.at(0).line, 0);
}

TEST(Overrides, LeaveOutCollectorsThatAreNotInstalled) {
  World world;
  world.overrides.collectors = {"synthetic"};
  const Loaded loaded = world.load_text("version: 1\ncollectors: {synthetic: {}, later: {plugin: not-yet}}\n");
  ASSERT_TRUE(loaded.plan) << told(loaded);
  EXPECT_EQ(loaded.plan->collectors.size(), 1U);
}

TEST(Fingerprint, HoldsWhatDecidesTheData) {
  World world;
  const Loaded loaded =
      world.load_text("version: 1\nseed: 5\ncollectors: {osv: {target: 3, config: {b: 1, a: [2]}}}\n");
  ASSERT_TRUE(loaded.plan) << told(loaded);
  EXPECT_EQ(loaded.plan->fingerprint, (Fingerprint{{"seed", "5"},
                                                   {"collectors.osv.plugin", R"({"id":"osv","version":"1.0.0"})"},
                                                   {"collectors.osv.target", "3"},
                                                   {"collectors.osv.shards", "1"},
                                                   {"collectors.osv.folder", R"("osv")"},
                                                   {"collectors.osv.config", R"({"a":[2],"b":1})"},
                                                   {"upstreams.osv.url", R"("https://osv.example")"}}));
}

TEST(Fingerprint, IgnoresHowARunGoes) {
  World world;
  const Loaded one = world.load_text("version: 1\ncollectors: {osv: {}}\n");
  world.overrides.mode = Mode::sequential;
  world.overrides.no_cache = true;
  const Loaded two = world.load_text(
      "version: 1\nname: other\noutput: x\nsandbox: off\ncollectors: {osv: {limits: {memory: 2GiB}, restart: {max: "
      "1}}}\nreports: []\n");
  ASSERT_TRUE(one.plan && two.plan) << told(one) << told(two);
  EXPECT_EQ(one.plan->fingerprint, two.plan->fingerprint);
}

TEST(Grants, OptionalUpstreamsAreWhatTheManifestListsOrAllThatAreDeclared) {
  World world;
  world.add_plugin("picky", R"({"id": "picky", "version": "1.0.0", "title": "Picky", "license": "MIT",
    "kinds": ["collector"], "permissions": {"upstreams": ["osv"], "optional_upstreams": ["feed", "nowhere"]}})");
  world.add_plugin("reader", R"({"id": "reader", "version": "1.0.0", "title": "Reader", "license": "MIT",
    "kinds": ["collector"], "permissions": {"optional_upstreams": ["feed"]}, "extensions": ["sg.git/1"]})");
  const std::string head = "version: 1\nupstreams: {feed: 'https://feed.example', forge: 'https://forge.example'}\n";
  const auto granted = [&world, &head](const std::string& collectors) {
    const Loaded loaded = world.load_text(head + "collectors: {" + collectors + "}\n");
    EXPECT_TRUE(loaded.plan) << told(loaded);
    return loaded.plan ? loaded.plan->collectors.at(0).upstreams : std::vector<std::string>();
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(granted("picky: {}"), (Names{"osv", "feed"}));
  EXPECT_EQ(granted("picky: {upstreams: [osv]}"), Names{"osv"});
  EXPECT_EQ(granted("picky: {upstreams: [osv, feed]}"), (Names{"osv", "feed"}));
  EXPECT_EQ(granted("picky: {upstreams: [osv, forge]}"), Names{"osv"}) << "it does not ask for forge";
  EXPECT_EQ(granted("reader: {upstreams: [forge]}"), Names{"forge"}) << "it may hold repositories";
}

}  // namespace
}  // namespace streamguard::manifest::test
