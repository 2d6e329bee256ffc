#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <streamguard/testing/in_process_host.hpp>
#include <thread>

#include "scripted_plugin.hpp"

namespace streamguard::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(InProcessHost, CommitsWithTheCheckpointAndTheRestOnOk) {
  ScriptedPlugin plugin;
  plugin.run = [](const sg_host* host, sg_err&) {
    emit_one(host, R"({"n":1})");
    emit_one(host, R"({"n":2})");
    host->checkpoint(host, text("a"));
    emit_one(host, R"({"n":3})");
    return SG_OK;
  };
  const Collected got = collect(plugin.entry());
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  ASSERT_EQ(got.commits.size(), 2U);
  EXPECT_THAT(got.commits[0].records, ElementsAre(R"({"n":1})", R"({"n":2})"));
  EXPECT_EQ(got.commits[1].token, "a");
  EXPECT_THAT(got.commits[1].records, ElementsAre(R"({"n":3})"));
  EXPECT_EQ(got.token, "a");
  EXPECT_EQ(plugin.destroyed, 1);
}

TEST(InProcessHost, DropsWhatIsUncommittedOnAnError) {
  ScriptedPlugin plugin;
  plugin.run = [](const sg_host* host, sg_err& err) {
    emit_one(host, R"({"n":1})");
    host->checkpoint(host, text("a"));
    emit_one(host, R"({"n":2})");
    err.retry_after_ms = 1500;
    return fail(err, SG_E_RATE_LIMITED, "slow down");
  };
  const Collected got = collect(plugin.entry());
  EXPECT_EQ(got.rc, SG_E_RATE_LIMITED);
  EXPECT_EQ(got.error, "slow down");
  EXPECT_EQ(got.retry_after_ms, 1500U);
  EXPECT_THAT(got.records, ElementsAre(R"({"n":1})"));
  EXPECT_THAT(got.dropped, ElementsAre(R"({"n":2})"));
}

TEST(InProcessHost, CutsABatchAtTheTarget) {
  ScriptedPlugin plugin;
  sg_rc told = SG_OK;
  sg_rc told_again = SG_OK;
  plugin.run = [&](const sg_host* host, sg_err&) {
    const sg_record record{sizeof(sg_record), 0, text("{}")};
    const sg_record* batch[] = {&record, &record, &record};
    told = host->emit(host, batch, 3);
    told_again = host->emit(host, batch, 3);
    return SG_OK;
  };
  CollectOptions options;
  options.target = 10;
  options.committed = 8;
  const Collected got = collect(plugin.entry(), options);
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_EQ(told, SG_STOP);
  EXPECT_EQ(told_again, SG_STOP);
  EXPECT_TRUE(got.target_met);
  EXPECT_EQ(got.records.size(), 2U);
}

TEST(InProcessHost, CancelsAfterSoManyRecords) {
  ScriptedPlugin plugin;
  plugin.run = [](const sg_host* host, sg_err&) {
    for (;;) {
      if (const sg_rc rc = emit_one(host, "{}"); rc != SG_OK) {
        EXPECT_EQ(host->cancelled(host), SG_CANCELLED);
        return rc;
      }
    }
  };
  CollectOptions options;
  options.cancel_after_records = 5;
  const Collected got = collect(plugin.entry(), options);
  EXPECT_EQ(got.rc, SG_CANCELLED);
  EXPECT_THAT(got.records, IsEmpty());
  EXPECT_EQ(got.dropped.size(), 5U);
}

TEST(InProcessHost, StopsAfterSoManyCheckpoints) {
  ScriptedPlugin plugin;
  plugin.run = [](const sg_host* host, sg_err&) {
    for (int i = 0;; ++i) {
      if (const sg_rc rc = emit_one(host, "{}"); rc != SG_OK) return rc;
      if (const sg_rc rc = host->checkpoint(host, text(std::to_string(i))); rc != SG_OK) return rc;
    }
  };
  CollectOptions options;
  options.stop_after_checkpoints = 3;
  const Collected got = collect(plugin.entry(), options);
  EXPECT_EQ(got.rc, SG_CANCELLED);
  EXPECT_EQ(got.token, "2");
  EXPECT_EQ(got.records.size(), 3U);
}

