#include "cve/samples.hpp"

#include <algorithm>
#include <utility>

namespace streamguard::cve {
namespace {

constexpr std::uint64_t kMostWarnings = 50;  ///< lines on entries that cannot be used; the sum is told anyway

}  // namespace

Samples::Samples(Host host, const Settings& settings, Wishes wishes)
    : host_(host), settings_(settings), wishes_(std::move(wishes)), emitter_(host) {
  if (wishes_.committed) emitter_.restore();
}

void Samples::take(const Page& page, std::span<const Entry> entries, Position& position) {
  note_faults(page);
  const std::vector<const Entry*> order = in_order(entries, position);
  for (std::size_t at = 0; at < order.size();) {
    // A CVE gives at least one sample, so no more of them can be needed.
    const std::uint64_t size = wishes_.left == 0 ? kBatch : std::clamp<std::uint64_t>(wishes_.left, 1, kBatch);
    const std::size_t count = std::min(order.size() - at, static_cast<std::size_t>(size));
    const std::span batch = std::span(order).subspan(at, count);
    if (wishes_.code) bring_fixes(batch);
    for (const Entry* entry : batch) emit(*entry);
    at += count;
    position.after = batch.back()->key;
    host_.checkpoint(to_token(position));
  }
}

void Samples::note_faults(const Page& page) {
  for (const Page::Fault& fault : page.faults()) {
    if (tally_.broken++ >= kMostWarnings) continue;
    host_.log(SG_LOG_WARN, "entry " + std::to_string(fault.place + 1) + " of " + std::to_string(page.entries().size()) +
                               " is passed: " + fault.why);
  }
}

/// What was not dealt with yet, newest first.
std::vector<const Entry*> Samples::in_order(std::span<const Entry> entries, const Position& position) {
  std::vector<const Entry*> order;
  for (const Entry& entry : entries) {
    if (entry.key.id.empty()) continue;
    if (!seen_.insert(entry.key.id).second) {
      ++tally_.twice;
    } else if (!position.after || entry.key > *position.after) {
      order.push_back(&entry);
    }
  }
  std::sort(order.begin(), order.end(), [](const Entry* a, const Entry* b) { return a->key < b->key; });
  return order;
}

/// Whether the entry gives samples. With `count` it is also counted why not.
bool Samples::read(const Entry& entry, bool count) {
  std::uint64_t ignored = 0;
  const auto tally = [count, &ignored](std::uint64_t& counter) { ++(count ? counter : ignored); };
  if (wishes_.skips.contains(entry.key.id)) {
    tally(tally_.skipped);
    return false;
  }
  const Verdict verdict = reader_.read(entry.text);
  if (verdict == Verdict::kBroken) {
    tally(tally_.broken);
    if (count) host_.log(SG_LOG_WARN, entry.key.id + " is passed: " + reader_.problem());
    return false;
  }
  if (verdict == Verdict::kRejected && !settings_.rejected) {
    tally(tally_.rejected);
    return false;
  }
  if (reader_.disputed() && !settings_.disputed) {
    tally(tally_.disputed);
    return false;
  }
  if (settings_.wants(reader_.sample())) return true;
  tally(tally_.unwanted);
  return false;
}

void Samples::bring_fixes(std::span<const Entry* const> batch) {
  const std::string unit = "fixes of " + batch.front()->key.id + " to " + batch.back()->key.id;
  host_.unit(unit);
  if (wishes_.skips.contains(unit)) {
    host_.log(SG_LOG_WARN, unit + ": passed, because bringing them failed before; the records have no code");
    return;
  }
  std::vector<fix::Target> targets;
  for (const Entry* entry : batch) {
    if (read(*entry, false)) targets.insert(targets.end(), reader_.targets().begin(), reader_.targets().end());
  }
  if (!targets.empty()) emitter_.fetch(targets);
}

void Samples::emit(const Entry& entry) {
  host_.unit(entry.key.id);
  if (!read(entry, true)) return;
  ++tally_.cves;
  tally_.with_fix += !reader_.targets().empty();
  tally_.differing_scores += reader_.differing_scores();
  fix::Advisory advisory;
  advisory.base = reader_.sample();
  if (wishes_.code) advisory.fixes = reader_.targets();
  advisory.names_text = reader_.sample().description.value_or("");
  const std::uint64_t samples = emitter_.emit(advisory);
  tally_.samples += samples;
  if (wishes_.left != 0) wishes_.left = wishes_.left > samples ? wishes_.left - samples : 1;
}

std::string Samples::summary() const {
  std::string line = std::to_string(tally_.cves) + " CVEs taken, " + std::to_string(tally_.samples) + " samples";
  const auto add = [&line](std::uint64_t count, std::string_view what) {
    if (count != 0) line += ", " + std::to_string(count) + " " + std::string(what);
  };
  add(tally_.with_fix, "with a link to a fix");
  add(tally_.rejected, "rejected");
  add(tally_.disputed, "disputed");
  add(tally_.unwanted, "filtered out");
  add(tally_.broken, "broken");
  add(tally_.twice, "listed twice");
  add(tally_.skipped, "skipped");
  add(tally_.differing_scores, "scores that differ from their vector's formula");
  if (wishes_.code) line += "; " + emitter_.counts_line();
  return line;
}

}  // namespace streamguard::cve
