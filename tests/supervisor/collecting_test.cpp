// A collector's role between frames and a part and a broker that the test plays.
#include "supervisor/collecting.hpp"

#include <gtest/gtest.h>
#include <streamguard/extensions.h>

#include <atomic>
#include <cstring>
#include <thread>

#include "core/limits.hpp"
#include "net/git_store.hpp"

namespace streamguard::supervisor {
namespace {

using ipc::Type;

class FakePart final : public store::Part {
 public:
  const std::filesystem::path& path() const noexcept override { return path_; }
  Result<store::Appended> append(Batch batch) override {
    if (failure) return *failure;
    log += "append " + std::to_string(batch.lengths().size()) + ";";
    if (keep) kept.push_back(std::move(batch));
    store::Appended out;
    out.target_met = meets_target;
    return out;
  }
  Status checkpoint(std::string_view token) override {
    if (failure) return *failure;
    log += "token " + std::string(token) + ";";
    return {};
  }
  Status finish(store::End end) override {
    if (failure) return *failure;
    log += end == store::End::target ? "target;" : "exhausted;";
    return {};
  }
  Status rollback() override {
    log += "rollback;";
    return {};
  }
  Status quarantine(const std::string&) override { return {}; }
  void begin_epoch() override { log += "epoch;"; }
  store::Committed committed() const override { return {}; }
  std::uint64_t accepted() const override { return 0; }

  std::string log;
  std::optional<Error> failure;
  bool keep = false, meets_target = false;
  std::vector<Batch> kept;

 private:
  std::filesystem::path path_ = "part";
};

class FakeGit final : public net::GitStore {
 public:
  Id fetch(net::GitRequest request, Done done) override {
    requests.push_back(std::move(request));
    waiting.push_back(std::move(done));
    return waiting.size();
  }
  void cancel(Id id) override { log += "cancel " + std::to_string(id) + ";"; }
  net::Traffic traffic(const std::string&) const override { return {}; }
  std::vector<std::filesystem::path> readable(const streamguard::Collector&) override { return {}; }

  std::string log;
  std::vector<net::GitRequest> requests;
  std::vector<Done> waiting;
};

class FakeReader final : public store::Reader {
 public:
  Status read(const std::function<Status(const std::vector<std::string_view>&)>& each) override {
    return each({"{\"a\":1}", "{\"a\":2}"});
  }
};

class FakeBroker final : public net::Broker {
 public:
  Id fetch(net::Request request, std::shared_ptr<net::Sink> sink) override {
    requests.push_back(std::move(request));
    sinks.push_back(std::move(sink));
    return sinks.size();
  }
  void acknowledge(Id id, std::uint64_t bytes) override {
    log += "ack " + std::to_string(id) + " " + std::to_string(bytes) + ";";
  }
  void cancel(Id id) override { log += "cancel " + std::to_string(id) + ";"; }
  net::Traffic traffic(const std::string&) const override { return {}; }
  void on_event(std::function<void(Event)>) override {}
  net::GitStore* git() override { return &repositories; }

