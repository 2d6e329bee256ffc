/// kernel.hpp: what the running system can do to lock a plugin in. Only asks; changes nothing.
#pragma once

#include <string>
#include <vector>

namespace streamguard::os {

struct Isolation {
  struct Means {
    std::string name;  ///< "landlock"
    bool there = false;
    std::string words;  ///< "version 3", or why it is not there and the cure
  };
  std::vector<Means> means;       ///< those that a strict sandbox needs
  std::vector<std::string> open;  ///< what even all of them leave open on this system, with the cure
  std::string kernel;             ///< "Linux 6.1.0"
  bool complete() const noexcept {
    for (const Means& one : means) {
      if (!one.there) return false;
    }
    return true;
  }
};
Isolation isolation();

}  // namespace streamguard::os
