#include "record/record.hpp"

#include "record/json_writer.hpp"
#include "record/normalise.hpp"
#include "record/sha256.hpp"
#include "record/utf8.hpp"

namespace streamguard::record {
namespace {

constexpr std::string_view kNul("\0", 1);

HexDigest id_of(const Sample& sample) {
  Sha256 hash;
  hash.update(sample.kind);
  hash.update("|");
  hash.update(sample.source);
  hash.update(":");
  hash.update(sample.source_key);
  hash.update("|");
  if (sample.fix) {
    hash.update(sample.fix->repo);
    hash.update("|");
    hash.update(sample.fix->commit);
    hash.update("|");
    hash.update(sample.fix->path);
    hash.update("|");
  } else {
    hash.update("|||");
  }
  if (sample.code && sample.code->symbol) hash.update(*sample.code->symbol);
  return hash.hex();
}

HexDigest hash_of_pair(std::string_view first, std::string_view second) {
  Sha256 hash;
  hash.update(first);
  hash.update(kNul);
  hash.update(second);
  return hash.hex();
}

/// Hashes are taken of the text as it is written, so that a reader of the dataset can check them.
HexDigest hash_of_written(const OptionalText& first, const OptionalText& second) {
  std::string first_storage;
  std::string second_storage;
  return hash_of_pair(repaired_utf8(first.value_or(Text()), first_storage),
                      repaired_utf8(second.value_or(Text()), second_storage));
}

HexDigest normalised_hash_of(const Code& code) {
  // Kept between calls, for a fresh buffer costs more than the walk. NUL marks the halves' border.
  static thread_local std::string text;
  text.clear();
  std::string storage;
  normalise(repaired_utf8(code.before.value_or(Text()), storage), code.language, text);
  text += '\0';
  normalise(repaired_utf8(code.after.value_or(Text()), storage), code.language, text);
  Sha256 hash;
  hash.update(text);
  return hash.hex();
}

void write(JsonWriter& json, const std::vector<Text>& texts) {
  json.raw("[");
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i != 0) json.raw(",");
    json.string(texts[i]);
  }
  json.raw("]");
}

void write(JsonWriter& json, const Lines& lines) {
  if (lines.first == 0 && lines.last == 0) return json.raw("null");
  json.raw("[");
  json.integer(lines.first);
  json.raw(",");
  json.integer(lines.last);
  json.raw("]");
}

void write(JsonWriter& json, const Code& code) {
  json.raw("{\"before\":");
  json.string(code.before);
  json.raw(",\"after\":");
  json.string(code.after);
  json.raw(",\"language\":");
  json.string(code.language);
  json.raw(",\"symbol\":");
  json.string(code.symbol);
  json.raw(",\"before_lines\":");
  write(json, code.before_lines);
  json.raw(",\"after_lines\":");
  write(json, code.after_lines);
  json.raw("}");
}

void write(JsonWriter& json, const Weakness& weakness) {
  json.raw("{\"cwe\":");
  write(json, weakness.cwe);
  json.raw(",\"cvss\":[");
  for (std::size_t i = 0; i < weakness.cvss.size(); ++i) {
    const Cvss& cvss = weakness.cvss[i];
    json.raw(i == 0 ? "{\"version\":" : ",{\"version\":");
    json.string(cvss.version);
    json.raw(",\"vector\":");
    json.string(cvss.vector);
    json.raw(",\"score\":");
    if (cvss.score) {
      json.tenths(*cvss.score);
    } else {
      json.raw("null");
    }
    json.raw(",\"source\":");
    json.string(cvss.source);
    json.raw("}");
  }
  json.raw("],\"severity\":");
  json.string(weakness.severity);
  json.raw("}");
}

void write(JsonWriter& json, const Fix& fix) {
  json.raw("{\"repo\":");
  json.string(fix.repo);
  json.raw(",\"commit\":");
  json.string(fix.commit);
  json.raw(",\"parent\":");
  json.string(fix.parent);
  json.raw(",\"path\":");
  json.string(fix.path);
  json.raw(",\"author_date\":");
  json.string(fix.author_date);
  json.raw(",\"functions_changed\":");
  json.integer(fix.functions_changed);
  json.raw("}");
}

