#include "net/cache_folder.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <system_error>
#include <vector>

#include "net/bounds.hpp"

namespace streamguard::net {
namespace fs = std::filesystem;
namespace {

using FileTime = fs::file_time_type;

/// One entry: its json and all bodies that bear its name.
struct Entry {
  FileTime used = FileTime::min();
  fs::path meta;  ///< empty: none
  std::vector<fs::path> bodies;
  std::uint64_t bytes = 0;
};

void remove_quietly(const fs::path& path) {
  std::error_code ignored;
  fs::remove(path, ignored);
}

template <class Each>
void each_file(const fs::path& folder, Each each) {
  std::error_code failed;
  for (fs::recursive_directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    std::error_code gone;
    if (!at->is_regular_file(gone)) continue;
    const std::uint64_t bytes = at->file_size(gone);
    const FileTime time = at->last_write_time(gone);
    if (!gone) each(at->path(), bytes, time);
  }
}

bool is_stale(FileTime time) { return time < FileTime::clock::now() - limits::kStaleParts; }

std::map<std::string, Entry> entries_of(const fs::path& folder) {
  std::map<std::string, Entry> entries;
  each_file(folder, [&](const fs::path& file, std::uint64_t bytes, FileTime time) {
    const std::string name = file.filename().string();
    if (name.ends_with(".part")) {
      if (is_stale(time)) remove_quietly(file);
      return;
    }
    Entry& entry = entries[name.substr(0, name.find('.'))];
    entry.bytes += bytes;
    if (file.extension() == ".json") {
      entry.meta = file;
      entry.used = time;
    } else {
      entry.bodies.push_back(file);
      if (entry.meta.empty()) entry.used = std::max(entry.used, time);
    }
  });
  return entries;
}

}  // namespace

void sweep_parts(const fs::path& folder) {
  each_file(folder, [](const fs::path& file, std::uint64_t, FileTime time) {
    if (is_stale(time)) remove_quietly(file);
  });
}

std::uint64_t shrink_folder(const fs::path& folder, std::uint64_t most,
                            const std::function<bool(const fs::path& body)>& in_use) {
  auto entries = entries_of(folder);
  std::uint64_t total = 0;
  std::vector<const Entry*> oldest;
  for (const auto& [name, entry] : entries) {
    total += entry.bytes;
    oldest.push_back(&entry);
  }
  if (total <= most) return total;
  std::sort(oldest.begin(), oldest.end(), [](const Entry* a, const Entry* b) { return a->used < b->used; });
  const std::uint64_t goal = most / 100 * limits::kEvictToPercent;
  for (const Entry* entry : oldest) {
    if (total <= goal) break;
    if (std::any_of(entry->bodies.begin(), entry->bodies.end(), in_use)) continue;
    // The json first: without it the bodies are nobody's, the other way round it would name a missing one.
    if (!entry->meta.empty()) remove_quietly(entry->meta);
    for (const fs::path& body : entry->bodies) remove_quietly(body);
    total -= std::min(total, entry->bytes);
  }
  return total;
}

}  // namespace streamguard::net
