/// slow_validator.hpp: the Validator's judgement once more, by nlohmann/json and the schema file itself, for
/// comparison.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace streamguard::store::testing {

class SlowValidator {
 public:
  explicit SlowValidator(const std::string& schema_file);
  ~SlowValidator();
  /// Empty when good; else why not, in words of its own.
  std::string check(std::string_view record) const;

 private:
  struct Schema;
  std::unique_ptr<Schema> schema_;
};

}  // namespace streamguard::store::testing
