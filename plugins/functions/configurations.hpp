/// configurations.hpp: a C or C++ source as the compiler would see it, one choice of its #if branches after the other.
///
/// A grammar knows nothing of a preprocessor that takes half of a function's header away. So what is parsed is the
/// source with directives, comments and all but the chosen branches blanked, byte for byte in place. Each branch that
/// holds braces is chosen in one configuration or another; what `#if 0` switches off is never chosen. Pure; one thread
/// at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace streamguard::functions {

inline constexpr std::size_t kMostConfigurations = 5;     ///< of one source; further combinations are not looked at
inline constexpr std::size_t kMostConditionalDepth = 64;  ///< deeper conditionals are taken for unconditional

/// Something in braces that lies in nothing but namespaces and `extern "C"`.
struct Block {
  std::size_t begin = 0;  ///< of its header, which follows the last `;`, `{` or `}`
  std::size_t open = 0, close = 0;
  std::string scope;  ///< the namespaces, with a separator behind each
};

class Configurations {
 public:
  Configurations(std::string_view source, bool cpp);

  /// Makes the next one; false when there is no other. The first one takes first branches.
  bool next();

  /// Of the current one, as long as the source.
  const std::string& text() const noexcept { return text_; }

  /// The brace that closes the one at `open` in the current configuration.
  std::optional<std::size_t> closing(std::size_t open) const;

  /// Those of the current configuration that may be functions.
  std::vector<Block> blocks() const;

  /// Where a function with this header and body begins when the conditionals that cut it are considered; nothing where
  /// its extent depends on how they are decided. `end` is behind the closing brace.
  std::optional<std::size_t> whole(std::size_t begin, std::size_t open, std::size_t end) const;

 private:
  struct Branch {
    std::size_t begin = 0, end = 0;
    int group = -1;
    bool dead = false, braces = false, covered = false;
    int net = 0;  ///< opening less closing braces, with nested conditionals at their first branch
  };
  struct Group {
    std::size_t begin = 0, end = 0;  ///< from the `#` of #if to the end of #endif's line
    int parent = -1;                 ///< the branch that it lies in
    int first = -1;                  ///< what a first choice takes; -1 = none of its branches
    int chosen = -1;
    bool has_else = false;
    std::vector<int> branches;
  };
  struct Brace {
    std::size_t at = 0;
    bool open = false;
    int branch = -1;
  };
  class Scanner;

  bool live(int branch) const;
  bool choose();
  void blank_all_but_chosen();
  void match_braces();
  void sum_up();
  int net_of(int branch) const { return branch < 0 ? 0 : branches_[static_cast<std::size_t>(branch)].net; }
  bool balanced_everywhere(const Group& group) const;
  int otherwise(const Group& group) const;
  bool closes_otherwise(std::size_t open, std::size_t end, std::size_t first, std::size_t last) const;

  std::string clean_;  ///< the source without directives and comments
  std::string text_;
  std::vector<Branch> branches_;
  std::vector<Group> groups_;  ///< by begin; an outer one before those in it
  std::vector<Brace> braces_;
  std::vector<std::size_t> partner_;  ///< of each brace in the current configuration; npos where it has none
  std::size_t made_ = 0;
};

}  // namespace streamguard::functions
