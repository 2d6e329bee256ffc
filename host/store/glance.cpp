#include "store/glance.hpp"

#include <simdjson.h>

#include "core/limits.hpp"

namespace streamguard::store {

struct Glancer::Parser {
  simdjson::dom::parser parser{2 * limits::kRecordBytes};
};

Glancer::Glancer() : parser_(std::make_unique<Parser>()) {}
Glancer::~Glancer() = default;
Glancer::Glancer(Glancer&&) noexcept = default;
Glancer& Glancer::operator=(Glancer&&) noexcept = default;

namespace {

using simdjson::dom::element;

std::string_view text_in(const element& object, std::string_view key) {
  std::string_view text;
  return object[key].get_string().get(text) == simdjson::SUCCESS ? text : std::string_view();
}

void texts_of(const element& list, std::vector<std::string_view>& into) {
  simdjson::dom::array array;
  if (list.get_array().get(array) != simdjson::SUCCESS) return;
  for (const element one : array) {
    std::string_view text;
    if (one.get_string().get(text) == simdjson::SUCCESS) into.push_back(text);
  }
}

}  // namespace

bool Glancer::read(std::string_view record, Glance& into) {
  into = Glance();
  element root;
  if (parser_->parser.parse(record.data(), record.size(), true).get(root) != simdjson::SUCCESS) return false;
  if (!root.is_object()) return false;
  into.sample_id = text_in(root, "sample_id");
  into.kind = text_in(root, "kind");
  into.source = text_in(root, "source");
  element block;
  if (root["code"].get(block) == simdjson::SUCCESS && block.is_object()) {
    into.language = text_in(block, "language");
    into.has_code = !text_in(block, "before").empty() || !text_in(block, "after").empty();
  }
  if (root["label"].get(block) == simdjson::SUCCESS && block.is_object()) into.tier = text_in(block, "tier");
  if (root["weakness"].get(block) == simdjson::SUCCESS && block.is_object()) {
    into.severity = text_in(block, "severity");
    element list;
    if (block["cwe"].get(list) == simdjson::SUCCESS) texts_of(list, into.cwes);
  }
  if (root["fix"].get(block) == simdjson::SUCCESS && block.is_object()) into.repository = text_in(block, "repo");
  simdjson::dom::object ids;
  if (root["ids"].get_object().get(ids) == simdjson::SUCCESS) {
    for (const auto field : ids) texts_of(field.value, into.ids);
  }
  return true;
}

}  // namespace streamguard::store
