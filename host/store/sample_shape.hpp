/// sample_shape.hpp: configs/sample.schema.json (schema_version 1.0.0) as constant tables, for the Validator to walk
/// along. A test compares the two. Keys that the schema does not name are accepted, as the schema accepts them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace streamguard::store {

/// JSON types as bits, so that a Field can allow several.
enum Type : std::uint8_t {
  kString = 1,
  kNull = 2,
  kObject = 4,
  kArray = 8,
  kInteger = 16,
  kNumber = 32,
  kBoolean = 64,
  kAnyType = 127,
};

struct Shape;

struct Field {
  std::string_view name;   ///< the key; empty for the items of an array
  std::string_view place;  ///< from the top, as reasons name it: "code.before"
  std::uint8_t types = kAnyType;
  bool required = false;
  std::span<const std::string_view> words = {};  ///< the only strings allowed, when there are any
  const Shape* shape = nullptr;                  ///< what an object must look like; null: anything
  const Field* items = nullptr;                  ///< what an array's items must be; null: anything
  std::uint32_t exact_items = 0;                 ///< an array's length; 0: any
};

struct Shape {
  std::string_view place;  ///< of the object itself; empty at the top
  std::span<const Field> fields;
};

/// The whole record.
extern const Shape kSampleShape;
/// Fields of that shape which the Validator looks at more closely.
extern const Field* const kSampleIdField;
extern const Field* const kSourceField;

}  // namespace streamguard::store
