// A Pump talks with a host that the test plays, over a real channel inside this process.
#include "worker/pump.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <future>

#include "core/limits.hpp"

namespace streamguard::worker {
namespace {

using ipc::Type;

/// The host's end: takes frames one by one, and sends what the test says.
class PumpTest : public testing::Test {
 protected:
  explicit PumpTest(std::uint64_t credit = limits::kEmitCreditBytes, std::uint64_t lease_ms = 60'000) {
    auto ends = os::Channel::pair();
    EXPECT_TRUE(ends);
    ours_ = std::move(ends->first);
    theirs_ = std::move(ends->second);
    start_.credit = credit;
    start_.lease_ms = lease_ms;
    host_in_.emplace(*ours_);
    host_out_.emplace(*ours_);
    worker_in_.emplace(*theirs_);
    pump_.emplace(*theirs_, *worker_in_, start_, nullptr);
  }

  ipc::Frame next() {
    auto frame = host_in_->next();
    EXPECT_TRUE(frame) << (frame ? "" : frame.error().message);
    return frame ? std::move(frame).value() : ipc::Frame{};
  }
  /// The next frame that is no heartbeat.
  ipc::Frame next_but_heartbeats() {
    for (;;) {
      ipc::Frame frame = next();
      if (frame.type != Type::heartbeat) return frame;
    }
  }
  static std::vector<std::string> records_of(const ipc::Frame& frame) {
    auto table = ipc::decode_emit(frame.payload());
    EXPECT_TRUE(table);
    std::vector<std::string> out;
    std::size_t at = table ? table->offset : 0;
    for (const std::uint32_t length : table ? table->lengths : std::vector<std::uint32_t>{}) {
      out.emplace_back(frame.payload().substr(at, length - 1));
      EXPECT_EQ(frame.payload()[at + length - 1], '\n');
      at += length;
    }
    return out;
  }
  static std::string token_of(const ipc::Frame& frame) {
    EXPECT_EQ(frame.type, Type::checkpoint);
    return ipc::decode_text(frame.payload(), limits::kTokenBytes, "CHECKPOINT").value();
  }
  static ipc::Done done_of(const ipc::Frame& frame) {
    EXPECT_EQ(frame.type, Type::done);
    return ipc::Done::decode(frame.payload()).value();
  }
  sg_rc emit(std::string_view record) { return pump_->emit({&record, 1}); }
  void grant(std::uint64_t bytes) { EXPECT_TRUE(host_out_->send(Type::credit, ipc::encode_number(bytes))); }
  void cancel(ipc::CancelWhy why) {
    EXPECT_TRUE(host_out_->send(Type::cancel, ipc::encode_number(static_cast<std::uint64_t>(why))));
  }
  /// Until the pump has seen the cancelling: it answers any call with it, and each call waits for nothing.
  void until_stopped() {
    while (pump_->stopped() == SG_OK) std::this_thread::yield();
  }