/// Six records, a checkpoint for each; `from` says at which a resumed run begins.
void count_to_six(ScriptedPlugin& plugin, std::function<int(const std::string& token)> from) {
  auto begin = std::make_shared<int>(0);
  plugin.open = [begin, from = std::move(from)](const sg_collector_args& args, sg_err&) {
    *begin = from(copy(args.resume_token));
    return SG_OK;
  };
  plugin.run = [begin](const sg_host* host, sg_err&) {
    for (int i = *begin; i < 6; ++i) {
      if (const sg_rc rc = emit_one(host, "{\"n\":" + std::to_string(i) + "}"); rc != SG_OK) return rc;
      if (const sg_rc rc = host->checkpoint(host, text(std::to_string(i))); rc != SG_OK) return rc;
    }
    return SG_OK;
  };
}

TEST(ResumeFaults, AreNoneWhereThePluginGoesOnFromItsToken) {
  ScriptedPlugin plugin;
  count_to_six(plugin, [](const std::string& token) { return token.empty() ? 0 : std::stoi(token) + 1; });
  EXPECT_THAT(resume_faults(plugin.entry()), IsEmpty());
}

TEST(ResumeFaults, TellWhatWasRepeatedAndWhatWasLost) {
  ScriptedPlugin plugin;
  count_to_six(plugin, [](const std::string& token) { return token.empty() ? 0 : std::stoi(token); });
  const auto repeated = resume_faults(plugin.entry());
  ASSERT_EQ(repeated.size(), 6U);
  EXPECT_EQ(repeated[2], "stopped after checkpoint 3: 7 records instead of 6; the first that differs is record 4");
  count_to_six(plugin, [](const std::string& token) { return token.empty() ? 0 : std::stoi(token) + 2; });
  const auto lost = resume_faults(plugin.entry());
  ASSERT_EQ(lost.size(), 5U);  // after the last nothing was left to lose
  EXPECT_EQ(lost[0], "stopped after checkpoint 1: 5 records instead of 6; the first that differs is record 2");
}

TEST(ResumeFaults, TellAFailureOnTheSecondWay) {
  ScriptedPlugin plugin;
  count_to_six(plugin, [](const std::string& token) { return token.empty() ? 0 : std::stoi(token) + 1; });
  plugin.open = [inner = plugin.open](const sg_collector_args& args, sg_err& err) {
    return args.resume_token.len == 0 ? inner(args, err) : fail(err, SG_E_DATA, "a token of mine?");
  };
  EXPECT_THAT(
      resume_faults(plugin.entry())[0],
      ::testing::AllOf(HasSubstr("stopped after checkpoint 1: the part from there: "), HasSubstr("a token of mine?")));
}

TEST(ResumeFaults, TryNothingWithoutACheckpoint) {
  ScriptedPlugin plugin;
  EXPECT_THAT(resume_faults(plugin.entry()), ElementsAre(HasSubstr("nothing was tried")));
}

TEST(InProcessHost, HandsOverItsArguments) {
  ScriptedPlugin plugin;
  CollectOptions options;
  options.name = "mine";
  options.config_json = R"({"a":1})";
  options.token = "t";
  options.skip_json = R"(["u"])";
  options.shard_index = 1;
  options.shard_count = 3;
  options.target = 7;
  options.committed = 2;
  options.upstreams["feed"] = "somewhere";
  plugin.open = [](const sg_collector_args& args, sg_err&) {
    EXPECT_EQ(copy(args.name), "mine");
    EXPECT_EQ(copy(args.config_json), R"({"a":1})");
    EXPECT_EQ(copy(args.resume_token), "t");
    EXPECT_EQ(copy(args.skip_json), R"(["u"])");
    EXPECT_EQ(copy(args.upstreams_json), R"(["feed"])");
    EXPECT_EQ(args.shard_index, 1U);
    EXPECT_EQ(args.shard_count, 3U);
    EXPECT_EQ(args.target, 7U);
    EXPECT_EQ(args.seed, 42U);
    EXPECT_EQ(args.committed, 2U);
    return SG_OK;
  };
  EXPECT_EQ(collect(plugin.entry(), options).rc, SG_OK);
}

