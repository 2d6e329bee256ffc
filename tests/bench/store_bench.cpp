// The store's part of the record path: judging a record, and making it durable. Records are 2.2 KB of JSON, with the
// escapes of real source code. The folder is made below STREAMGUARD_BENCH_DIR, or the system's temporary folder: a
// memory file system makes syncs free and the ratio meaningless.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "../store/samples.hpp"
#include "core/limits.hpp"
#include "store/store.hpp"

namespace streamguard::store {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

const std::string& code() {
  static const std::string text = [] {
    std::string lines;
    while (lines.size() < 540)
      lines +=
          "    if (context->length > sizeof(buffer)) {\\n        return parse_failed(context, \\\"too long\\\");\\n    "
          "}\\n";
    return lines;
  }();
  return text;
}

std::vector<std::string> some_records(unsigned first, unsigned count) {
  std::vector<std::string> records;
  for (unsigned i = 0; i < count; ++i) records.push_back(testing::sample(first + i, code()));
  return records;
}

void BM_Validate(benchmark::State& state) {
  Validator validator;
  SampleKey key;
  const testing::Padded text(testing::sample(1, code()));
  for (auto _ : state) {
    if (!validator.check(text.view(), key).empty()) state.SkipWithError("a good record was refused");
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size));
}
BENCHMARK(BM_Validate);

/// Batches as a worker's frames bring them. Made before the clock runs: the store is measured, not memcpy.
std::vector<Batch> frames(unsigned records) {
  const auto each = static_cast<unsigned>(limits::kBatchBytes / testing::sample(1, code()).size());
  std::vector<Batch> batches;
  for (unsigned first = 0; first < records; first += each) {
    batches.push_back(testing::batch_of(some_records(first, std::min(each, records - first))));
  }
  return batches;
}

/// Seconds for `records` through append(), a checkpoint with each frame, and the end of the part.
double seconds_to_store(unsigned records, bool sync) {
  const char* chosen = std::getenv("STREAMGUARD_BENCH_DIR");
  const fs::path base = chosen != nullptr ? fs::path(chosen) : fs::temp_directory_path();
  std::string form = (base / "sg-bench-XXXXXX").string();
  const fs::path output = ::mkdtemp(form.data());
  double seconds = -1;
  {
    Options options;
    options.sync = sync;
    auto store = Store::open(output, {}, options);
    auto part = store ? (*store)->part({"bench", "bench", 0, 1}, 0) : Result<Part*>(store.error());
    std::vector<Batch> batches = frames(records);
    const auto start = Clock::now();
    bool good = part.ok();
    for (std::size_t i = 0; good && i < batches.size(); ++i) {
      good = (*part)->append(std::move(batches[i])).ok() && (*part)->checkpoint(std::to_string(i)).ok();
    }
    good = good && (*part)->finish(End::exhausted).ok();
    if (good && (*part)->committed().records == records)
      seconds = std::chrono::duration<double>(Clock::now() - start).count();
  }
  fs::remove_all(output);
  return seconds;
}

/// Both kinds in turn, in one run, because figures from different minutes do not compare.
void BM_StoreSyncedToUnsynced(benchmark::State& state) {
  const auto records = static_cast<unsigned>(state.range(0));
  std::vector<double> synced, unsynced;
  for (auto _ : state) {
    unsynced.push_back(seconds_to_store(records, false));
    synced.push_back(seconds_to_store(records, true));
    if (unsynced.back() < 0 || synced.back() < 0) state.SkipWithError("the store refused");
  }
  const auto median = [](std::vector<double>& values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
  };
  const double with = median(synced), without = median(unsynced);
  state.counters["synced_rec_per_s"] = records / with;
  state.counters["unsynced_rec_per_s"] = records / without;
  state.counters["synced_to_unsynced"] = without / with;
}
BENCHMARK(BM_StoreSyncedToUnsynced)->Arg(100'000)->Iterations(5)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace streamguard::store