  ipc::Start start_;
  std::unique_ptr<os::Channel> ours_, theirs_;
  std::optional<ipc::Receiver> host_in_, worker_in_;
  std::optional<ipc::Sender> host_out_;
  std::optional<Pump> pump_;
};

TEST_F(PumpTest, SmallBatchesGoByThemselves) {
  EXPECT_EQ(emit("{\"a\":1}"), SG_OK);
  EXPECT_EQ(records_of(next()), std::vector<std::string>{"{\"a\":1}"});
}

TEST_F(PumpTest, RecordsAndCheckpointsKeepTheirOrder) {
  constexpr int kRounds = 500;
  std::vector<std::string> seen;
  auto host = std::async(std::launch::async, [&] {
    for (;;) {
      const ipc::Frame frame = next_but_heartbeats();
      if (frame.type == Type::done) return done_of(frame);
      if (frame.type == Type::emit) {
        for (std::string& record : records_of(frame)) seen.push_back(std::move(record));
        grant(frame.size);
      } else {
        seen.push_back("token " + token_of(frame));
      }
    }
  });
  std::vector<std::string> sent;
  for (int i = 0; i < kRounds; ++i) {
    for (const char* tail : {"a", "b", "c"}) {
      sent.push_back(std::to_string(i) + tail + std::string(static_cast<std::size_t>(i) * 10, 'x'));
      EXPECT_EQ(emit(sent.back()), SG_OK);
    }
    // A token without records before it, and one that is replaced at once, are tokens like others.
    if (i % 7 == 0) {
      EXPECT_EQ(pump_->checkpoint(std::to_string(i)), SG_OK);
      sent.push_back("token " + std::to_string(i));
    }
  }
  pump_->done({ipc::Stage::run, SG_OK, 0, {}});
  EXPECT_EQ(host.get().rc, SG_OK);
  EXPECT_EQ(seen, sent);
}

TEST_F(PumpTest, FullBatchesAreBounded) {
  const std::string record(10'000, 'r');
  auto host = std::async(std::launch::async, [&] {
    std::size_t records = 0;
    while (records < 400) {
      const ipc::Frame frame = next_but_heartbeats();
      EXPECT_LE(frame.size, limits::kBatchBytes + record.size() + 4 * limits::kBatchRecords);
      records += records_of(frame).size();
      grant(frame.size);
    }
    return records;
  });
  for (int i = 0; i < 400; ++i) EXPECT_EQ(emit(record), SG_OK);
  EXPECT_EQ(host.get(), 400U);
}

TEST_F(PumpTest, AnOverlongRecordTravelsAloneAndOneNoFrameHoldsBreaksTheContract) {
  EXPECT_EQ(emit("small"), SG_OK);
  auto large = std::async(std::launch::async, [&] { return emit(std::string(limits::kRecordBytes + 1, 'x')); });
  EXPECT_EQ(records_of(next()), std::vector<std::string>{"small"});
  EXPECT_EQ(records_of(next())[0].size(), limits::kRecordBytes + 1);
  EXPECT_EQ(large.get(), SG_OK);
  auto huge = std::async(std::launch::async, [&] { return emit(std::string(limits::kFramePayloadBytes, 'x')); });
  EXPECT_EQ(next().type, Type::log);
  EXPECT_EQ(huge.get(), SG_E_BUG);
  EXPECT_EQ(pump_->checkpoint("after"), SG_E_BUG);
  pump_->done({ipc::Stage::run, SG_OK, 0, {}});
  EXPECT_EQ(done_of(next()).rc, SG_E_BUG);
}

class SmallCredit : public PumpTest {
 protected:
  static constexpr std::uint64_t kCredit = 1000;
  SmallCredit() : PumpTest(kCredit, 30) {}
};

TEST_F(SmallCredit, NothingIsSentBeyondTheCreditAndTheLeaseIsRenewedMeanwhile) {
  const std::string record(600, 'r');
  EXPECT_EQ(emit(record), SG_OK);
  EXPECT_EQ(pump_->checkpoint("1"), SG_OK);
  EXPECT_EQ(next_but_heartbeats().type, Type::emit);
  EXPECT_EQ(token_of(next_but_heartbeats()), "1");
  EXPECT_EQ(emit(record), SG_OK);
  EXPECT_EQ(pump_->checkpoint("2"), SG_OK);
  auto blocked =
      std::async(std::launch::async, [&] { return emit(record); });  // the second is in its way, without credit
  for (int i = 0; i < 3; ++i) EXPECT_EQ(next().type, Type::heartbeat);
  grant(2 * kCredit);
  EXPECT_EQ(records_of(next_but_heartbeats()).size(), 1U);
  EXPECT_EQ(token_of(next_but_heartbeats()), "2");
  EXPECT_EQ(blocked.get(), SG_OK);
  EXPECT_EQ(records_of(next_but_heartbeats()).size(), 1U);
}

TEST_F(SmallCredit, CancellingFreesAnEmitThatIsBlocked) {
  auto blocked = std::async(std::launch::async, [&] {
    sg_rc rc = SG_OK;
    while (rc == SG_OK) rc = emit(std::string(limits::kBatchBytes, 'r'));
    return rc;
  });
  EXPECT_EQ(next().type, Type::heartbeat);
  cancel(ipc::CancelWhy::stop);
  EXPECT_EQ(blocked.get(), SG_CANCELLED);
}

TEST_F(SmallCredit, WhatBelongsToACheckpointIsSentAlsoWhenCancelled) {
  EXPECT_EQ(emit(std::string(900, 'a')), SG_OK);
  EXPECT_EQ(next_but_heartbeats().type, Type::emit);
  EXPECT_EQ(emit(std::string(900, 'b')), SG_OK);
  EXPECT_EQ(pump_->checkpoint("b"), SG_OK);
  cancel(ipc::CancelWhy::stop);
  until_stopped();
  auto ended = std::async(std::launch::async, [&] { pump_->done({ipc::Stage::run, SG_CANCELLED, 0, {}}); });
  grant(kCredit);
  EXPECT_EQ(records_of(next_but_heartbeats()), std::vector<std::string>{std::string(900, 'b')});
  EXPECT_EQ(token_of(next_but_heartbeats()), "b");
  EXPECT_EQ(done_of(next_but_heartbeats()).rc, SG_CANCELLED);
  ended.get();
}

TEST_F(PumpTest, RefusedRecordsTurnSuccessIntoCancelledAndTakeNoToken) {
  EXPECT_EQ(emit("1"), SG_OK);
  EXPECT_EQ(pump_->checkpoint("one"), SG_OK);
  EXPECT_EQ(next().type, Type::emit);
  EXPECT_EQ(token_of(next()), "one");
  cancel(ipc::CancelWhy::stop);
  until_stopped();
  EXPECT_EQ(emit("2"), SG_CANCELLED);
  EXPECT_EQ(pump_->checkpoint("two"), SG_CANCELLED);
  pump_->done({ipc::Stage::run, SG_OK, 0, {}});
  EXPECT_EQ(done_of(next()).rc, SG_CANCELLED);
}

TEST_F(PumpTest, SuccessWithoutRefusalStaysSuccessAlsoWhenCancelled) {
  EXPECT_EQ(emit("1"), SG_OK);
  cancel(ipc::CancelWhy::stop);
  until_stopped();
  pump_->done({ipc::Stage::run, SG_OK, 0, {}});
  EXPECT_EQ(records_of(next()), std::vector<std::string>{"1"});
  EXPECT_EQ(done_of(next()).rc, SG_OK);
}

TEST_F(PumpTest, ATargetThatIsMetRefusesRecordsAndTokens) {
  cancel(ipc::CancelWhy::target);
  until_stopped();
  EXPECT_EQ(emit("1"), SG_STOP);
  EXPECT_EQ(pump_->checkpoint("1"), SG_STOP);
  EXPECT_EQ(pump_->unit("u"), SG_STOP);
  pump_->done({ipc::Stage::run, SG_OK, 0, {}});
  EXPECT_EQ(done_of(next()).rc, SG_OK);
}

TEST_F(PumpTest, AnErrorForgetsWhatFollowsTheLastCheckpoint) {
  auto ended = std::async(std::launch::async, [&] {
    EXPECT_EQ(emit("kept"), SG_OK);
    EXPECT_EQ(pump_->checkpoint("kept"), SG_OK);
    pump_->done({ipc::Stage::run, SG_E_DATA, 7, "bad"});
  });
  EXPECT_EQ(records_of(next()), std::vector<std::string>{"kept"});
  EXPECT_EQ(token_of(next()), "kept");
  const ipc::Done done = done_of(next());
  EXPECT_EQ(done.rc, SG_E_DATA);
  EXPECT_EQ(done.retry_after_ms, 7U);
  EXPECT_EQ(done.message, "bad");
  ended.get();
}

TEST_F(PumpTest, OnlyTheLastOfManyProgressesHasToArrive) {
  auto ended = std::async(std::launch::async, [&] {
    for (std::uint64_t i = 1; i <= 10'000; ++i) pump_->progress(i, 10'000, "files");
    pump_->done({ipc::Stage::run, SG_OK, 0, {}});
  });
  ipc::Progress last;
  for (ipc::Frame frame = next(); frame.type == Type::progress; frame = next()) {
    const auto told = ipc::Progress::decode(frame.payload()).value();
    EXPECT_GT(told.done, last.done);
    last = told;
  }
  EXPECT_EQ(last.done, 10'000U);
  EXPECT_EQ(last.noun, "files");
  ended.get();
}

// ---- fetches -----------------------------------------------------------------------------------------------------

struct Taken {
  std::int32_t status = 0;
  std::string headers, body;
  sg_rc answer = SG_OK;  ///< what the plugin says to each piece
};

sg_http_sink sink_of(Taken& taken) {
  const auto text = [](sg_str value) { return std::string(value.ptr != nullptr ? value.ptr : "", value.len); };
  static const auto copy = text;
  sg_http_sink sink{};
  sink.size = sizeof sink;
  sink.ctx = &taken;
  sink.head = [](void* ctx, std::int32_t status, sg_str headers) {
    static_cast<Taken*>(ctx)->status = status;
    static_cast<Taken*>(ctx)->headers = copy(headers);
    return sg_rc{SG_OK};
  };
  sink.body = [](void* ctx, sg_str bytes) {
    static_cast<Taken*>(ctx)->body += copy(bytes);
    return static_cast<Taken*>(ctx)->answer;
  };
  return sink;
}

TEST_F(PumpTest, AFetchStreamsAndSaysWhatItHasTaken) {
  Taken taken;
  ipc::Outcome outcome;
  auto fetched = std::async(std::launch::async, [&] {
    return pump_->fetch({0, "osv", "GET", "/all.zip", "", {"accept", "x"}, 0}, sink_of(taken), outcome);
  });
  const ipc::Frame asked = next();
  ASSERT_EQ(asked.type, Type::fetch);
  EXPECT_EQ(asked.stream, 1U);
  EXPECT_EQ(ipc::Fetch::decode(asked.payload()).value().path, "/all.zip");
  EXPECT_TRUE(host_out_->send(Type::fetch_head, ipc::FetchHead{200, {"etag", "\"1\""}}.encode(), 1));
  EXPECT_TRUE(host_out_->send(Type::fetch_body, "first ", 1));
  EXPECT_TRUE(host_out_->send(Type::fetch_body, "second", 1));
  for (int i = 0; i < 2; ++i) {
    const ipc::Frame ack = next();
    EXPECT_EQ(ack.type, Type::fetched);
    EXPECT_EQ(ack.stream, 1U);
    EXPECT_EQ(ipc::decode_number(ack.payload(), "").value(), 6U);
  }
  EXPECT_TRUE(host_out_->send(Type::fetch_end, ipc::Outcome{}.encode(), 1));
  EXPECT_EQ(fetched.get(), SG_OK);
  EXPECT_EQ(taken.status, 200);
  EXPECT_EQ(taken.headers, "{\"etag\":\"\\\"1\\\"\"}");
  EXPECT_EQ(taken.body, "first second");
}

TEST_F(PumpTest, AFetchThatTheHostEndsTellsWhy) {
  Taken taken;
  ipc::Outcome outcome;
  auto fetched = std::async(std::launch::async, [&] { return pump_->fetch({}, sink_of(taken), outcome); });
  EXPECT_EQ(next().type, Type::fetch);
  EXPECT_TRUE(host_out_->send(Type::fetch_end, ipc::Outcome{SG_E_RATE_LIMITED, 99, "slow down"}.encode(), 1));
  EXPECT_EQ(fetched.get(), SG_E_RATE_LIMITED);
  EXPECT_EQ(outcome.retry_after_ms, 99U);
  EXPECT_EQ(outcome.message, "slow down");
}

TEST_F(PumpTest, AFetchThatThePluginEndsIsDroppedAndItsRestIgnored) {
  Taken taken;
  taken.answer = SG_E_DATA;
  ipc::Outcome outcome;
  auto fetched = std::async(std::launch::async, [&] { return pump_->fetch({}, sink_of(taken), outcome); });
  EXPECT_EQ(next().type, Type::fetch);
  EXPECT_TRUE(host_out_->send(Type::fetch_body, "x", 1));
  EXPECT_EQ(next().type, Type::fetched);
  EXPECT_EQ(next().type, Type::drop);
  EXPECT_EQ(fetched.get(), SG_E_DATA);
  EXPECT_TRUE(host_out_->send(Type::fetch_body, "late", 1));
  EXPECT_TRUE(host_out_->send(Type::fetch_end, ipc::Outcome{}.encode(), 1));
  EXPECT_EQ(emit("{}"), SG_OK);
  EXPECT_EQ(records_of(next()), std::vector<std::string>{"{}"});
  EXPECT_EQ(taken.body, "x");
}

TEST_F(PumpTest, FetchesOfManyThreadsDoNotMix) {
  constexpr std::size_t kThreads = 8;
  std::vector<std::future<void>> plugins;
  for (std::size_t i = 0; i < kThreads; ++i) {
    plugins.push_back(std::async(std::launch::async, [&, i] {
      Taken taken;
      ipc::Outcome outcome;
      const std::string path = "/" + std::to_string(i);
      EXPECT_EQ(pump_->fetch({0, "u", "GET", path, "", {}, 0}, sink_of(taken), outcome), SG_OK);
      EXPECT_EQ(taken.body, "body of " + path);
    }));
  }
  std::map<std::uint32_t, std::string> asked;
  while (asked.size() < kThreads) {
    const ipc::Frame frame = next();
    ASSERT_EQ(frame.type, Type::fetch);
    asked[frame.stream] = ipc::Fetch::decode(frame.payload()).value().path;
  }
  for (auto one = asked.rbegin(); one != asked.rend(); ++one) {  // not in the order they were asked for
    EXPECT_TRUE(host_out_->send(Type::fetch_body, "body of " + one->second, one->first));
    EXPECT_TRUE(host_out_->send(Type::fetch_end, ipc::Outcome{}.encode(), one->first));
  }
  for (std::size_t i = 0; i < kThreads; ++i) EXPECT_EQ(next().type, Type::fetched);
  for (auto& plugin : plugins) plugin.get();
}

TEST_F(PumpTest, CancellingEndsAFetchThatWaits) {
  Taken taken;
  ipc::Outcome outcome;
  auto fetched = std::async(std::launch::async, [&] { return pump_->fetch({}, sink_of(taken), outcome); });
  EXPECT_EQ(next().type, Type::fetch);
  cancel(ipc::CancelWhy::stop);
  EXPECT_EQ(fetched.get(), SG_CANCELLED);
  EXPECT_EQ(next().type, Type::drop);
}

TEST_F(SmallCredit, WaitingForAnUpstreamRenewsTheLease) {
  Taken taken;
  ipc::Outcome outcome;
  auto fetched = std::async(std::launch::async, [&] { return pump_->fetch({}, sink_of(taken), outcome); });
  EXPECT_EQ(next().type, Type::fetch);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(next().type, Type::heartbeat);
  EXPECT_TRUE(host_out_->send(Type::fetch_end, ipc::Outcome{}.encode(), 1));
  EXPECT_EQ(fetched.get(), SG_OK);
}

// ---- records for reporters
// -------------------------------------------------------------------------------------------

struct Bodies {
  std::vector<std::string> all;
  sg_rc answer = SG_OK;
};

sg_rc SG_CALL take(void* ctx, sg_str collector, const sg_str* bodies, std::uint32_t count) {
  auto& taken = *static_cast<Bodies*>(ctx);
  for (std::uint32_t i = 0; i < count; ++i) {
    taken.all.push_back(std::string(collector.ptr, collector.len) + ":" + std::string(bodies[i].ptr, bodies[i].len));
  }
  return taken.answer;
}

TEST_F(PumpTest, ReadingHandsOverBatchesAndAsksForTheNext) {
  for (const sg_rc answer : {SG_OK, SG_E_DATA}) {
    Bodies taken;
    taken.answer = answer;
    std::string why;
    auto read = std::async(std::launch::async, [&] { return pump_->read("osv", &take, &taken, why); });
    EXPECT_EQ(next().type, Type::read);
    EXPECT_TRUE(host_out_->send(Type::records, ipc::encode_records("osv", {"{1}", "{2}"})));
    EXPECT_EQ(next().type, Type::fetched);
    EXPECT_TRUE(host_out_->send(Type::records, ipc::encode_records("osv", {"{3}"})));
    EXPECT_EQ(next().type, Type::fetched);
    EXPECT_TRUE(host_out_->send(Type::records_end, ipc::Outcome{}.encode()));
    EXPECT_EQ(read.get(), answer) << "a plugin that has had enough is not called again, and its answer is kept";
    EXPECT_EQ(taken.all, answer == SG_OK ? (std::vector<std::string>{"osv:{1}", "osv:{2}", "osv:{3}"})
                                         : (std::vector<std::string>{"osv:{1}", "osv:{2}"}));
  }
}

TEST(PumpDeathTest, AHostThatIsGoneEndsTheProcess) {
  testing::GTEST_FLAG(death_test_style) = "threadsafe";
  EXPECT_EXIT(
      {
        auto ends = os::Channel::pair();
        ipc::Receiver receiver(*ends->second);
        ipc::Start start;
        start.lease_ms = 60'000;
        Pump pump(*ends->second, receiver, start, nullptr);
        ends->first->shutdown();
        std::promise<void>().get_future().wait();
      },
      testing::ExitedWithCode(3), "");
}

}  // namespace
}  // namespace streamguard::worker