TEST(InProcessHost, RecordsLogsUnitsProgressAndHeartbeats) {
  ScriptedPlugin plugin;
  plugin.run = [](const sg_host* host, sg_err&) {
    host->unit(host, text("page 1"));
    host->heartbeat(host, 1000, text("thinking"));
    host->progress(host, 1, 2, text("pages"));
    std::thread([host] { host->log(host, SG_LOG_WARN, text("hm"), text(R"({"n":1})")); }).join();
    return SG_OK;
  };
  const Collected got = collect(plugin.entry());
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_THAT(got.units, ElementsAre("page 1"));
  EXPECT_EQ(got.heartbeats, 1U);
  ASSERT_EQ(got.progress.size(), 1U);
  EXPECT_EQ(got.progress[0].noun, "pages");
  ASSERT_EQ(got.logs.size(), 1U);
  EXPECT_EQ(got.logs[0].message, "hm");
}

TEST(InProcessHost, RemovesTheScratchFolder) {
  ScriptedPlugin plugin;
  std::filesystem::path scratch;
  plugin.run = [&](const sg_host* host, sg_err&) {
    const auto* table = static_cast<const sg_scratch_v1*>(host->extension(host, SG_EXT_SCRATCH));
    scratch = copy(table->path(host));
    EXPECT_TRUE(std::filesystem::is_directory(scratch));
    EXPECT_TRUE(std::filesystem::is_empty(scratch));
    std::filesystem::create_directory(scratch / "sub");
    return SG_OK;
  };
  EXPECT_EQ(collect(plugin.entry()).rc, SG_OK);
  EXPECT_FALSE(std::filesystem::exists(scratch));
}

TEST(InProcessHost, LacksWhatIsNotForCollectors) {
  ScriptedPlugin plugin;
  plugin.run = [](const sg_host* host, sg_err&) {
    EXPECT_EQ(host->extension(host, SG_EXT_OUTPUT), nullptr);
    EXPECT_EQ(host->extension(host, "sg.http/2"), nullptr);
    return SG_OK;
  };
  EXPECT_EQ(collect(plugin.entry()).rc, SG_OK);
}

// ---- breaches of the contract ----

struct Breach {
  const char* name;
  std::function<sg_rc(const sg_host*, sg_err&)> run;
  const char* words;
};

class InProcessHostBreach : public ::testing::TestWithParam<Breach> {};

TEST_P(InProcessHostBreach, IsReported) {
  ScriptedPlugin plugin;
  plugin.run = GetParam().run;
  const Collected got = collect(plugin.entry());
  EXPECT_EQ(got.rc, SG_E_BUG);
  EXPECT_THAT(got.error, HasSubstr(GetParam().words));
  EXPECT_FALSE(got.violations.empty());
  EXPECT_THAT(got.records, IsEmpty());
  EXPECT_EQ(plugin.destroyed, 1);
}

std::function<sg_rc(const sg_host*, sg_err&)> emits(const std::string& body) {
  return [body](const sg_host* host, sg_err&) {
    EXPECT_EQ(emit_one(host, body), SG_E_BUG);
    return SG_OK;
  };
}

