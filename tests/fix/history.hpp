/// history.hpp: small repositories written by a test, through libgit2, in a folder that goes with the object.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "fix/repository.hpp"

namespace streamguard::fix::testing {

/// Path to content; of submodules to the id of their commit.
using Files = std::map<std::string, std::string>;

class History {
 public:
  History();
  ~History();
  History(const History&) = delete;
  History& operator=(const History&) = delete;

  std::string path() const { return folder_.string(); }

  /// A commit on top of `parents` (ids in hex), holding exactly `files`. Paths with "->" behind them become symlinks,
  /// with "@" submodules. Its time is 2021-03-04 05:06:07 UTC.
  std::string commit(const Files& files, const std::vector<std::string>& parents, std::string_view message = "change");

  /// First commit, then one that changes it: returns the second's id.
  std::string change(const Files& before, const Files& after);

  void set_ref(const std::string& name, const std::string& commit);

  /// Takes an object away, as a partial repository lacks it.
  void remove_object(const std::string& id);
  std::string blob_id(std::string_view content) const;

 private:
  std::filesystem::path folder_;
};

ObjectId id_of(const std::string& hex);

}  // namespace streamguard::fix::testing
