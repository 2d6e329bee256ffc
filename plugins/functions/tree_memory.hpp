/// tree_memory.hpp: the memory of one parse, bounded, and given back as a whole.
///
/// tree-sitter counts a node's children with 16 bits: an error that swallows more leaves a node that it later frees at
/// a wrong address. So what it frees is checked, and what remains goes when the parse's result goes. How much a parse
/// allocates depends on the source alone, so the bounds give the same answer on a busy machine as on an idle one.
///
/// One object for each parse; it must live on the thread that made it, and end before those made before it.
#pragma once

#include <csetjmp>
#include <cstddef>
#include <cstdint>

namespace streamguard::functions {

inline constexpr std::size_t kMostTreeBytes = std::size_t{512} << 20;     ///< at one time
inline constexpr std::size_t kMostAllocatedBytes = std::size_t{2} << 30;  ///< in all, which bounds the time

class TreeMemory {
 public:
  TreeMemory();
  ~TreeMemory();
  TreeMemory(const TreeMemory&) = delete;
  TreeMemory& operator=(const TreeMemory&) = delete;

  /// While armed, an allocation beyond the bounds jumps to `exit` over tree-sitter's frames, which are C.
  std::jmp_buf exit;
  bool armed = false;

 private:
  struct Block;
  static void* allocate(std::size_t size);
  static void* allocate_zeroed(std::size_t count, std::size_t size);
  static void* reallocate(void* memory, std::size_t size);
  static void release(void* memory);
  static void install();

  Block* first_ = nullptr;
  std::size_t in_use_ = 0, allocated_ = 0;
  TreeMemory* before_;
};

}  // namespace streamguard::functions
