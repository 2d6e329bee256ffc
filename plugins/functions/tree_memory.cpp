#include "functions/tree_memory.hpp"

#include <tree_sitter/api.h>

#include <cstdlib>
#include <cstring>
#include <mutex>

namespace streamguard::functions {

/// Stands before each piece of memory. Its mark tells a piece from an address inside of one.
struct alignas(std::max_align_t) TreeMemory::Block {
  Block* before;
  Block* after;
  TreeMemory* owner;
  std::size_t size;
  std::uintptr_t mark;

  static constexpr std::uintptr_t kMark = 0x5347'7472'6565'4d21;
  static Block* of(void* memory) {
    auto* block = static_cast<Block*>(memory) - 1;
    return block->mark == (kMark ^ reinterpret_cast<std::uintptr_t>(block)) ? block : nullptr;
  }
  void take_out() {
    if (before != nullptr) before->after = after;
    if (after != nullptr) after->before = before;
    if (owner->first_ == this) owner->first_ = after;
    owner->in_use_ -= sizeof(Block) + size;
    mark = 0;
  }
};

namespace {

thread_local TreeMemory* current = nullptr;

}  // namespace

void* TreeMemory::allocate(std::size_t size) {
  TreeMemory* owner = current;
  const std::size_t whole = sizeof(Block) + size;
  const bool too_much =
      whole < size || owner->in_use_ + whole > kMostTreeBytes || owner->allocated_ + whole > kMostAllocatedBytes;
  void* memory = too_much && owner->armed ? nullptr : std::malloc(whole);
  if (memory == nullptr) {
    if (owner->armed) std::longjmp(owner->exit, 1);
    std::abort();  // as tree-sitter does by itself
  }
  auto* block = new (memory) Block{nullptr, owner->first_, owner, size, 0};
  block->mark = Block::kMark ^ reinterpret_cast<std::uintptr_t>(block);
  if (owner->first_ != nullptr) owner->first_->before = block;
  owner->first_ = block;
  owner->in_use_ += whole;
  owner->allocated_ += whole;
  return block + 1;
}

void* TreeMemory::allocate_zeroed(std::size_t count, std::size_t size) {
  void* memory = allocate(size == 0 || count <= kMostTreeBytes / size ? count * size : kMostTreeBytes);
  std::memset(memory, 0, count * size);
  return memory;
}

void* TreeMemory::reallocate(void* memory, std::size_t size) {
  if (memory == nullptr) return allocate(size);
  const Block* block = Block::of(memory);
  if (block != nullptr && size <= block->size) return memory;
  void* larger = allocate(size);
  if (block != nullptr) {
    std::memcpy(larger, memory, block->size);
    release(memory);
  }
  return larger;
}

void TreeMemory::release(void* memory) {
  if (memory == nullptr) return;
  Block* block = Block::of(memory);
  if (block == nullptr) return;
  block->take_out();
  std::free(block);
}

void TreeMemory::install() { ts_set_allocator(allocate, allocate_zeroed, reallocate, release); }

TreeMemory::TreeMemory() : before_(current) {
  static std::once_flag once;
  std::call_once(once, install);
  current = this;
}

TreeMemory::~TreeMemory() {
  while (first_ != nullptr) {
    Block* block = first_;
    first_ = block->after;
    std::free(block);
  }
  current = before_;
}

}  // namespace streamguard::functions
