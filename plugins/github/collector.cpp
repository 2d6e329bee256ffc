#include "github/collector.hpp"

#include <algorithm>
#include <limits>

#include "advisory/stable_hash.hpp"
#include "advisory/start.hpp"
#include "github/database_document.hpp"
#include "github/node.hpp"

namespace streamguard::github {
namespace {

constexpr std::string_view kApi = "github_api", kMirror = "advisories";
constexpr std::string_view kCodeUnit = " code";
constexpr std::uint64_t kAllAdvisories = 37'000;  ///< reviewed ones, for an estimate
constexpr std::uint64_t kAnswerBytes = 4'000;     ///< of one advisory in an answer, on average
constexpr std::uint64_t kMostWarnings = 50;       ///< lines on broken documents; their sum is told anyway
constexpr std::size_t kNameInLog = 160;
constexpr std::uint64_t kNoTarget = std::numeric_limits<std::uint64_t>::max();

}  // namespace

void GithubCollector::open(const CollectorArgs& args) {
  config_ = read_config(args.config_json);
  skips_ = advisory::read_names(args.skip_json, "units to skip");
  granted_ = advisory::read_names(args.upstreams_json, "upstreams");
  const std::string upstream(config_.source == Source::kApi ? kApi : kMirror);
  if (granted_.count(upstream) == 0) {
    throw Error(SG_E_CONFIG, "github: source: " + std::string(name_of(config_.source)) + " reads the upstream `" +
                                 upstream + "`, which is not granted: add it to the collector's upstreams");
  }
  share_ = {args.shard_index, std::max(args.shard_count, 1u)};
  place_ = Place::parse(args.resume_token, name_of(config_.source));
  if (config_.source == Source::kDatabase) {
    reader_ = std::make_unique<DatabaseReader>();
  } else {
    reader_ = std::make_unique<NodeReader>();
  }
  writer_.emplace(host(), config_.code, advisory::grants_code(granted_, {kApi, kMirror}));
  committed_ = args.committed;
  left_ = args.target == 0 ? kNoTarget : args.target - std::min(args.target, args.committed);
  tell_plan();
}

void GithubCollector::tell_plan() const {
  const std::uint64_t all = (place_.total != 0 ? place_.total : kAllAdvisories) / share_.count;
  const std::uint64_t advisories = std::min(left_, all - std::min(all, place_.done));
  if (config_.source == Source::kApi) {
    const std::uint64_t pages = (advisories + config_.page - 1) / config_.page;
    host().expect(kApi, pages, advisories * kAnswerBytes,
                  "about " + std::to_string(pages) + " pages of " + std::to_string(config_.page) + " advisories");
  } else {
    host().expect(kMirror, 1, 0, "one file");
  }
  writer_->expect(advisories);
}

void GithubCollector::run() {
  writer_->restore(committed_);
  const Work work{host(), config_, skips_, share_, place_};
  const auto documents = config_.source == Source::kApi ? make_api_documents(work) : make_file_documents(work);
  Batch batch;
  while (documents->next(batch, left_)) {
    // What the parser may read beyond a text lies inside the text's own memory.
    for (Document& document : batch.documents) document.text.reserve(document.text.size() + simdjson::SIMDJSON_PADDING);
    if (writer_->with_code()) fetch_fixes(batch);
    for (const Document& document : batch.documents) take(document);
    place_.done += batch.documents.size();
    host().checkpoint(place_.token());
    host().progress(place_.done, documents->total(), "record");
  }
  report(*documents);
}

void GithubCollector::fetch_fixes(const Batch& batch) {
  for (const Document& document : batch.documents) {
    if (!document.problem.empty() || skips_.count(document.name) != 0) continue;
    host().unit(document.name);
    // What is broken is told of when its turn comes.
    if (!reader_->read(document.text, document.name)) continue;
    if (against() != nullptr) continue;
    fixes_.clear();
    reader_->fixes(fixes_);
    writer_->want(fixes_);
  }
  if (batch.documents.empty()) return;
  const std::string unit = batch.documents.front().name + std::string(kCodeUnit);
  host().unit(unit);
  if (skips_.count(unit) == 0) return writer_->fetch();
  host().log(SG_LOG_WARN, unit + ": passed, because it failed before; these advisories come without code");
  writer_->give_up();
}

void GithubCollector::take(const Document& document) {
  ++tally_.documents;
  if (!document.problem.empty()) return pass_broken(document, document.problem);
  if (skips_.count(document.name) != 0) {
    ++tally_.skipped;
    return;
  }
  host().unit(document.name);
  if (!reader_->read(document.text, document.name)) return pass_broken(document, reader_->problem());
  if (std::uint64_t* const reason = against()) {
    ++*reason;
  } else {
    emit();
  }
}

std::uint64_t* GithubCollector::against() {
  const record::Sample& sample = reader_->sample();
  if (config_.source != Source::kApi && !advisory::in_shard(sample.source_key, share_.index, share_.count)) {
    return &tally_.other_shards;
  }
  switch (config_.wants(sample, reader_->classification())) {
    case Wanted::kYes:
      return nullptr;
    case Wanted::kWithdrawn:
      return &tally_.withdrawn;
    case Wanted::kNo:
      break;
  }
  return &tally_.filtered;
}

void GithubCollector::emit() {
  std::string_view names;
  if (writer_->with_code()) {
    fixes_.clear();
    reader_->fixes(fixes_);
    names = reader_->names_text();
  }
  const std::uint64_t samples = writer_->write(reader_->sample(), fixes_, names);
  ++tally_.taken;
  tally_.samples += samples;
  left_ -= left_ == kNoTarget ? 0 : std::min(left_, samples);
}

void GithubCollector::pass_broken(const Document& document, std::string_view why) {
  if (tally_.broken++ >= kMostWarnings) return;
  host().log(SG_LOG_WARN, document.name.substr(0, kNameInLog) + ": passed: " + std::string(why));
}

void GithubCollector::report(const Documents& documents) const {
  std::string line = std::to_string(tally_.documents) + " advisories, " + std::to_string(tally_.taken) + " taken";
  const auto add = [&line](std::uint64_t count, const char* what) {
    if (count != 0) line += ", " + std::to_string(count) + " " + what;
  };
  add(tally_.withdrawn, "withdrawn");
  add(tally_.filtered, "not asked for");
  add(tally_.other_shards, "of other shards");
  add(tally_.broken, "broken");
  add(tally_.skipped, "skipped");
  if (!documents.summary().empty()) line += "; " + documents.summary();
  if (writer_->with_code()) line += "; " + std::to_string(tally_.samples) + " samples; fixes: " + writer_->summary();
  host().log(SG_LOG_INFO, line);
}

}  // namespace streamguard::github
