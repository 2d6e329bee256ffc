#include "fix/outlines.hpp"

namespace streamguard::fix {

const std::vector<functions::Function>& Outlines::of(const ObjectId& id, functions::Language language,
                                                     std::string_view text) {
  const Key key{id, language};
  if (const auto at = places_.find(key); at != places_.end()) {
    entries_.splice(entries_.begin(), entries_, at->second);
    return entries_.front().functions;
  }
  entries_.push_front({key, parser_.outline(language, text).functions});
  places_[key] = entries_.begin();
  functions_ += weight(entries_.front());
  while (functions_ > kMostFunctions && entries_.size() > 1) {
    functions_ -= weight(entries_.back());
    places_.erase(entries_.back().key);
    entries_.pop_back();
  }
  return entries_.front().functions;
}

}  // namespace streamguard::fix
