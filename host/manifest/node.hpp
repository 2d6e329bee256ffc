/// node.hpp: a YAML document as a tree in which everything knows its place. Maps keep the order of the file and hold
/// each key once; aliases are written out. Plain values, bounded by bounds.hpp.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace streamguard::manifest {

/// Lines and columns count from 1; 0 where there is none. `file` is shared by all nodes of a document.
struct Place {
  std::shared_ptr<const std::string> file;
  int line = 0, column = 0;
};

struct Entry;

struct Node {
  enum class Kind { null, scalar, sequence, map };
  Kind kind = Kind::null;
  bool quoted = false;    ///< a scalar in quotes or a block is text, whatever it looks like
  bool expanded = false;  ///< a ${…} was replaced in it
  std::string text;
  Place place;
  std::vector<Node> items;
  std::vector<Entry> entries;

  bool is_map() const noexcept { return kind == Kind::map; }
  bool is_sequence() const noexcept { return kind == Kind::sequence; }
  bool is_scalar() const noexcept { return kind == Kind::scalar; }
  bool is_null() const noexcept { return kind == Kind::null; }
  inline const Entry* entry(std::string_view key) const noexcept;
  inline const Node* find(std::string_view key) const noexcept;
};

struct Entry {
  std::string key;
  Place place;
  Node value;
};

inline const Entry* Node::entry(std::string_view key) const noexcept {
  for (const Entry& candidate : entries) {
    if (candidate.key == key) return &candidate;
  }
  return nullptr;
}

inline const Node* Node::find(std::string_view key) const noexcept {
  const Entry* found = entry(key);
  return found == nullptr ? nullptr : &found->value;
}

}  // namespace streamguard::manifest
