/// scripted_run.hpp: a deterministic collector in a few lines, and a run of it into a store: records in batches, some
/// of them bad, some twice; a checkpoint every few batches, whose token is the number of the next record.
#pragma once

#include <charconv>
#include <string>
#include <thread>
#include <vector>

#include "forgetful_disk.hpp"
#include "samples.hpp"
#include "store/store.hpp"

namespace streamguard::store::testing {

inline const PartName kPart{"repo", "opensource", 0, 1};
inline const std::filesystem::path kOutput = "/out";
inline const std::filesystem::path kData = kOutput / "opensource/part-00000-of-00001.jsonl";
inline const std::filesystem::path kRejected = kOutput / "rejected/opensource-00000-of-00001.jsonl";
inline const std::filesystem::path kLedger = kOutput / ".streamguard/opensource-00000-of-00001.ledger";

struct Script {
  unsigned records = 40, batch = 3, batches_per_checkpoint = 2;
  std::uint64_t target = 0;
  unsigned rollback_at = ~0u;  ///< the worker dies once, on the first pass, when this record is reached
  bool patient = false;        ///< each checkpoint is waited for, so that it has a ledger line of its own

  static std::string record(unsigned number) {
    if (number % 7 == 3) return "{\"bad\":" + std::to_string(number) + (number % 2 == 0 ? "}" : "\xff");
    if (number % 5 == 4) return sample(number - 2);
    return sample(number);
  }
};

inline Options options_for(ForgetfulDisk& disk) {
  Options options;
  options.disk = &disk;
  options.lock = false;
  options.commit_interval = std::chrono::milliseconds(0);
  return options;
}

inline unsigned next_of(const std::string& token) {
  unsigned next = 0;
  std::from_chars(token.data(), token.data() + token.size(), next);
  return next;
}

/// From the last commit to the end. An Error where the disk refused.
inline Status run_script(ForgetfulDisk& disk, const Script& script) {
  auto store = Store::open(kOutput, {{"seed", "42"}}, options_for(disk));
  if (!store) return std::move(store).error();
  auto opened = (*store)->part(kPart, script.target);
  if (!opened) return std::move(opened).error();
  Part& part = **opened;
  if (part.committed().end != End::open) return {};
  part.begin_epoch();
  unsigned next = next_of(part.committed().token), batches = 0;
  bool died = next > script.rollback_at;
  while (next < script.records) {
    std::vector<std::string> records;
    for (; records.size() < script.batch && next < script.records; ++next) records.push_back(Script::record(next));
    auto appended = part.append(batch_of(records));
    if (!appended) return std::move(appended).error();
    if (appended->target_met) return part.finish(End::target);
    if (next >= script.rollback_at && !died) {
      died = true;
      if (Status back = part.rollback(); !back) return back;
      part.begin_epoch();
      next = next_of(part.committed().token);
      batches = 0;
      continue;
    }
    if (++batches % script.batches_per_checkpoint == 0) {
      if (Status marked = part.checkpoint(std::to_string(next)); !marked) return marked;
      while (script.patient && next_of(part.committed().token) != next) {
        if (Status good = (*store)->health(); !good) return good;
        std::this_thread::yield();
      }
    }
  }
  return part.finish(End::exhausted);
}

/// What must be equal however the run went.
struct Outcome {
  std::string data, rejected;
  std::uint64_t records = 0, rejections = 0, duplicates = 0;
  std::map<std::string, std::uint64_t> reasons;
  End end = End::open;
  bool operator==(const Outcome&) const = default;
};

inline Outcome outcome_of(ForgetfulDisk& disk) {
  Outcome outcome{disk.contents(kData), disk.contents(kRejected), 0, 0, 0, {}, End::open};
  if (auto parts = inspect(kOutput, &disk); parts && !parts->empty()) {
    const Committed& totals = parts->front().second;
    outcome.records = totals.records;
    outcome.rejections = totals.rejected;
    outcome.duplicates = totals.duplicates;
    outcome.reasons = totals.rejected_by_reason;
    outcome.end = totals.end;
  }
  return outcome;
}

inline Outcome uninterrupted(const Script& script) {
  ForgetfulDisk disk;
  (void)run_script(disk, script).ok();
  return outcome_of(disk);
}

}  // namespace streamguard::store::testing
