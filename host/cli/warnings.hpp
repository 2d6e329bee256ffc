/// warnings.hpp: what plugins say while a verb asks them something: warnings and errors only, on standard error,
/// because the verb's own output is on the other.
#pragma once

#include <iostream>

#include "view/plain_view.hpp"

namespace streamguard::cli {

class Warnings final : public View {
 public:
  void on(const Event& event) override {
    if (event.level == LogLevel::warn || event.level == LogLevel::error) lines_.on(event);
  }

 private:
  view::PlainView lines_{std::cerr, {}};
};

}  // namespace streamguard::cli
