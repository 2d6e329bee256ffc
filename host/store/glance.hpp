/// glance.hpp: what of a committed record tells whether somebody wants to see it, without building the rest: for
/// filters over whole folders. One Glancer a thread.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

namespace streamguard::store {

/// Views into the Glancer, valid until its next read(). What a record does not say is empty.
struct Glance {
  std::string_view sample_id, kind, source, language, tier, severity, repository;
  std::vector<std::string_view> cwes, ids;  ///< ids: of all kinds (CVE, GHSA, …)
  bool has_code = false;                    ///< of at least one side
};

class Glancer {
 public:
  Glancer();
  ~Glancer();
  Glancer(Glancer&&) noexcept;
  Glancer& operator=(Glancer&&) noexcept;
  /// False where the record is not a JSON object.
  bool read(std::string_view record, Glance& into);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace streamguard::store