  FakeGit repositories;
  std::string log;
  std::vector<net::Request> requests;
  std::vector<std::shared_ptr<net::Sink>> sinks;
};

ipc::Frame frame_of(Type type, std::string_view payload, std::uint32_t stream = 0) {
  ipc::Frame frame;
  frame.type = type;
  frame.stream = stream;
  frame.size = payload.size();
  frame.capacity = payload.size() + ipc::Frame::kSlack;
  frame.memory = std::make_unique<char[]>(frame.capacity);
  std::memcpy(frame.memory.get(), payload.data(), payload.size());
  return frame;
}

std::string emit_payload(std::size_t records, std::size_t bytes_each) {
  std::string head;
  std::string body;
  const auto number = [](std::size_t value) {
    std::string out;
    for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<char>(value >> shift & 0xff));
    return out;
  };
  head += number(records);
  for (std::size_t i = 0; i < records; ++i) {
    head += number(bytes_each);
    body += std::string(bytes_each - 1, 'r') + "\n";
  }
  return head + body;
}

class CollectingTest : public testing::Test {
 protected:
  CollectingTest() {
    auto ends = os::Channel::pair();
    EXPECT_TRUE(ends);
    ours_ = std::move(ends->first);
    theirs_ = std::move(ends->second);
    outbox_ = std::make_shared<Outbox>(*ours_);
    worker_.emplace(*theirs_);
    collecting_.attach(outbox_, std::make_shared<ipc::Pool>(), [this] { ++targets_met_; });
  }
  ~CollectingTest() override {
    part_.kept.clear();
    ours_->shutdown();
    outbox_->close();
  }
  std::optional<Ending> give(Type type, std::string_view payload, std::uint32_t stream = 0) {
    return collecting_.on_frame(frame_of(type, payload, stream));
  }
  ipc::Frame sent() {
    auto frame = worker_->next();
    EXPECT_TRUE(frame);
    return frame ? std::move(frame).value() : ipc::Frame{};
  }

