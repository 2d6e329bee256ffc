#include "net/file_upstream.hpp"

#include <algorithm>
#include <system_error>

#include "core/file_url.hpp"
#include "net/http_text.hpp"

namespace streamguard::net {
namespace fs = std::filesystem;
namespace {

/// The decoded path is relative to the root, without a segment that climbs, a NUL, or what separates on another system.
bool stays_below(const std::string& decoded) {
  if (decoded.find('\0') != std::string::npos || decoded.find('\\') != std::string::npos) return false;
  if (kDriveLetters && decoded.find(':') != std::string::npos) return false;
  for (std::size_t at = 0; at <= decoded.size();) {
    const std::size_t end = std::min(decoded.find('/', at), decoded.size());
    const std::string segment = decoded.substr(at, end - at);
    if (segment == ".." || segment == ".") return false;
    at = end + 1;
  }
  return true;
}

}  // namespace

Result<fs::path> mirror_root(const std::string& url) {
  const std::string whole = whole_file_url(url);
  if (!whole.starts_with(std::string(kFileScheme) + "/")) {
    return Error{Code::config, url + " is not of the form file:///absolute/folder"};
  }
  const auto decoded = percent_decoded(whole);
  if (!decoded || decoded->find('\0') != std::string::npos) {
    return Error{Code::config, url + " holds a broken percent escape: write % as %25"};
  }
  return folder_of_file_url(*decoded);
}

Result<std::shared_ptr<const Body>> find_in_mirror(const fs::path& root, const std::string& path) {
  const std::string place = path.substr(0, path.find('?'));
  for (const std::string& wanted : {path, place}) {
    const auto decoded = percent_decoded(wanted);
    if (!decoded || !stays_below(*decoded)) return Error{Code::data, "the path would leave the mirror's folder"};
    const fs::path file = root / fs::path(*decoded).relative_path();
    std::error_code failed;
    // Asking for the kind first keeps a pipe or a device from being opened.
    if (!fs::is_regular_file(file, failed)) continue;
    const std::uint64_t size = fs::file_size(file, failed);
    if (failed) return Error{Code::io, file.string() + ": " + failed.message()};
    return std::shared_ptr<const Body>(std::make_shared<Body>(file, size, false));
  }
  return Error{Code::unavailable, "no such file in the mirror " + root.string()};
}

}  // namespace streamguard::net
