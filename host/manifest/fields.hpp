/// fields.hpp: nodes to values. Each function tells what is wrong and gives nothing then; a node that is a null pointer
/// (the key is not there) gives nothing silently.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "manifest/faults.hpp"
#include "manifest/keys.hpp"
#include "manifest/node.hpp"

namespace streamguard::manifest {

/// `what` names the value in messages: "seed", "collectors.osv.target".
class Fields {
 public:
  explicit Fields(Faults& faults) : faults_(faults) {}

  /// Whether the node is a map; its unknown keys are told.
  bool map(const Node* node, const std::string& what, Block block);
  bool any_map(const Node* node, const std::string& what);
  bool list(const Node* node, const std::string& what);

  std::optional<std::string> text(const Node* node, const std::string& what);
  std::optional<bool> boolean(const Node* node, const std::string& what);
  std::optional<std::uint64_t> integer(const Node* node, const std::string& what, std::uint64_t least,
                                       std::uint64_t most);
  std::optional<std::uint64_t> bytes(const Node* node, const std::string& what, std::uint64_t least,
                                     std::uint64_t most);
  std::optional<std::chrono::milliseconds> duration(const Node* node, const std::string& what, std::uint64_t least_ms,
                                                    std::uint64_t most_ms);
  /// The index of the node's word in `words`.
  std::optional<std::size_t> word(const Node* node, const std::string& what, const std::vector<std::string>& words);

 private:
  struct Quantity;
  std::optional<std::uint64_t> quantity(const Node* node, const std::string& what, std::uint64_t least,
                                        std::uint64_t most, const Quantity& kind);
  void wrong_type(const Node& node, const std::string& what, const std::string& wanted, const std::string& hint);
  Faults& faults_;
};

/// "a list", "the text 'x'", …
std::string described(const Node& node);

/// [a-z][a-z0-9_-]{0,63}
bool is_plain_name(std::string_view name) noexcept;

}  // namespace streamguard::manifest
