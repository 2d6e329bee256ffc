#include <gtest/gtest.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <thread>

#include "scripted_run.hpp"

namespace streamguard::store::testing {
namespace {

struct OnePart {
  explicit OnePart(std::uint64_t target = 0) {
    auto opened = Store::open(kOutput, {}, options_for(disk));
    EXPECT_TRUE(opened);
    store = std::move(*opened);
    auto made = store->part(kPart, target);
    EXPECT_TRUE(made);
    part = *made;
  }
  Appended append(const std::vector<std::string>& records) {
    auto appended = part->append(batch_of(records));
    EXPECT_TRUE(appended) << appended.error().message;
    return *appended;
  }
  std::string lines(const std::vector<unsigned>& numbers) {
    std::string text;
    for (const unsigned number : numbers) text += sample(number) + "\n";
    return text;
  }
  ForgetfulDisk disk;
  std::unique_ptr<Store> store;
  Part* part = nullptr;
};

TEST(Part, WritesAcceptedRecordsVerbatimAndInOrder) {
  OnePart one;
  const Appended appended = one.append({sample(1), "{}", sample(2), sample(1), sample(3)});
  EXPECT_EQ(appended.accepted, 3u);
  EXPECT_EQ(appended.rejected, 1u);
  EXPECT_EQ(appended.duplicates, 1u);
  ASSERT_TRUE(one.part->finish(End::exhausted));
  EXPECT_EQ(one.disk.contents(kData), one.lines({1, 2, 3}));
  const Committed committed = one.part->committed();
  EXPECT_EQ(committed.records, 3u);
  EXPECT_EQ(committed.bytes, one.disk.contents(kData).size());
  EXPECT_EQ(committed.duplicates, 1u);
  EXPECT_EQ(committed.rejected_by_reason, (std::map<std::string, std::uint64_t>{{"missing: schema_version", 1}}));
  EXPECT_EQ(committed.end, End::exhausted);
  EXPECT_EQ(one.part->append(batch_of({sample(9)})).error().code, Code::bug);
}

TEST(Part, CutsExactlyAtTheTarget) {
  OnePart one(3);
  EXPECT_FALSE(one.append({sample(1), sample(2)}).target_met);
  const Appended last = one.append({sample(2), sample(3), sample(4), "{}"});
  EXPECT_TRUE(last.target_met);
  EXPECT_EQ(last.accepted, 1u);
  EXPECT_EQ(last.duplicates, 1u);
  EXPECT_EQ(last.rejected, 0u);
  EXPECT_EQ(one.append({sample(5)}).accepted, 0u);
  ASSERT_TRUE(one.part->finish(End::target));
  EXPECT_EQ(one.disk.contents(kData), one.lines({1, 2, 3}));
}

TEST(Part, RollbackForgetsWhatCameAfterTheCheckpoint) {
  OnePart one;
  one.part->begin_epoch();
  one.append({sample(1)});
  ASSERT_TRUE(one.part->checkpoint("a"));
  one.append({sample(2), "{}"});
  EXPECT_EQ(one.part->accepted(), 2u);
  ASSERT_TRUE(one.part->rollback());
  EXPECT_EQ(one.part->accepted(), 1u);
  EXPECT_EQ(one.disk.contents(kData), one.lines({1}));
  EXPECT_EQ(one.part->committed().token, "a");
  EXPECT_EQ(one.append({sample(1), sample(2)}).accepted, 1u) << "2 is new again, 1 is not";
  one.part->begin_epoch();
  ASSERT_TRUE(one.part->finish(End::exhausted));
  EXPECT_EQ(one.disk.contents(kData), one.lines({1, 2}));
  EXPECT_EQ(one.disk.contents(kRejected), "");
  EXPECT_EQ(one.part->committed().epoch, 2u);
}

TEST(Part, QuarantineIsDurableAtOnce) {
  OnePart one;
  one.append({sample(1)});
  EXPECT_EQ(one.part->quarantine("PyPI/x.json").error().code, Code::bug) << "only after rollback()";
  ASSERT_TRUE(one.part->rollback());
  ASSERT_TRUE(one.part->quarantine("PyPI/x.json"));
  auto parts = inspect(kOutput, &one.disk);
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->front().second.quarantined, std::vector<std::string>{"PyPI/x.json"});
}

TEST(Part, RefusesTokensItCannotKeep) {
  OnePart one;
  EXPECT_EQ(one.part->checkpoint(std::string(limits::kTokenBytes + 1, 'x')).error().code, Code::bug);
  EXPECT_EQ(one.part->checkpoint("\xff").error().code, Code::bug);
  EXPECT_TRUE(one.part->checkpoint(std::string("\"\\\n\0\xc3\xa9", 6)));
  ASSERT_TRUE(one.part->rollback());
  EXPECT_EQ(one.part->committed().token, std::string("\"\\\n\0\xc3\xa9", 6));
}

TEST(Part, RefusesBatchesWhoseLengthsLie) {
  OnePart one;
  const auto lying = [](std::uint32_t length) {
    auto memory = std::make_unique<char[]>(200 + Batch::kPadding);
    return Batch(std::move(memory), 0, 200, {length}, nullptr);
  };
  for (const std::uint32_t length : {0u, 100u, 201u, ~0u})
    EXPECT_EQ(one.part->append(lying(length)).error().code, Code::bug);
}

TEST(Part, ReleasesEveryBatchOnce) {
  std::atomic<int> released{0};
  {
    OnePart one(4);
    for (unsigned i = 0; i < 9; ++i) {
      ASSERT_TRUE(one.part->append(batch_of({sample(i), "{}"}, [&](std::unique_ptr<char[]>) { ++released; })));
    }
  }
  EXPECT_EQ(released.load(), 9);
}

TEST(Part, KeepsRejectedRecordsWithoutLoss) {
  OnePart one;
  const std::string broken = "{\"a\":\"\xff\x80 \\\" \x01\"}", text = "{\"caf\xc3\xa9\":1}";
  const std::string longer = "{\"x\":\"" + std::string(64 * limits::KiB - 7, 'y') + "\xc3\xa9\"}";
  one.append({sample(1), broken, text, longer});
  ASSERT_TRUE(one.part->finish(End::exhausted));
  std::vector<nlohmann::json> lines;
  for (std::istringstream in(one.disk.contents(kRejected)); in.peek() != EOF;) {
    std::string line;
    std::getline(in, line);
    lines.push_back(nlohmann::json::parse(line));
  }
  ASSERT_EQ(lines.size(), 3u);
  std::string bytes;  // U+0000 to U+00FF back to bytes
  const std::string characters = lines[0]["record_bytes"];
  for (std::size_t i = 0; i < characters.size(); ++i) {
    const auto c = static_cast<unsigned char>(characters[i]);
    if (c < 0x80)
      bytes += characters[i];
    else
      bytes += static_cast<char>((c & 3u) << 6 | (static_cast<unsigned char>(characters[++i]) & 0x3fu));
  }
  EXPECT_EQ(bytes, broken);
  EXPECT_EQ(lines[1]["record"], text);
  EXPECT_EQ(lines[1]["at_record"], 1);
  EXPECT_EQ(lines[1]["collector"], "repo");
  EXPECT_EQ(lines[2]["truncated"], true);
  EXPECT_EQ(lines[2]["bytes"], longer.size());
  EXPECT_EQ(lines[2]["record"], longer.substr(0, 64 * limits::KiB - 1)) << "the cut does not go through a character";
}

TEST(Part, TellsEachCommitAndNeverGoesBack) {
  ForgetfulDisk disk;
  auto store = Store::open(kOutput, {}, options_for(disk));
  ASSERT_TRUE(store);
  std::uint64_t last = 0;
  std::atomic<int> calls{0};
  (*store)->on_commit([&](Part& part) {
    const std::uint64_t now = part.committed().records;
    EXPECT_GE(now, last);
    last = now;
    ++calls;
  });
  auto part = (*store)->part(kPart, 0);
  ASSERT_TRUE(part);
  for (unsigned i = 0; i < 200; ++i) {
    ASSERT_TRUE((*part)->append(batch_of({sample(i)})));
    ASSERT_TRUE((*part)->checkpoint(std::to_string(i)));
  }
  ASSERT_TRUE((*part)->finish(End::exhausted));
  store->reset();
  EXPECT_EQ(last, 200u);
  EXPECT_GE(calls.load(), 1);
}

TEST(Reader, SeesCommittedRecordsOnlyWhileAnotherWrites) {
  OnePart one;
  std::atomic<bool> done{false};
  std::thread reading([&] {
    std::size_t seen = 0;
    for (bool last = false; !last;) {
      last = done.load();
      auto reader = open_reader(kOutput, kPart, &one.disk);
      ASSERT_TRUE(reader);
      std::size_t records = 0;
      ASSERT_TRUE((*reader)->read([&](const std::vector<std::string_view>& some) -> Status {
        for (const std::string_view record : some) EXPECT_EQ(record, sample(static_cast<unsigned>(records++)));
        return {};
      }));
      EXPECT_GE(records, seen);
      EXPECT_EQ(records % 3, 0u) << "half a checkpoint was seen";
      seen = records;
    }
    EXPECT_EQ(seen, 90u);
  });
  for (unsigned i = 0; i < 90; i += 3) {
    one.append({sample(i), sample(i + 1)});
    one.append({sample(i + 2)});
    EXPECT_TRUE(one.part->checkpoint(std::to_string(i)));
  }
  EXPECT_TRUE(one.part->rollback());
  one.append({sample(1000)});
  done = true;
  reading.join();
}

TEST(Store, FeedsSeveralPartsAtOnce) {
  ForgetfulDisk disk;
  auto store = Store::open(kOutput, {}, options_for(disk));
  ASSERT_TRUE(store);
  std::vector<std::thread> links;
  for (std::uint32_t index = 0; index < 4; ++index) {
    auto part = (*store)->part({"repo", "opensource", index, 4}, 0);
    ASSERT_TRUE(part);
    links.emplace_back([part = *part] {
      for (unsigned i = 0; i < 60; ++i) {
        EXPECT_TRUE(part->append(batch_of({sample(i), sample(i + 1000)})));
        if (i % 5 == 4) {
          EXPECT_TRUE(part->checkpoint(std::to_string(i)));
        }
      }
      EXPECT_TRUE(part->finish(End::exhausted));
    });
  }
  for (std::thread& link : links) link.join();
  auto parts = inspect(kOutput, &disk);
  ASSERT_TRUE(parts);
  ASSERT_EQ(parts->size(), 4u);
  for (const auto& [name, committed] : *parts) EXPECT_EQ(committed.records, 120u) << name.index;
}

}  // namespace
}  // namespace streamguard::store::testing
