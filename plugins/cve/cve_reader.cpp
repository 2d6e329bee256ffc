#include "cve/cve_reader.hpp"

#include "cve/json_text.hpp"
#include "cve/page.hpp"
#include "cve/times.hpp"
#include "record/json_writer.hpp"

namespace streamguard::cve {
namespace {

constexpr std::string_view kLicence = "LicenseRef-US-public-domain";
constexpr std::string_view kDetailPage = "https://nvd.nist.gov/vuln/detail/";
constexpr std::string_view kDisputed = "** DISPUTED **";  ///< how descriptions said it before there were tags

void write_list(record::JsonWriter& json, const std::vector<std::string_view>& list) {
  json.raw("[");
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i != 0) json.raw(",");
    json.string(list[i]);
  }
  json.raw("]");
}

void write_targets(record::JsonWriter& json, const std::vector<fix::Target>& targets) {
  for (std::size_t i = 0; i < targets.size(); ++i) {
    json.raw(i == 0 ? "[{\"repo\":" : ",{\"repo\":");
    json.string(std::string_view(targets[i].repository));
    json.raw(",\"commit\":");
    json.string(std::string_view(targets[i].commit));
    json.raw("}");
  }
  json.raw("]");
}

/// NVD writes no offset and means UTC.
record::OptionalText utc(std::string_view time, std::string& storage) {
  if (time.empty()) return {};
  const std::optional<Millis> millis = parse_time(time);
  if (!millis) return time;
  storage = time_text(*millis);
  return storage;
}

}  // namespace

void CveReader::clear() {
  sample_.clear();
  weakness_.cwe.clear();
  weakness_.cvss.clear();
  weakness_.severity.reset();
  disputed_ = false;
  differing_scores_ = kept_count_ = targets_found_ = ranges_ = ranges_found_ = 0;
  status_ = assigner_ = exploited_ = {};
  tags_.clear();
  unknown_cwes_.clear();
  references_.clear();
  targets_.clear();
  products_.clear();
}

std::string& CveReader::keep_empty() {
  if (kept_count_ == kept_.size()) kept_.emplace_back();
  std::string& text = kept_[kept_count_++];
  text.clear();
  return text;
}

Verdict CveReader::read(std::string_view entry) {
  clear();
  Object root, cve;
  const simdjson::error_code error = parser_.parse(entry.data(), entry.size(), false).get(root);
  if (error != simdjson::SUCCESS || root["cve"].get(cve) != simdjson::SUCCESS) {
    problem_ = error != simdjson::SUCCESS ? simdjson::error_message(error) : "it holds no object cve";
    return Verdict::kBroken;
  }
  Text id;
  if (cve["id"].get(id) != simdjson::SUCCESS || id.empty()) {
    problem_ = "it has no id";
    return Verdict::kBroken;
  }
  for (const simdjson::dom::key_value_pair field : cve) take_field(field.key, field.value);
  sample_.kind = "advisory";
  sample_.source = "cve";
  sample_.source_key = id;
  sample_.collector_version = kVersion;
  sample_.record_license = kLicence;
  sample_.cve.push_back(id);
  raw_sha256_ = record::sha256_hex(root.size() == 1 ? cve_bytes(entry) : entry);
  sample_.raw_sha256 = raw_sha256_;
  disputed_ = disputed_ || sample_.description.value_or("").starts_with(kDisputed);
  settle_weakness();
  settle_references(id);
  settle_extra();
  if (status_ != "Rejected") return Verdict::kTaken;
  sample_.withdrawn = sample_.modified;
  targets_.clear();
  return Verdict::kRejected;
}

void CveReader::take_field(Text key, Element value) {
  if (key == "sourceIdentifier") {
    assigner_ = text_of(value);
  } else if (key == "published") {
    sample_.published = utc(text_of(value), keep_empty());
  } else if (key == "lastModified") {
    sample_.modified = utc(text_of(value), keep_empty());
  } else if (key == "vulnStatus") {
    status_ = text_of(value);
  } else if (key == "cveTags") {
    take_tags(value);
  } else if (key == "descriptions") {
    take_descriptions(value);
  } else if (key == "metrics") {
    take_metrics(value);
  } else if (key == "weaknesses") {
    take_weaknesses(value);
  } else if (key == "configurations") {
    take_configurations(value);
  } else if (key == "references") {
    take_references(value);
  } else if (key == "cisaExploitAdd") {
    exploited_ = text_of(value);
  }
}

/// [{"sourceIdentifier": …, "tags": ["disputed", …]}]
void CveReader::take_tags(Element list) {
  simdjson::dom::array sources, tags;
  if (list.get(sources) != simdjson::SUCCESS) return;
  for (const Element source : sources) {
    if (source["tags"].get(tags) != simdjson::SUCCESS) continue;
    for (const Element item : tags) {
      const Text tag = text_of(item);
      if (tag.empty()) continue;
      add_once(tags_, tag);
      disputed_ = disputed_ || tag == "disputed";
    }
  }
}

void CveReader::take_descriptions(Element list) {
  simdjson::dom::array items;
  if (list.get(items) != simdjson::SUCCESS) return;
  for (const Element item : items) {
    if (text_of(item["lang"]) != "en") continue;
    sample_.description = known(text_of(item["value"]));
    return;
  }
}

/// NVD's page comes first: it is where the record is from.
void CveReader::settle_references(Text id) {
  std::string& page = keep_empty();
  page.append(kDetailPage).append(id);
  sample_.urls.push_back(page);
  for (const bool patch : {true, false}) {
    for (const Reference& reference : references_) {
      if (reference.patch == patch) take_target(reference.url);
    }
  }
  for (const Reference& reference : references_) {
    if (sample_.urls.size() <= kMostReferences) add_once(sample_.urls, reference.url);
  }
}

/// What a record has and the sample has no place for. Counts stand beside what was bounded, and only then.
void CveReader::settle_extra() {
  extra_.clear();
  {
    record::JsonWriter json(extra_);
    auto field = [&json, first = true](Text name) mutable {
      json.raw(first ? "{\"" : ",\"");
      json.raw(name);
      json.raw("\":");
      first = false;
    };
    field("vuln_status");
    json.string(known(status_));
    field("assigner");
    json.string(known(assigner_));
    if (disputed_) {
      field("disputed");
      json.raw("true");
    }
    if (!tags_.empty()) {
      field("tags");
      write_list(json, tags_);
    }
    if (!unknown_cwes_.empty()) {
      field("cwe_unknown");
      write_list(json, unknown_cwes_);
    }
    if (!exploited_.empty()) {
      field("known_exploited_since");
      json.string(exploited_);
    }
    const auto count = [&](Text name, std::size_t found, std::size_t kept) {
      if (found <= kept) return;
      field(name);
      json.unsigned_integer(found);
    };
    count("references_total", references_.size(), kMostReferences);
    count("ranges_total", ranges_found_, ranges_);
    count("fixes_total", targets_found_, targets_.size());
    if (!targets_.empty()) {
      field("fix_candidates");
      write_targets(json, targets_);
    }
    json.raw("}");
  }
  sample_.extra_json = extra_;
}

}  // namespace streamguard::cve