void write(JsonWriter& json, const Package& package) {
  json.raw("{\"ecosystem\":");
  json.string(package.ecosystem);
  json.raw(",\"name\":");
  json.string(package.name);
  json.raw(",\"purl\":");
  json.string(package.purl);
  json.raw(",\"ranges\":");
  json.raw(package.ranges_json);
  json.raw("}");
}

template <class Part>
void write_or_null(JsonWriter& json, const std::optional<Part>& part) {
  if (part) {
    write(json, *part);
  } else {
    json.raw("null");
  }
}

void write_head(JsonWriter& json, const Sample& sample) {
  json.raw("{\"schema_version\":\"1.0.0\",\"sample_id\":\"");
  json.raw(view(id_of(sample)));
  json.raw("\",\"kind\":");
  json.string(sample.kind);
  json.raw(",\"source\":");
  json.string(sample.source);
  json.raw(",\"ids\":{\"cve\":");
  write(json, sample.cve);
  json.raw(",\"ghsa\":");
  write(json, sample.ghsa);
  json.raw(",\"osv\":");
  write(json, sample.osv);
  json.raw(",\"edb\":");
  write(json, sample.edb);
  json.raw("},\"title\":");
  json.string(sample.title);
  json.raw(",\"description\":");
  json.string(sample.description);
}

void write_findings(JsonWriter& json, const Sample& sample) {
  json.raw(",\"code\":");
  write_or_null(json, sample.code);
  json.raw(",\"label\":{\"tier\":");
  json.string(sample.tier);
  json.raw(",\"method\":");
  json.string(sample.method);
  json.raw("},\"weakness\":");
  write_or_null(json, sample.weakness);
  json.raw(",\"fix\":");
  write_or_null(json, sample.fix);
  json.raw(",\"packages\":[");
  for (std::size_t i = 0; i < sample.packages.size(); ++i) {
    if (i != 0) json.raw(",");
    write(json, sample.packages[i]);
  }
  json.raw("],\"dates\":{\"published\":");
  json.string(sample.published);
  json.raw(",\"modified\":");
  json.string(sample.modified);
  json.raw(",\"withdrawn\":");
  json.string(sample.withdrawn);
}

void write_provenance(JsonWriter& json, const Sample& sample) {
  json.raw("},\"provenance\":{\"collector\":");
  json.string(sample.source);
  json.raw(",\"version\":");
  json.string(sample.collector_version);
  json.raw(",\"urls\":");
  write(json, sample.urls);
  json.raw(",\"record_license\":");
  json.string(sample.record_license);
  json.raw(",\"code_license\":");
  json.string(sample.code_license);
  json.raw(",\"raw_sha256\":");
  json.string(sample.raw_sha256);
}

void write_hashes(JsonWriter& json, const Sample& sample) {
  json.raw("},\"hashes\":{\"exact\":\"");
  json.raw(view(sample.code ? hash_of_written(sample.code->before, sample.code->after)
                            : hash_of_written(sample.title, sample.description)));
  if (sample.code) {
    json.raw("\",\"normalised\":\"");
    json.raw(view(normalised_hash_of(*sample.code)));
    json.raw("\"}");
  } else {
    json.raw("\",\"normalised\":null}");
  }
}

}  // namespace

void Sample::clear() {
  kind = source = source_key = {};
  for (std::vector<Text>* list : {&cve, &ghsa, &osv, &edb, &urls}) list->clear();
  title.reset();
  description.reset();
  code.reset();
  tier = method = "none";
  weakness.reset();
  fix.reset();
  packages.clear();
  published.reset();
  modified.reset();
  withdrawn.reset();
  collector_version = {};
  record_license.reset();
  code_license.reset();
  raw_sha256.reset();
  extra_json = {};
}

void append_json(const Sample& sample, std::string& out) {
  JsonWriter json(out);
  write_head(json, sample);
  write_findings(json, sample);
  write_provenance(json, sample);
  write_hashes(json, sample);
  if (!sample.extra_json.empty()) {
    json.raw(",\"extra\":");
    json.raw(sample.extra_json);
  }
  json.raw("}");
}

std::string sha256_hex(std::string_view bytes) {
  Sha256 hash;
  hash.update(bytes);
  return std::string(view(hash.hex()));
}

Text severity_of(double score) {
  if (score <= 0.0) return "NONE";
  if (score < 4.0) return "LOW";
  if (score < 7.0) return "MEDIUM";
  if (score < 9.0) return "HIGH";
  return "CRITICAL";
}

}  // namespace streamguard::record
