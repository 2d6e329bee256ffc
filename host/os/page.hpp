/// page.hpp: one page of memory that outlives its process: a small file, mapped. A worker notes in it what it is
/// working on, at the price of a memory copy; after a crash its host reads the note.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace streamguard::os {

/// Used by one thread of one process at a time; read() after the writer's death.
class Page {
 public:
  static constexpr std::size_t kTextBytes = 4000;
  virtual ~Page() = default;
  /// Keeps the first kTextBytes of `text`.
  virtual void write(std::string_view text) noexcept = 0;
  /// What was written last; empty at first, and for a page that makes no sense.
  virtual std::string read() const = 0;
  /// Makes the file anew, empty.
  static Result<std::unique_ptr<Page>> create(const std::filesystem::path& path);
  static Result<std::unique_ptr<Page>> open(const std::filesystem::path& path);
};

}  // namespace streamguard::os