  FakePart part_;
  FakeBroker broker_;
  std::shared_ptr<ToldProgress> progress_ = std::make_shared<ToldProgress>();
  std::unique_ptr<os::Channel> ours_, theirs_;
  std::shared_ptr<Outbox> outbox_;
  std::optional<ipc::Receiver> worker_;
  int targets_met_ = 0;
  std::vector<ipc::Planned> planned_;
  Tap tap_;
  Collecting collecting_{part_,
                         broker_,
                         "osv",
                         "/scratch",
                         progress_,
                         {[this](ipc::Planned plan) { planned_.push_back(std::move(plan)); },
                          [](const store::PartName& part) -> Result<std::unique_ptr<store::Reader>> {
                            EXPECT_EQ(part.index, 3U);
                            return std::unique_ptr<store::Reader>(std::make_unique<FakeReader>());
                          },
                          {"osv", "osv", 3, 4},
                          &tap_}};
};

TEST_F(CollectingTest, CreditComesBackOnceTheBytesAreNotNeededAnyMore) {
  const std::string payload = emit_payload(3, 10);
  part_.keep = true;
  EXPECT_FALSE(give(Type::emit, payload));
  EXPECT_FALSE(give(Type::progress, ipc::Progress{1, 2, "files"}.encode()));
  part_.kept.clear();
  const ipc::Frame credit = sent();
  EXPECT_EQ(credit.type, Type::credit);
  EXPECT_EQ(ipc::decode_number(credit.payload(), "").value(), payload.size());
  EXPECT_EQ(part_.log, "epoch;append 3;");
}

TEST_F(CollectingTest, MoreThanItsCreditBreaksTheProtocol) {
  part_.keep = true;
  const std::string payload = emit_payload(1, 4 * limits::MiB);
  std::optional<Ending> ending;
  for (int i = 0; i < 16 && !ending; ++i) ending = give(Type::emit, payload);
  ASSERT_TRUE(ending);
  EXPECT_EQ(ending->cause, Cause::protocol);
  EXPECT_LE(part_.kept.size() * payload.size(), limits::kEmitCreditBytes + limits::kFramePayloadBytes);
}

TEST_F(CollectingTest, WhatIsNotOfTheProtocolEndsIt) {
  const struct {
    Type type;
    std::string payload;
    std::uint32_t stream;
  } broken[] = {{Type::emit, "abc", 0},
                {Type::emit, std::string("\xff\xff\xff\xff", 4), 0},
                {Type::checkpoint, "abc", 0},
                {Type::progress, "abc", 0},
                {Type::fetch, "abc", 1},
                {Type::fetched, "abc", 1},
                {Type::read, ipc::encode_text("osv"), 0},
                {Type::git, "abc", 1},
                {Type::plan, "abc", 0},
                {Type::output, "bytes", 0},
                {Type::start, "", 0},
                {static_cast<Type>(999), "", 0}};
  for (const auto& one : broken) {
    const auto ending = give(one.type, one.payload, one.stream);
    ASSERT_TRUE(ending) << static_cast<int>(one.type);
    EXPECT_EQ(ending->cause, Cause::protocol) << static_cast<int>(one.type);
  }
}

TEST_F(CollectingTest, TheStoresErrorsHaveTheirCauses) {
  const struct {
    Code code;
    Cause of_emit, of_checkpoint;
  } cases[] = {{Code::io, Cause::store, Cause::store}, {Code::bug, Cause::flood, Cause::contract}};
  for (const auto& one : cases) {
    part_.failure = Error{one.code, "why"};
    EXPECT_EQ(give(Type::emit, emit_payload(1, 10))->cause, one.of_emit);
    EXPECT_EQ(give(Type::checkpoint, ipc::encode_text("t"))->cause, one.of_checkpoint);
  }
  part_.failure = Error{Code::io, "disk"};
  EXPECT_EQ(collecting_.on_done().cause, Cause::store);
  EXPECT_FALSE(collecting_.achieved());
}

TEST_F(CollectingTest, ATargetIsMetOnceAndWhatFollowsIsDropped) {
  part_.meets_target = true;
  EXPECT_FALSE(give(Type::emit, emit_payload(2, 10)));
  EXPECT_EQ(targets_met_, 1);
  EXPECT_EQ(collecting_.achieved(), Cause::target);
  EXPECT_EQ(sent().type, Type::credit);
  const ipc::Frame cancel = sent();
  EXPECT_EQ(cancel.type, Type::cancel);
  EXPECT_EQ(ipc::decode_number(cancel.payload(), "").value(), static_cast<std::uint64_t>(ipc::CancelWhy::target));
  EXPECT_FALSE(give(Type::emit, emit_payload(2, 10)));
  EXPECT_FALSE(give(Type::checkpoint, ipc::encode_text("late")));
  EXPECT_EQ(collecting_.on_done().cause, Cause::target);
  collecting_.on_gone();
  EXPECT_EQ(part_.log, "epoch;append 2;target;");
  EXPECT_EQ(targets_met_, 1);
}

TEST_F(CollectingTest, AnEndWithoutDoneForgetsWhatNoCheckpointClosed) {
  EXPECT_FALSE(give(Type::emit, emit_payload(1, 10)));
  EXPECT_FALSE(give(Type::checkpoint, ipc::encode_text("a")));
  collecting_.on_gone();
  EXPECT_EQ(part_.log, "epoch;append 1;token a;rollback;");
}

TEST_F(CollectingTest, DoneClosesThePart) {
  EXPECT_EQ(collecting_.on_done().cause, Cause::exhausted);
  collecting_.on_gone();
  EXPECT_EQ(part_.log, "epoch;exhausted;");
}

TEST_F(CollectingTest, AFetchGoesThroughTheBrokerAndBack) {
  const ipc::Fetch wire{SG_HTTP_TO_FILE | SG_HTTP_IMMUTABLE, "osv", "", "/all.zip", "", {"accept", "x"}, 77};
  EXPECT_FALSE(give(Type::fetch, wire.encode(), 5));
  ASSERT_EQ(broker_.requests.size(), 1U);
  const net::Request& request = broker_.requests[0];
  EXPECT_EQ(request.collector, "osv");
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.path, "/all.zip");
  EXPECT_EQ(request.max_bytes, 77U);
  EXPECT_TRUE(request.immutable);
  EXPECT_FALSE(request.no_store);
  EXPECT_EQ(request.to_file, std::filesystem::path("/scratch/fetch-5")) << "a plugin has no say in where a file goes";
  EXPECT_EQ(request.headers, (net::Headers{{"accept", "x"}}));
  broker_.sinks[0]->head(200, {{"etag", "1"}});
  broker_.sinks[0]->body(std::string(limits::kBatchBytes + 1, 'b'));
  broker_.sinks[0]->end(Error{Code::unavailable, "gone"});
  EXPECT_EQ(sent().type, Type::fetch_head);
  EXPECT_EQ(sent().size, limits::kBatchBytes);
  EXPECT_EQ(sent().size, 1U);
  const ipc::Frame end = sent();
  EXPECT_EQ(end.stream, 5U);
  EXPECT_EQ(ipc::Outcome::decode(end.payload()).value().rc, SG_E_UNAVAILABLE);
  EXPECT_FALSE(give(Type::fetched, ipc::encode_number(9), 5));
  EXPECT_FALSE(give(Type::fetched, ipc::encode_number(9), 6)) << "of a fetch that is not known any more";
  EXPECT_EQ(broker_.log, "ack 1 9;");
}

