/// outlines.hpp: the functions of blobs, each blob parsed once as long as it is remembered. Commits of one file follow
/// each other, so that what one left behind is what the next one found; and several advisories link one commit. Parsing
/// is nearly all the time that pairs cost. One thread at a time.
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fix/repository.hpp"
#include "functions/functions.hpp"

namespace streamguard::fix {

class Outlines {
 public:
  static constexpr std::size_t kMostFunctions = 50'000;  ///< remembered, of all blobs together: some 10 MB

  /// `text` is the content of the blob `id`.
  const std::vector<functions::Function>& of(const ObjectId& id, functions::Language language, std::string_view text);

  functions::Parser& parser() { return parser_; }

 private:
  using Key = std::pair<ObjectId, functions::Language>;
  struct Entry {
    Key key;
    std::vector<functions::Function> functions;
  };
  std::size_t weight(const Entry& entry) const { return entry.functions.size() + 1; }

  functions::Parser parser_;
  std::list<Entry> entries_;  ///< the last used first
  std::map<Key, std::list<Entry>::iterator> places_;
  std::size_t functions_ = 0;
};

}  // namespace streamguard::fix
