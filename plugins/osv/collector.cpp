#include "osv/collector.hpp"

#include <algorithm>
#include <limits>

#include "advisory/stable_hash.hpp"
#include "advisory/start.hpp"
#include "osv/mapped_file.hpp"

namespace streamguard::osv {
namespace {

using advisory::Verdict;

constexpr std::string_view kUpstream = "osv";
constexpr std::string_view kArchiveName = "/all.zip";
constexpr std::string_view kIdsName = "/modified_id.csv";
constexpr std::string_view kSuffix = ".json";
constexpr std::string_view kMaliciousPrefix = "MAL-";
constexpr std::uint64_t kMostArchiveFileBytes = std::uint64_t{4} << 30;
constexpr std::uint64_t kMostIdsFileBytes = 256u << 20;
constexpr std::uint64_t kCheckpointEvery = 500;     ///< documents read between two checkpoints
constexpr std::uint64_t kCodeCheckpointEvery = 50;  ///< ... with code, where a document gives up to hundreds of samples
constexpr std::uint64_t kBatch = 500;               ///< documents whose code is fetched together
constexpr std::uint64_t kLeastBatch = 20;           ///< ... even where fewer samples are wanted
constexpr std::uint64_t kRecordsEach = 11'000;  ///< of an ecosystem on average, without malicious packages; an estimate
constexpr std::string_view kCodeUnit = " code";
constexpr std::uint64_t kProgressEvery = 64;  ///< documents read between two words on progress
constexpr std::uint64_t kMostWarnings = 50;   ///< lines on broken documents for each ecosystem; the sum is told anyway
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
  skips_ = advisory::read_names(args.skip_json, "units to skip");
  shard_index_ = args.shard_index;
  shard_count_ = std::max(args.shard_count, 1u);
  position_ = from_token(args.resume_token, config_.ecosystems.size());
  reader_ = advisory::OsvDocument({.source = "osv", .version = "1.0.0", .withdrawn = config_.withdrawn});
  const bool granted = advisory::grants_code(advisory::read_names(args.upstreams_json, "upstreams"), {kUpstream});
  writer_.emplace(host(), config_.code, granted);
  left_ = args.target == 0 ? std::numeric_limits<std::uint64_t>::max()
                           : args.target - std::min(args.target, args.committed);
  committed_ = args.committed;
  tell_plan();
}

void OsvCollector::tell_plan() const {
  const auto complete =
      std::count_if(position_.begin(), position_.end(), [](const EcosystemPosition& each) { return each.complete(); });
  host().expect(kUpstream, position_.size(), 0,
                std::to_string(static_cast<std::ptrdiff_t>(position_.size()) - complete) + " archives, " +
                    std::to_string(complete) + " lists of ids");
  const std::uint64_t all = kRecordsEach * position_.size() / shard_count_;
  writer_->expect(std::min(left_, all - std::min(all, committed_)));
}

void OsvCollector::run() {
  writer_->restore(committed_);
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
  const std::uint64_t checkpoint_every = writer_->with_code() ? kCodeCheckpointEvery : kCheckpointEvery;
  std::uint64_t batch_end = at.next;
  while (at.next < entries.size()) {
    if (writer_->with_code() && at.next == batch_end) {
      checkpoint();
      batch_end = fetch_batch(index, archive);
    }
    const ZipEntry& entry = entries[at.next];
    const std::string_view id = id_of(entry);
    if (wanted(id)) {
      if (since_checkpoint_ >= checkpoint_every) checkpoint();
      name_unit(name, entry);
      take_entry(at, archive, entry, id);
      if (++since_checkpoint_ % kProgressEvery == 0) host().progress(done_, total_, "record");
    }
    ++at.next;
    ++done_;
  }
  since_checkpoint_ = std::max<std::uint64_t>(since_checkpoint_, 1);  // the end of an ecosystem is worth a token
  checkpoint();
  host().progress(done_, total_, "record");
  report(name, entries.size());
}

void OsvCollector::checkpoint() {
  if (since_checkpoint_ == 0) return;
  host().checkpoint(to_token(position_));
  since_checkpoint_ = 0;
}

/// Has the fixes of the next records fetched; returns the entry behind them.
std::uint64_t OsvCollector::fetch_batch(std::size_t index, ZipArchive& archive) {
  const EcosystemPosition& at = position_[index];
  const std::vector<ZipEntry>& entries = archive.entries();
  const std::uint64_t most = std::clamp(left_, kLeastBatch, kBatch);
  std::uint64_t read = 0;
  std::uint64_t next = at.next;
  for (; next < entries.size() && read < most; ++next) {
    const std::string_view id = id_of(entries[next]);
    if (!is_ours(id) || !well_named(entries[next]) || seen_.count(std::string(id)) != 0) continue;
    name_unit(config_.ecosystems[index], entries[next]);
    if (skips_.count(unit_) != 0) continue;
    host().unit(unit_);
    ++read;
    try {
      // What is broken is told of when its turn comes.
      if (reader_.read(archive.read(entries[next], simdjson::SIMDJSON_PADDING), id) != Verdict::kTaken) continue;
    } catch (const Error&) {
      continue;
    }
    fixes_.clear();
    reader_.fixes(fixes_);
    writer_->want(fixes_);
  }
  name_unit(config_.ecosystems[index], entries[at.next]);
  unit_ += kCodeUnit;
  host().unit(unit_);
  if (skips_.count(unit_) == 0) {
    writer_->fetch();
  } else {
    host().log(SG_LOG_WARN, unit_ + ": passed, because it failed before; these records come without code");
    writer_->give_up();
  }
  return next;
}

bool OsvCollector::is_ours(std::string_view id) const {
  return advisory::in_shard(id, shard_index_, shard_count_) && (config_.malicious || !id.starts_with(kMaliciousPrefix));
}

void OsvCollector::name_unit(const std::string& ecosystem, const ZipEntry& entry) {
  unit_.assign(ecosystem).append("/").append(entry.name.substr(0, kLongestEntryId + kSuffix.size()));
}

bool OsvCollector::wanted(std::string_view id) {
  if (is_ours(id)) return true;
  ++(advisory::in_shard(id, shard_index_, shard_count_) ? tally_.malicious : tally_.other_shards);
  return false;
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
      emit_record();
      break;
  }
  remember(at, id);
}

void OsvCollector::emit_record() {
  std::string_view names;
  if (writer_->with_code()) {
    fixes_.clear();
    reader_.fixes(fixes_);
    names = reader_.names_text();
  }
  const std::uint64_t samples = writer_->write(reader_.sample(), fixes_, names);
  ++tally_.taken;
  tally_.samples += samples;
  left_ -= std::min(left_, samples);
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
  if (is_ours(id) && !is_broken(at, id)) seen_.emplace(id);
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
  if (writer_->with_code()) line += "; " + std::to_string(tally_.samples) + " samples; fixes: " + writer_->summary();
  host().log(SG_LOG_INFO, line);
}

}  // namespace streamguard::osv
