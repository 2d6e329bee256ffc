/// inflate.hpp: undoes Content-Encoding gzip, as it comes. libcurl's own decoder takes a stream that stops early for a
/// whole one, and it has no bound on growth; this one tells both. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "net/retry.hpp"

namespace streamguard::net {

class Inflater {
 public:
  using Out = std::function<Wire(std::string_view)>;
  Inflater();
  ~Inflater();
  /// Decodes a piece and passes what comes out to `out`. Wire::done to go on; garbled, too_large, or what `out` gave.
  Wire add(std::string_view bytes, const Out& out);
  /// Wire::truncated unless the last gzip member was whole.
  Wire finish() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace streamguard::net