TEST_F(CollectingTest, AFetchIdIsUsedOnceAndFetchesAreBounded) {
  const std::string wire = ipc::Fetch{0, "osv", "GET", "/", "", {}, 0}.encode();
  EXPECT_FALSE(give(Type::fetch, wire, 2));
  std::optional<Ending> ending;
  for (const std::uint32_t id : {2U, 0U}) {
    ending = give(Type::fetch, wire, id);
    ASSERT_TRUE(ending) << id;
    EXPECT_EQ(ending->cause, Cause::protocol) << id;
  }
  ending.reset();
  for (std::uint32_t id = 3; id < 1000 && !ending; ++id) ending = give(Type::fetch, wire, id);
  ASSERT_TRUE(ending);
  EXPECT_EQ(ending->cause, Cause::protocol);
  EXPECT_LE(broker_.sinks.size(), 2 * limits::kFetchesPerWorker);
}

TEST_F(CollectingTest, DroppedAndOrphanedFetchesAreCancelled) {
  const std::string wire = ipc::Fetch{0, "osv", "GET", "/", "", {}, 0}.encode();
  for (std::uint32_t id = 1; id <= 3; ++id) EXPECT_FALSE(give(Type::fetch, wire, id));
  EXPECT_FALSE(give(Type::drop, "", 1));
  EXPECT_FALSE(give(Type::drop, "", 1));
  broker_.sinks[1]->end({});
  collecting_.on_gone();
  EXPECT_EQ(broker_.log, "cancel 1;cancel 3;");
}

TEST_F(CollectingTest, AGitRequestGoesToTheStoreAndBack) {
  EXPECT_FALSE(give(Type::git, ipc::Git{2, "https://h/o/n", "ab\n"}.encode(), 7));
  EXPECT_FALSE(give(Type::git, ipc::Git{3, "https://h/o/m", ""}.encode(), 8));
  EXPECT_EQ(give(Type::git, ipc::Git{3, "https://h/o/m", ""}.encode(), 8)->cause, Cause::protocol);
  FakeGit& store = broker_.repositories;
  ASSERT_EQ(store.requests.size(), 2U);
  EXPECT_EQ(store.requests[0].collector, "osv");
  EXPECT_EQ(store.requests[0].what, net::GitWhat::blobs);
  EXPECT_EQ(store.requests[0].repository, "https://h/o/n");
  EXPECT_EQ(store.requests[0].objects, "ab\n");
  store.waiting[0](net::GitAnswer{"/cache/n.git", {"ab"}, {{"refs/x", "cd"}}});
  const ipc::Frame frame = sent();
  EXPECT_EQ(frame.type, Type::git_end);
  EXPECT_EQ(frame.stream, 7U);
  const auto end = ipc::GitEnd::decode(frame.payload()).value();
  EXPECT_EQ(end.rc, SG_OK);
  EXPECT_EQ(end.path, "/cache/n.git");
  EXPECT_EQ(end.missing, std::vector<std::string>{"ab"});
  EXPECT_EQ(end.found, (std::vector<std::string>{"refs/x", "cd"}));
  store.waiting[1](Error{Code::unavailable, "gone"});
  EXPECT_EQ(ipc::GitEnd::decode(sent().payload()).value().rc, SG_E_UNAVAILABLE);
}

