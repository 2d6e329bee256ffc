#include "core/file_url.hpp"

#include <algorithm>

namespace streamguard {

std::string whole_file_url(std::string url) {
  if (!kDriveLetters || !url.starts_with(kFileScheme)) return url;
  std::replace(url.begin(), url.end(), '\\', '/');
  const std::size_t path = kFileScheme.size();
  if (url.size() > path + 1 && url[path] != '/' && url[path + 1] == ':') url.insert(path, "/");
  return url;
}

std::filesystem::path folder_of_file_url(std::string_view url) {
  std::string_view path = url.substr(std::min(url.size(), kFileScheme.size()));
  if (kDriveLetters && path.size() > 2 && path[0] == '/' && path[2] == ':') path.remove_prefix(1);
  return path;
}

}  // namespace streamguard
