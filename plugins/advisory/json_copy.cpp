#include "advisory/json_copy.hpp"

#include <charconv>
#include <string_view>

namespace streamguard::advisory {
namespace {

void copy_number(double number, record::JsonWriter& json) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  json.raw({digits, static_cast<std::size_t>(end - digits)});
}

}  // namespace

void copy_json(simdjson::dom::element value, record::JsonWriter& json) {
  using simdjson::dom::element_type;
  switch (value.type()) {
    case element_type::ARRAY: {
      json.raw("[");
      const simdjson::dom::array items = value.get_array().value_unsafe();
      bool first = true;
      for (const simdjson::dom::element item : items) {
        if (!first) json.raw(",");
        first = false;
        copy_json(item, json);
      }
      return json.raw("]");
    }
    case element_type::OBJECT: {
      json.raw("{");
      const simdjson::dom::object fields = value.get_object().value_unsafe();
      bool first = true;
      for (const simdjson::dom::key_value_pair field : fields) {
        if (!first) json.raw(",");
        first = false;
        json.string(field.key);
        json.raw(":");
        copy_json(field.value, json);
      }
      return json.raw("}");
    }
    case element_type::STRING:
      return json.string(value.get_string().value_unsafe());
    case element_type::INT64:
      return json.integer(value.get_int64().value_unsafe());
    case element_type::UINT64:
      return json.unsigned_integer(value.get_uint64().value_unsafe());
    case element_type::DOUBLE:
      return copy_number(value.get_double().value_unsafe(), json);
    case element_type::BOOL:
      return json.raw(value.get_bool().value_unsafe() ? "true" : "false");
    case element_type::NULL_VALUE:
      return json.raw("null");
  }
}

}  // namespace streamguard::advisory
