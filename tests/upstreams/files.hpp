/// files.hpp: files and texts of a mirror as an upstream's web server gives them: validators, 304, ranges, gzip.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "http.hpp"

namespace streamguard::upstreams {

/// `below` joined with a path of a request; nothing where that would climb out or is no regular file.
std::optional<std::filesystem::path> file_below(const std::filesystem::path& below, std::string_view path);

struct Validators {
  std::string etag;  ///< with its quotes
  std::int64_t modified = 0;
};
/// From size and time of last change, as servers of files do.
Validators validators_of(const std::filesystem::path& file);
/// Whether the request says that it has just this already.
bool has_it(const Request& request, const Validators& validators);

/// The file, or 304, 206, 416.
Response file_response(const Request& request, const std::filesystem::path& file, std::string_view content_type);
/// A text, encoded where the client takes that; 304 where it has it.
Response text_response(const Request& request, std::string text, std::string_view content_type,
                       const std::optional<Validators>& validators = std::nullopt);

std::string bytes_of_file(const std::filesystem::path& file);

}  // namespace streamguard::upstreams