INSTANTIATE_TEST_SUITE_P(
    All, InProcessHostBreach,
    ::testing::Values(
        Breach{"EmitFromAnotherThread",
               [](const sg_host* host, sg_err&) {
                 std::thread([host] { EXPECT_EQ(emit_one(host, "{}"), SG_E_BUG); }).join();
                 return SG_OK;
               },
               "emit() was called from another thread"},
        Breach{"CheckpointFromAnotherThread",
               [](const sg_host* host, sg_err&) {
                 std::thread([host] { host->checkpoint(host, text("t")); }).join();
                 return SG_OK;
               },
               "checkpoint() was called from another thread"},
        Breach{"TokenTooLong",
               [](const sg_host* host, sg_err&) {
                 EXPECT_EQ(host->checkpoint(host, text(std::string(16 * 1024, 't'))), SG_OK);
                 EXPECT_EQ(host->checkpoint(host, text(std::string(16 * 1024 + 1, 't'))), SG_E_BUG);
                 return SG_OK;
               },
               "the token has 16385 bytes"},
        Breach{
            "TokenNotUtf8",
            [](const sg_host* host, sg_err&) { return host->checkpoint(host, text("\xff")) == SG_E_BUG ? SG_OK : 99; },
            "the token is not valid UTF-8"},
        Breach{"UnitTooLong",
               [](const sg_host* host, sg_err&) {
                 host->unit(host, text(std::string(1025, 'u')));
                 return SG_OK;
               },
               "unit(): the name has 1025 bytes"},
        Breach{"RecordWithNewline", emits("{\"a\":\n1}"), "raw newline"},
        Breach{"RecordEmpty", emits(""), "it is empty"},
        Breach{"RecordTwoObjects", emits("{}{}"), "not one JSON object"},
        Breach{"RecordArray", emits("[1]"), "not one JSON object"},
        Breach{"RecordNotUtf8", emits("{\"a\":\"\xed\xa0\x80\"}"), "not valid UTF-8"},
        Breach{"RecordTooLong", emits("{\"a\":\"" + std::string(4 * 1024 * 1024, 'x') + "\"}"), "the limit is 4194304"},
        Breach{"RecordNull",
               [](const sg_host* host, sg_err&) {
                 const sg_record* none = nullptr;
                 EXPECT_EQ(host->emit(host, &none, 1), SG_E_BUG);
                 return SG_OK;
               },
               "it is NULL"},
        Breach{"RecordWithoutSize",
               [](const sg_host* host, sg_err&) {
                 const sg_record record{0, 0, text("{}")};
                 const sg_record* one = &record;
                 EXPECT_EQ(host->emit(host, &one, 1), SG_E_BUG);
                 return SG_OK;
               },
               "its size is less"},
        Breach{"LogLevel",
               [](const sg_host* host, sg_err&) {
                 host->log(host, 7, text("x"), text(""));
                 return SG_OK;
               },
               "unknown level 7"},
        Breach{"ReturnsStop", [](const sg_host*, sg_err&) { return SG_STOP; }, "run() returned SG_STOP"},
        Breach{"ReturnsCancelled", [](const sg_host*, sg_err&) { return SG_CANCELLED; }, "nobody cancelled"},
        Breach{"ReturnsNonsense", [](const sg_host*, sg_err&) { return sg_rc{-99}; }, "-99, which is no sg_rc"}),
    [](const auto& breach) { return std::string(breach.param.name); });

TEST(InProcessHost, NoticesAnOkAfterACancelledEmit) {
  ScriptedPlugin plugin;
  plugin.run = [](const sg_host* host, sg_err&) {
    while (emit_one(host, "{}") == SG_OK) continue;
    return SG_OK;
  };
  CollectOptions options;
  options.cancel_after_records = 1;
  const Collected got = collect(plugin.entry(), options);
  EXPECT_EQ(got.rc, SG_E_BUG);
  EXPECT_THAT(got.records, IsEmpty());
}

// ---- entries and objects ----

TEST(InProcessHostEntry, FaultsAreNamed) {
  ScriptedPlugin plugin;
  const auto error_of = [](sg_entry entry) {
    const Collected got = collect(entry);
    EXPECT_LT(got.rc, 0);
    return got.error;
  };
  sg_entry entry = plugin.entry();
  entry.magic = 1;
  EXPECT_THAT(error_of(entry), HasSubstr("magic"));
  entry = plugin.entry();
  entry.abi_major = 2;
  EXPECT_THAT(error_of(entry), HasSubstr("ABI major 2"));
  entry = plugin.entry();
  entry.abi_minor_required = 3;
  EXPECT_THAT(error_of(entry), HasSubstr("requires ABI 1.3"));
  entry = plugin.entry();
  entry.size = 8;
  EXPECT_THAT(error_of(entry), HasSubstr("size is 8"));
  entry = plugin.entry();
  entry.create_collector = nullptr;
  EXPECT_THAT(error_of(entry), HasSubstr("create_collector is NULL"));
  entry = plugin.entry();
  entry.kinds = SG_KIND_REPORTER;
  EXPECT_THAT(error_of(entry), HasSubstr("offers no collector"));
  entry = plugin.entry();
  entry.manifest_json = nullptr;
  EXPECT_THAT(error_of(entry), HasSubstr("manifest_json is missing"));
  entry = plugin.entry();
  entry.manifest_len -= 1;
  EXPECT_THAT(error_of(entry), HasSubstr("not a JSON object"));
  plugin.manifest = R"({"id":"x","kinds":["collector"]})";
  EXPECT_THAT(error_of(plugin.entry()), HasSubstr("differ"));
  plugin.manifest = R"({"id":"x","kinds":["collector","reporter"],"output_file":"x","extensions":["sg.teapot/1"]})";
  EXPECT_THAT(error_of(plugin.entry()), HasSubstr("sg.teapot/1"));
}

