#include "os/file.hpp"

#include <system_error>

namespace streamguard::os {

Result<std::string> read_file(const fs::path& path, std::size_t most) {
  auto file = real_disk().open_read(path);
  if (!file) return std::move(file).error();
  auto size = (*file)->size();
  if (!size) return std::move(size).error();
  const auto too_long = [&] {
    return Error{Code::data, path.string() + ": longer than the " + std::to_string(most) + " bytes allowed here"};
  };
  if (*size > most) return too_long();
  // One byte more than the size is asked for, so that the end is seen without a second buffer. Files that grow, or that
  // say 0 as those of /proc do, make the buffer double.
  std::string bytes(static_cast<std::size_t>(*size) + 1, '\0');
  std::size_t done = 0;
  for (;;) {
    auto got = (*file)->read(done, std::span(bytes).subspan(done));
    if (!got) return std::move(got).error();
    done += *got;
    if (done > most) return too_long();
    if (*got == 0) break;
    if (done == bytes.size()) bytes.resize(bytes.size() * 2);
  }
  bytes.resize(done);
  return bytes;
}

Result<std::uint64_t> free_space(const fs::path& path) {
  std::error_code failed;
  fs::path place = fs::absolute(path, failed);
  while (!failed && !fs::exists(place, failed) && place.has_parent_path() && place != place.parent_path()) {
    place = place.parent_path();
    failed.clear();
  }
  const fs::space_info space = fs::space(place, failed);
  if (failed) return Error{Code::io, "cannot ask for the free space at " + place.string() + ": " + failed.message()};
  return static_cast<std::uint64_t>(space.available);
}

}  // namespace streamguard::os
