/// pair_sample.hpp: writes the record of a pair, and of an advisory without one. Used from one thread at a time.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fix/emitter.hpp"
#include "fix/label.hpp"
#include "fix/pairs.hpp"
#include "fix/survey.hpp"

namespace streamguard::fix {

/// Where a pair comes from.
struct Origin {
  const Target* target = nullptr;
  const Survey* survey = nullptr;
};

/// What became of a fix that gave no pair.
struct Fruitless {
  std::string repository, commit;
  std::string_view why;
};

class SampleWriter {
 public:
  /// The record of `pair`. Valid until the next call.
  std::string_view write(const Advisory& advisory, const Pair& pair, const Origin& origin, const FixFacts& fix);

  /// The record of an advisory without code. `same_as`: sample_ids of the pairs that are in the part already.
  std::string_view write(const Advisory& advisory, std::span<const Fruitless> fruitless,
                         std::span<const std::string> same_as);

 private:
  record::Sample sample_;
  std::string body_, extra_, key_, url_, commit_, parent_;
};

/// The page that shows a commit, where the host's way of naming it is known; else empty.
std::string commit_url(std::string_view repository, std::string_view commit);

}  // namespace streamguard::fix