TEST(InProcessHostEntry, ObjectsAreChecked) {
  {
    ScriptedPlugin plugin;
    plugin.make_null = true;
    EXPECT_THAT(collect(plugin.entry()).error, HasSubstr("*out is NULL"));
    EXPECT_THAT(render(plugin.entry(), {}).error, HasSubstr("*out is NULL"));
  }
  ScriptedPlugin plugin;
  plugin.collector.run = nullptr;
  EXPECT_THAT(collect(plugin.entry()).error, HasSubstr("NULL function"));
  EXPECT_EQ(plugin.destroyed, 1);
}

TEST(InProcessHostEntry, OptionsAreChecked) {
  ScriptedPlugin plugin;
  CollectOptions options;
  options.config_json = "[]";
  EXPECT_EQ(collect(plugin.entry(), options).rc, SG_E_CONFIG);
  options = {};
  options.shard_index = 1;
  EXPECT_EQ(collect(plugin.entry(), options).rc, SG_E_CONFIG);
}

// ---- reporters ----

TEST(InProcessRender, WritesItsFilesAndReadsRecordsInOrder) {
  ScriptedPlugin plugin;
  plugin.render = [](const sg_host* host, sg_err& err) {
    const auto* records = static_cast<const sg_records_v1*>(host->extension(host, SG_EXT_RECORDS));
    const auto* output = static_cast<const sg_output_v1*>(host->extension(host, SG_EXT_OUTPUT));
    const sg_records_fn each = [](void* ctx, sg_str collector, const sg_str* bodies, std::uint32_t count) -> sg_rc {
      auto& line = *static_cast<std::string*>(ctx);
      for (std::uint32_t i = 0; i < count; ++i) line += copy(collector) + "=" + copy(bodies[i]) + ";";
      return SG_OK;
    };
    std::string line;
    EXPECT_EQ(records->read(host, text(""), each, &line, &err), SG_OK);
    output->write(host, text(line));
    output->next_file(host, text("more.txt"));
    output->write(host, text("more"));
    EXPECT_EQ(records->read(host, text("nobody"), each, &line, &err), SG_E_CONFIG);
    return SG_OK;
  };
  RenderOptions options;
  options.batch = 2;
  options.records = {{"b", {"4"}}, {"a", {"1", "2", "3"}}};
  const Rendered got = render(plugin.entry(), options);
  ASSERT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_EQ(got.files.at("out.txt"), "a=1;a=2;a=3;b=4;");
  EXPECT_EQ(got.files.at("more.txt"), "more");
}

TEST(InProcessRender, KeepsNothingOfAFailedReport) {
  ScriptedPlugin plugin;
  plugin.render = [](const sg_host* host, sg_err& err) {
    const auto* output = static_cast<const sg_output_v1*>(host->extension(host, SG_EXT_OUTPUT));
    output->write(host, text("half"));
    return fail(err, SG_E_DATA, "no");
  };
  const Rendered got = render(plugin.entry(), {});
  EXPECT_EQ(got.rc, SG_E_DATA);
  EXPECT_EQ(got.error, "no");
  EXPECT_TRUE(got.files.empty());
}

TEST(InProcessRender, RefusesFilesOutsideAndCallsOfCollectors) {
  for (const char* name : {"../x", "a/b", "", ".x", "a\\b"}) {
    ScriptedPlugin plugin;
    plugin.render = [name](const sg_host* host, sg_err&) {
      const auto* output = static_cast<const sg_output_v1*>(host->extension(host, SG_EXT_OUTPUT));
      EXPECT_EQ(output->next_file(host, text(name)), SG_E_BUG);
      return SG_OK;
    };
    EXPECT_THAT(render(plugin.entry(), {}).error, HasSubstr("not a plain file name")) << name;
  }
  ScriptedPlugin plugin;
  plugin.render = [](const sg_host* host, sg_err&) {
    EXPECT_EQ(emit_one(host, "{}"), SG_E_BUG);
    return SG_OK;
  };
  EXPECT_EQ(render(plugin.entry(), {}).rc, SG_E_BUG);
}

}  // namespace
}  // namespace streamguard::testing
