/// file_upstream.hpp: file:///folder upstreams (mirrors), served by the broker itself. Only regular files whose path,
/// after percent-decoding, stays below the folder are served. Links inside a mirror are followed wherever they lead:
/// only its operator can have set them (workers write nowhere but their scratch folder), and mirrors are often made of
/// links. A mirror may hold a file for each query under its literal name ("page?start=0"); where it does not, the query
/// is left out of the name.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/result.hpp"
#include "net/body.hpp"

namespace streamguard::net {

/// The folder of a file:// url: "file:///absolute", percent-encoded or not.
Result<std::filesystem::path> mirror_root(const std::string& url);

/// Code::data for a path that tries to leave, Code::unavailable where there is no such regular file.
Result<std::shared_ptr<const Body>> find_in_mirror(const std::filesystem::path& root, const std::string& path);

}  // namespace streamguard::net
