/// writer.hpp: from advisories to records, with the code of their fixes or without. A collector calls want() for each
/// advisory of a batch and fetch() once, then write() for each in the same order, then Host::checkpoint(). Without code
/// the first two do nothing. Run thread only.
#pragma once

#include <cstdint>
#include <memory>
#include <streamguard/cpp/plugin.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "fix/emitter.hpp"
#include "fix/target.hpp"
#include "record/record.hpp"

namespace streamguard::advisory {

/// What one advisory may bring to a batch; a longer list of links is no list of fixes.
inline constexpr std::size_t kMostTargets = 64;

/// Takes pull requests off the list from `first` on where it has commits: the last commit of a request may be anything.
void drop_refs_beside_commits(std::vector<fix::Target>& targets, std::size_t first);

class Writer {
 public:
  /// `code`: the configuration wants it. `granted`: an upstream for it was granted. Says in the log why there is none.
  Writer(Host host, bool code, bool granted);

  bool with_code() const { return emitter_ != nullptr; }

  /// Inside open(): tells the host what the fixes of so many advisories will ask for.
  void expect(std::uint64_t advisories) const;

  /// Before the first write(), where samples are committed already.
  void restore(std::uint64_t committed);

  void want(const std::vector<fix::Target>& targets);
  void fetch();

  /// Forgets what was wanted; until the next fetch() advisories are written without code.
  void give_up();

  /// Emits at least one record; returns how many. `fixes` is used up.
  std::uint64_t write(const record::Sample& sample, std::vector<fix::Target>& fixes, std::string_view names_text);

  /// What became of the fixes, for the log; empty without code.
  std::string summary() const;

 private:
  Host host_;
  std::unique_ptr<fix::Emitter> emitter_;
  std::vector<fix::Target> wanted_;
  bool gave_up_ = false;
  std::string body_;
};

}  // namespace streamguard::advisory
