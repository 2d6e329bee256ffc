#include <algorithm>
#include <streamguard/testing/in_process_host.hpp>
#include <utility>

namespace streamguard::testing {
namespace {

/// What is wrong with `got`, as a run that should have ended with `wanted`.
std::string fault_of(const Collected& got, sg_rc wanted) {
  if (!got.violations.empty()) return got.violations.front();
  if (got.rc == wanted) return {};
  return "result " + std::to_string(got.rc) + (got.error.empty() ? "" : ": " + got.error);
}

/// How the records differ from those of the undisturbed run.
std::string difference(const std::vector<std::string>& whole, const std::vector<std::string>& parts) {
  const auto [at, other] = std::mismatch(whole.begin(), whole.end(), parts.begin(), parts.end());
  if (at == whole.end() && other == parts.end()) return {};
  return std::to_string(parts.size()) + " records instead of " + std::to_string(whole.size()) +
         "; the first that differs is record " + std::to_string(at - whole.begin() + 1);
}

std::string fault_at(const sg_entry& entry, CollectOptions options, const Collected& whole, std::uint64_t stop) {
  options.stop_after_checkpoints = stop;
  Collected part = collect(entry, options);
  // After its last checkpoint a plugin may have ended well before it was told to stop.
  if (std::string fault = fault_of(part, part.rc == SG_OK ? SG_OK : SG_CANCELLED); !fault.empty()) {
    return "the part until then: " + fault;
  }
  options.stop_after_checkpoints = 0;
  options.token = part.token;
  options.committed += part.records.size();
  options.committed_records.insert(options.committed_records.end(), part.records.begin(), part.records.end());
  const Collected rest = collect(entry, options);
  if (std::string fault = fault_of(rest, SG_OK); !fault.empty()) return "the part from there: " + fault;
  part.records.insert(part.records.end(), rest.records.begin(), rest.records.end());
  return difference(whole.records, part.records);
}

}  // namespace

std::vector<std::string> resume_faults(const sg_entry& entry, const CollectOptions& options) {
  const Collected whole = collect(entry, options);
  if (std::string fault = fault_of(whole, SG_OK); !fault.empty()) return {"the undisturbed run: " + fault};
  // What run() left uncommitted when it returned SG_OK is a commit without a token of its own.
  std::uint64_t checkpoints = whole.commits.size();
  const std::string& before = checkpoints < 2 ? options.token : whole.commits[checkpoints - 2].token;
  if (checkpoints > 0 && whole.commits.back().token == before) --checkpoints;
  if (checkpoints == 0) return {"the undisturbed run made no checkpoint: nothing was tried"};
  std::vector<std::string> faults;
  for (std::uint64_t stop = 1; stop <= checkpoints; ++stop) {
    std::string fault = fault_at(entry, options, whole, stop);
    if (!fault.empty()) faults.push_back("stopped after checkpoint " + std::to_string(stop) + ": " + fault);
  }
  return faults;
}

}  // namespace streamguard::testing
