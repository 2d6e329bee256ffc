#include "osv/collector.hpp"

#include <algorithm>

#include "osv/mapped_file.hpp"

namespace streamguard::osv {
namespace {

constexpr std::string_view kUpstream = "osv";
constexpr std::string_view kArchiveName = "/all.zip";
constexpr std::string_view kIdsName = "/modified_id.csv";
constexpr std::string_view kSuffix = ".json";
constexpr std::string_view kMaliciousPrefix = "MAL-";
constexpr std::uint64_t kMostArchiveFileBytes = std::uint64_t{4} << 30;
constexpr std::uint64_t kMostIdsFileBytes = 256u << 20;
constexpr std::uint64_t kCheckpointEvery = 500;  ///< documents read between two checkpoints
constexpr std::uint64_t kProgressEvery = 64;     ///< documents read between two words on progress
constexpr std::uint64_t kMostWarnings = 50;  ///< lines on broken documents for each ecosystem; the sum is told anyway
constexpr std::size_t kLongestEntryId = 200;
constexpr std::size_t kNameInLog = 120;

std::string text_of(const std::string& ecosystem, std::string_view rest) { return ecosystem + std::string(rest); }

/// The id that an entry's name gives, or the whole name where it is not <id>.json.
std::string_view id_of(const ZipEntry& entry) {
  return entry.name.ends_with(kSuffix) ? entry.name.substr(0, entry.name.size() - kSuffix.size()) : entry.name;
}

bool well_named(const ZipEntry& entry) {
  const std::string_view id = id_of(entry);
  return entry.name.ends_with(kSuffix) && !id.empty() && id.size() <= kLongestEntryId &&
         std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c < '\x7f' && c != '/' && c != '\\'; });
}

Fingerprint fingerprint_of(const ZipArchive& archive) {
  Fingerprint ids;
  for (const ZipEntry& entry : archive.entries()) ids.add(id_of(entry));
  return ids;
}

bool is_broken(const EcosystemPosition& at, std::string_view id) {
  return std::find(at.broken.begin(), at.broken.end(), id) != at.broken.end();
}

/// Calls `each` with the id of every row of a modified_id.csv ("<time>,<id>").
template <class Each>
void for_each_id(std::string_view rows, Each each) {
  while (!rows.empty()) {
    const std::size_t line_end = std::min(rows.find('\n'), rows.size());
    std::string_view row = rows.substr(0, line_end);
    rows.remove_prefix(std::min(line_end + 1, rows.size()));
    if (row.ends_with('\r')) row.remove_suffix(1);
    if (!row.empty()) each(row.substr(std::min(row.find(',') + 1, row.size())));
  }
}

}  // namespace

void OsvCollector::open(const CollectorArgs& args) {
  config_ = read_config(args.config_json);
  skips_ = read_skips(args.skip_json);
  shard_index_ = args.shard_index;
  shard_count_ = std::max(args.shard_count, 1u);
  position_ = from_token(args.resume_token, config_.ecosystems.size());
  reader_ = AdvisoryReader(config_.withdrawn);
}

void OsvCollector::run() {
  std::size_t found = 0;
  for (std::size_t i = 0; i < config_.ecosystems.size(); ++i) found += collect_ecosystem(i);
  if (found == 0) {
    throw Error(SG_E_UNAVAILABLE, "osv: the upstream `osv` has no all.zip of any of the " +
                                      std::to_string(config_.ecosystems.size()) + " ecosystems (" +
                                      config_.ecosystems.front() + ", …); check the upstream's url and `ecosystems`");
  }
}

/// False where the bucket lacks the ecosystem.
bool OsvCollector::collect_ecosystem(std::size_t index) {
  const std::string& name = config_.ecosystems[index];
  const std::string unit = text_of(name, kArchiveName);
  tally_ = Tally{};
  host().unit(unit);
  if (skips_.count(unit) != 0) {
    host().log(SG_LOG_WARN, unit + ": passed, because it failed before");
    return true;
  }
  if (position_[index].complete() && unchanged_ids(index)) return true;
  const std::string path = "/" + percent_encoded(name) + std::string(kArchiveName);
  HttpRequest request;
  request.upstream = kUpstream;
  request.path = path;
  request.max_bytes = kMostArchiveFileBytes;
  HttpResponse response;
  try {
    response = host().fetch_file(request);
  } catch (const Error& error) {
    if (error.rc() != SG_E_UNAVAILABLE) throw;
    host().log(SG_LOG_WARN, unit + ": the upstream has no such archive; the ecosystem is passed");
    return false;
  }
  const MappedFile file(std::move(response.path));
  ZipArchive archive(file.bytes(), unit);
  walk(index, archive);
  return true;
}

/// Whether a completed ecosystem still holds the same ids, by its small list of them. Takes them as seen if so.
bool OsvCollector::unchanged_ids(std::size_t index) {
  const EcosystemPosition& at = position_[index];
  const std::string path = "/" + percent_encoded(config_.ecosystems[index]) + std::string(kIdsName);
  HttpRequest request;
  request.upstream = kUpstream;
  request.path = path;
  request.max_bytes = kMostIdsFileBytes;
  HttpResponse response;
  try {
    response = host().fetch(request);
  } catch (const Error& error) {
    host().log(SG_LOG_DEBUG,
               config_.ecosystems[index] + ": no list of ids (" + error.what() + "); reading the archive");
    return false;
  }
  Fingerprint ids;
  for_each_id(response.body, [&ids](std::string_view id) { ids.add(id); });
  if (!(ids == at.ids)) return false;
  for_each_id(response.body, [this, &at](std::string_view id) { remember(at, id); });
  done_ += ids.count;
  return true;
}

