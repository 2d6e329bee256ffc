/// secret.hpp: a value that must never be shown. It cannot be streamed, compared, formatted or copied by accident; the
/// only way to its text is reveal(), and the only place that calls it is the net broker. Wiped when destroyed.
#pragma once

#include <string>
#include <string_view>

namespace streamguard {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  Secret(const Secret&) = default;
  Secret& operator=(const Secret&) = default;
  Secret(Secret&&) noexcept = default;
  Secret& operator=(Secret&&) noexcept = default;
  ~Secret() { wipe(); }
  bool empty() const noexcept { return text_.empty(); }
  std::string_view reveal() const noexcept { return text_; }

 private:
  void wipe() noexcept {
    volatile char* at = text_.data();
    for (std::size_t i = 0; i < text_.size(); ++i) at[i] = 0;
  }
  std::string text_;
};

}  // namespace streamguard
