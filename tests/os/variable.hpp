/// variable.hpp: an environment variable, set or unset for one test.
#pragma once

#include <optional>
#include <string>

#include "os/paths.hpp"

namespace streamguard::os {

class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name), before_(environment(name)) { put(name_, value); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() { put(name_, before_ ? before_->c_str() : nullptr); }

 private:
  static void put(const char* name, const char* value);
  const char* name_;
  std::optional<std::string> before_;
};

}  // namespace streamguard::os
