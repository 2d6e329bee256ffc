#include "survey/record.hpp"

#include <simdjson.h>

#include <streamguard/cpp/plugin.hpp>

namespace streamguard::survey {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;

/// An object that may not be there: simdjson's own one must not be asked then.
using object = std::optional<simdjson::dom::object>;

constexpr std::size_t kItemsMost = 1000;  ///< of one list of a record

simdjson::simdjson_result<element> at(const object& from, std::string_view key) {
  if (!from) return simdjson::NO_SUCH_FIELD;
  return (*from)[key];
}

object object_in(const object& from, std::string_view key) {
  simdjson::dom::object found;
  if (at(from, key).get_object().get(found) != simdjson::SUCCESS) return std::nullopt;
  return found;
}

MaybeView maybe_text(const object& from, std::string_view key) {
  std::string_view found;
  if (at(from, key).get_string().get(found) != simdjson::SUCCESS) return std::nullopt;
  return found;
}

View text(const object& from, std::string_view key) { return maybe_text(from, key).value_or(View()); }

std::optional<double> maybe_number(const object& from, std::string_view key) {
  double found = 0;
  if (at(from, key).get_double().get(found) != simdjson::SUCCESS) return std::nullopt;
  return found;
}

template <class Each>
void each_item(const object& from, std::string_view key, Each each) {
  array list;
  if (at(from, key).get_array().get(list) != simdjson::SUCCESS) return;
  std::size_t taken = 0;
  for (const element item : list) {
    if (++taken > kItemsMost) return;
    each(item);
  }
}

void texts(const object& from, std::string_view key, std::vector<View>& into) {
  into.clear();
  each_item(from, key, [&](const element& item) {
    std::string_view found;
    if (item.get_string().get(found) == simdjson::SUCCESS) into.push_back(found);
  });
}

std::optional<Lines> lines(const object& from, std::string_view key) {
  std::vector<std::uint64_t> numbers;
  each_item(from, key, [&](const element& item) {
    std::uint64_t found = 0;
    if (item.get_uint64().get(found) == simdjson::SUCCESS) numbers.push_back(found);
  });
  if (numbers.size() != 2 || numbers[0] == 0 || numbers[1] < numbers[0]) return std::nullopt;
  return Lines{numbers[0], numbers[1]};
}

void read_code(const object& record, Record& out) {
  const object code = object_in(record, "code");
  out.has_code = code.has_value();
  if (!code) return;
  out.before = maybe_text(code, "before");
  out.after = maybe_text(code, "after");
  out.symbol = maybe_text(code, "symbol");
  out.language = language_name(text(code, "language"));
  out.before_lines = lines(code, "before_lines");
  out.after_lines = lines(code, "after_lines");
}

View severity_of(View word) {
  constexpr std::pair<View, View> kWords[] = {
      {"CRITICAL", "critical"}, {"HIGH", "high"}, {"MEDIUM", "medium"}, {"LOW", "low"}, {"NONE", "none"}};
  for (const auto& [schema, shown] : kWords) {
    if (word == schema) return shown;
  }
  return "unknown";
}

void read_weakness(const object& record, Record& out) {
  const object weakness = object_in(record, "weakness");
  texts(weakness, "cwe", out.cwe);
  out.severity = severity_of(text(weakness, "severity"));
  out.cvss.clear();
  each_item(weakness, "cvss", [&](const element& item) {
    simdjson::dom::object one;
    if (item.get_object().get(one) != simdjson::SUCCESS) return;
    out.cvss.push_back({text(one, "version"), text(one, "vector"), text(one, "source"), maybe_number(one, "score")});
  });
}

void read_fix(const object& record, Record& out) {
  const object fix = object_in(record, "fix");
  out.repo = text(fix, "repo");
  out.commit = text(fix, "commit");
  out.parent = text(fix, "parent");
  out.path = text(fix, "path");
  out.author_date = maybe_text(fix, "author_date");
  if (at(fix, "functions_changed").get_uint64().get(out.functions_changed) != simdjson::SUCCESS)
    out.functions_changed = 0;
}

void read_origin(const object& record, Record& out) {
  const object dates = object_in(record, "dates");
  out.published = maybe_text(dates, "published");
  out.withdrawn = maybe_text(dates, "withdrawn");
  const object provenance = object_in(record, "provenance");
  texts(provenance, "urls", out.urls);
  out.record_license = maybe_text(provenance, "record_license");
  out.code_license = maybe_text(provenance, "code_license");
  out.exact_hash = text(object_in(record, "hashes"), "exact");
  texts(object_in(record, "extra"), "evidence", out.reasons);
}

void clear(Record& out) {
  out.has_code = false;
  out.before = out.after = out.symbol = std::nullopt;
  out.language = {};
  out.before_lines = out.after_lines = std::nullopt;
}

}  // namespace

struct RecordReader::Impl {
  simdjson::dom::parser parser;
  Record record;
};

RecordReader::RecordReader() : impl_(std::make_unique<Impl>()) {}
RecordReader::~RecordReader() = default;
RecordReader::RecordReader(RecordReader&&) noexcept = default;
RecordReader& RecordReader::operator=(RecordReader&&) noexcept = default;

const Record& RecordReader::read(std::string_view bytes) {
  simdjson::dom::object record;
  const simdjson::error_code error = impl_->parser.parse(bytes.data(), bytes.size(), true).get_object().get(record);
  if (error != simdjson::SUCCESS) {
    throw Error(SG_E_DATA, std::string("a committed record is no JSON object: ") + simdjson::error_message(error));
  }
  Record& out = impl_->record;
  clear(out);
  out.sample_id = text(record, "sample_id");
  out.kind = text(record, "kind");
  out.source = text(record, "source");
  const object ids = object_in(record, "ids");
  texts(ids, "cve", out.cve);
  texts(ids, "ghsa", out.ghsa);
  texts(ids, "osv", out.osv);
  texts(ids, "edb", out.edb);
  out.title = maybe_text(record, "title");
  out.description = maybe_text(record, "description");
  read_code(record, out);
  const object label = object_in(record, "label");
  out.tier = text(label, "tier");
  out.method = text(label, "method");
  read_weakness(record, out);
  read_fix(record, out);
  read_origin(record, out);
  return out;
}

unsigned Record::year() const {
  if (!published || published->size() < 4) return 0;
  unsigned year = 0;
  for (const char c : published->substr(0, 4)) {
    if (c < '0' || c > '9') return 0;
    year = year * 10 + static_cast<unsigned>(c - '0');
  }
  return year;
}

}  // namespace streamguard::survey