TEST_F(CollectingTest, DroppedAndOrphanedGitRequestsAreCancelled) {
  const std::string wire = ipc::Git{3, "https://h/o/m", ""}.encode();
  for (std::uint32_t id = 1; id <= 3; ++id) EXPECT_FALSE(give(Type::git, wire, id));
  EXPECT_FALSE(give(Type::drop, "", 1));
  EXPECT_FALSE(give(Type::drop, "", 1));
  broker_.repositories.waiting[1](net::GitAnswer{});
  collecting_.on_gone();
  EXPECT_EQ(broker_.repositories.log, "cancel 1;cancel 3;");
}

TEST_F(CollectingTest, ACollectorReadsItsOwnPartBeforeItEmits) {
  EXPECT_FALSE(give(Type::read, ipc::encode_text("")));
  const ipc::Frame frame = sent();
  ASSERT_EQ(frame.type, Type::records);
  EXPECT_EQ(ipc::decode_records(frame.payload()).value().bodies,
            (std::vector<std::string_view>{"{\"a\":1}", "{\"a\":2}"}));
  EXPECT_FALSE(give(Type::fetched, ipc::encode_number(frame.size)));
  EXPECT_EQ(sent().type, Type::records_end);
  EXPECT_FALSE(give(Type::emit, emit_payload(1, 10)));
  EXPECT_EQ(give(Type::read, ipc::encode_text(""))->cause, Cause::protocol);
}

TEST_F(CollectingTest, PlansArePassedOnAndBounded) {
  EXPECT_FALSE(give(Type::plan, ipc::Planned{"osv", 1, 2, "one archive"}.encode()));
  ASSERT_EQ(planned_.size(), 1U);
  EXPECT_EQ(planned_[0].basis, "one archive");
  std::optional<Ending> ending;
  for (std::size_t i = 0; i < limits::kPlansPerWorker && !ending; ++i) {
    ending = give(Type::plan, ipc::Planned{"osv", 1, 2, ""}.encode());
  }
  ASSERT_TRUE(ending);
  EXPECT_EQ(ending->cause, Cause::protocol);
}

TEST_F(CollectingTest, AClosedTapHoldsRecordsAndRequestsButNotCheckpoints) {
  tap_.close();
  EXPECT_FALSE(give(Type::progress, ipc::Progress{1, 2, "file"}.encode()));
  EXPECT_FALSE(give(Type::checkpoint, ipc::encode_text("7"))) << "what is complete is saved";
  EXPECT_NE(part_.log.find("token 7;"), std::string::npos);
  std::atomic<bool> began{false};
  std::thread link([&] {
    began.store(true);
    EXPECT_FALSE(give(Type::emit, emit_payload(1, 10)));
    EXPECT_FALSE(give(Type::fetch, ipc::Fetch{0, "osv", "GET", "/", "", {}, 0}.encode(), 5));
  });
  while (!began.load()) std::this_thread::yield();
  EXPECT_EQ(part_.log.find("append"), std::string::npos);
  EXPECT_TRUE(broker_.requests.empty());
  tap_.open();
  link.join();
  EXPECT_NE(part_.log.find("append 1;"), std::string::npos);
  EXPECT_EQ(broker_.requests.size(), 1U);
}

TEST_F(CollectingTest, ProgressIsKeptForTheSupervisor) {
  EXPECT_FALSE(give(Type::progress, ipc::Progress{3, 9, "files"}.encode()));
  EXPECT_EQ(progress_->done, 3U);
  EXPECT_EQ(progress_->total, 9U);
  EXPECT_EQ(progress_->noun, "files");
}

}  // namespace
}  // namespace streamguard::supervisor