void OsvCollector::walk(std::size_t index, ZipArchive& archive) {
  EcosystemPosition& at = position_[index];
  const std::vector<ZipEntry>& entries = archive.entries();
  const Fingerprint ids = fingerprint_of(archive);
  if (at.archive != archive.identity() || !(at.ids == ids)) {
    at = EcosystemPosition{archive.identity(), 0, ids, {}};
  }
  for (std::uint64_t i = 0; i < at.next; ++i) remember(at, id_of(entries[i]));
  done_ += at.next;
  // Until the last archive is open nobody knows how many records there are.
  total_ = index + 1 == config_.ecosystems.size() ? done_ + entries.size() - at.next : 0;
  const std::string& name = config_.ecosystems[index];
  while (at.next < entries.size()) {
    const ZipEntry& entry = entries[at.next];
    const std::string_view id = id_of(entry);
    if (wanted(id)) {
      if (since_checkpoint_ >= kCheckpointEvery) {
        host().checkpoint(to_token(position_));
        since_checkpoint_ = 0;
      }
      unit_.assign(name).append("/").append(entry.name.substr(0, kLongestEntryId + kSuffix.size()));
      take_entry(at, archive, entry, id);
      if (++since_checkpoint_ % kProgressEvery == 0) host().progress(done_, total_, "record");
    }
    ++at.next;
    ++done_;
  }
  host().checkpoint(to_token(position_));
  since_checkpoint_ = 0;
  host().progress(done_, total_, "record");
  report(name, entries.size());
}

bool OsvCollector::wanted(std::string_view id) {
  if (stable_hash(id) % shard_count_ != shard_index_) {
    ++tally_.other_shards;
    return false;
  }
  if (!config_.malicious && id.starts_with(kMaliciousPrefix)) {
    ++tally_.malicious;
    return false;
  }
  return true;
}

void OsvCollector::take_entry(EcosystemPosition& at, ZipArchive& archive, const ZipEntry& entry, std::string_view id) {
  if (seen_.count(std::string(id)) != 0) {
    ++tally_.elsewhere;
    return;
  }
  if (!well_named(entry)) return pass_broken(at, id, "is not named <id>.json");
  if (!skips_.empty() && skips_.count(unit_) != 0) {
    ++tally_.skipped;
    remember(at, id);
    return;
  }
  host().unit(unit_);
  std::string_view document;
  try {
    document = archive.read(entry, simdjson::SIMDJSON_PADDING);
  } catch (const Error& error) {
    return pass_broken(at, id, error.what());
  }
  switch (reader_.read(document, id)) {
    case Verdict::kBroken:
      return pass_broken(at, id, reader_.problem());
    case Verdict::kWithdrawn:
      ++tally_.withdrawn;
      break;
    case Verdict::kTaken:
      body_.clear();
      record::append_json(reader_.sample(), body_);
      host().emit(body_);
      ++tally_.taken;
      break;
  }
  remember(at, id);
}

void OsvCollector::pass_broken(EcosystemPosition& at, std::string_view id, const std::string& why) {
  if (tally_.broken++ < kMostWarnings) {
    host().log(SG_LOG_WARN, unit_.substr(0, kNameInLog) + ": passed: " + why);
  }
  // A later ecosystem may hold the record whole; remembered in the token, so that a resumed walk looks there too.
  std::size_t kept = 0;
  for (const EcosystemPosition& each : position_) kept += each.broken.size();
  const bool plain = id.size() <= kLongestId && std::none_of(id.begin(), id.end(), [](char c) {
                       return c <= ' ' || c >= '\x7f' || c == '"' || c == '\\';
                     });
  if (kept < kMostBroken && plain && !is_broken(at, id)) at.broken.emplace_back(id);
  remember(at, id);
}

/// Takes an id as dealt with, for the ecosystems that come later.
void OsvCollector::remember(const EcosystemPosition& at, std::string_view id) {
  if (stable_hash(id) % shard_count_ != shard_index_ || is_broken(at, id)) return;
  if (!config_.malicious && id.starts_with(kMaliciousPrefix)) return;
  seen_.emplace(id);
}

void OsvCollector::report(std::string_view ecosystem, std::uint64_t entries) const {
  std::string line(ecosystem);
  line += ": " + std::to_string(entries) + " records, " + std::to_string(tally_.taken) + " taken";
  const auto add = [&line](std::uint64_t count, std::string_view what) {
    if (count != 0) line += ", " + std::to_string(count) + " " + std::string(what);
  };
  add(tally_.withdrawn, "withdrawn");
  add(tally_.malicious, "of malicious packages");
  add(tally_.elsewhere, "taken with another ecosystem");
  add(tally_.other_shards, "of other shards");
  add(tally_.broken, "broken");
  add(tally_.skipped, "skipped");
  host().log(SG_LOG_INFO, line);
}

}  // namespace streamguard::osv
