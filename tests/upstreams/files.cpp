#include "files.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace streamguard::upstreams {
namespace {

namespace fs = std::filesystem;

struct Range {
  std::uint64_t begin, end;
};

/// One range "bytes=a-b", "bytes=a-" or "bytes=-n"; nothing where it does not fit, `known` false where it is none of
/// these.
std::optional<Range> range_of(std::string_view text, std::uint64_t size, bool& known) {
  known = text.starts_with("bytes=") && text.find(',') == std::string_view::npos;
  if (!known) return std::nullopt;
  text.remove_prefix(6);
  const std::size_t dash = text.find('-');
  known = dash != std::string_view::npos;
  if (!known) return std::nullopt;
  const auto first = whole_number(text.substr(0, dash)), last = whole_number(text.substr(dash + 1));
  if (!first && !last) return std::nullopt;
  if (!first) return *last == 0 ? std::nullopt : std::optional(Range{size - std::min(size, *last), size});
  if (*first >= size || (last && *last < *first)) return std::nullopt;
  return Range{*first, last ? std::min(*last + 1, size) : size};
}

std::string unquoted_weak(std::string_view tag) {
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  return std::string(tag);
}

}  // namespace

std::optional<fs::path> file_below(const fs::path& below, std::string_view path) {
  fs::path out = below;
  while (!path.empty()) {
    const std::string_view part = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(part.size() + 1, path.size()));
    if (part.empty() || part == "." || part == "..") return std::nullopt;
    out /= part;
  }
  std::error_code failed;
  if (!fs::is_regular_file(out, failed)) return std::nullopt;
  return out;
}

Validators validators_of(const fs::path& file) {
  struct stat about {};
  if (::stat(file.c_str(), &about) != 0) throw std::runtime_error(file.string() + " cannot be looked at");
  std::array<char, 64> tag{};
  std::snprintf(tag.data(), tag.size(), "\"%llx-%llx%08lx\"", static_cast<unsigned long long>(about.st_size),
                static_cast<unsigned long long>(about.st_mtim.tv_sec),
                static_cast<unsigned long>(about.st_mtim.tv_nsec));
  return {tag.data(), about.st_mtim.tv_sec};
}

bool has_it(const Request& request, const Validators& validators) {
  const std::string_view tags = request.field("if-none-match");
  if (!tags.empty()) {
    std::istringstream in{std::string(tags)};
    for (std::string tag; std::getline(in, tag, ',');) {
      tag.erase(0, tag.find_first_not_of(' '));
      if (tag == "*" || unquoted_weak(tag) == unquoted_weak(validators.etag)) return true;
    }
    return false;  // the date is not asked where there are tags
  }
  const auto since = seconds_of_http_date(request.field("if-modified-since"));
  return since && validators.modified <= *since;
}

std::string bytes_of_file(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  if (!in) throw std::runtime_error(file.string() + " cannot be read");
  return std::move(out).str();
}

Response file_response(const Request& request, const fs::path& file, std::string_view content_type) {
  const Validators validators = validators_of(file);
  Response out = response_of(200, content_type, {});
  out.set("ETag", validators.etag);
  out.set("Last-Modified", http_date(validators.modified));
  out.set("Accept-Ranges", "bytes");
  if (has_it(request, validators)) {
    out.status = 304;
    return out;
  }
  const std::uint64_t size = fs::file_size(file);
  Range range{0, size};
  const std::string_view if_range = request.field("if-range");
  if (!request.field("range").empty() && (if_range.empty() || if_range == validators.etag)) {
    bool known = false;
    const auto asked = range_of(request.field("range"), size, known);
    if (known && !asked) {
      out.status = 416;
      out.set("Content-Range", "bytes */" + std::to_string(size));
      return out;
    }
    if (asked) {
      range = *asked;
      out.status = 206;
      out.set("Content-Range", "bytes " + std::to_string(range.begin) + "-" + std::to_string(range.end - 1) + "/" +
                                   std::to_string(size));
    }
  }
  out.body = file_body(file.string(), range.begin, range.end);
  return out;
}

Response text_response(const Request& request, std::string text, std::string_view content_type,
                       const std::optional<Validators>& validators) {
  Response out = response_of(200, content_type, {});
  if (validators) {
    out.set("ETag", validators->etag);
    if (validators->modified != 0) out.set("Last-Modified", http_date(validators->modified));
    if (has_it(request, *validators)) {
      out.status = 304;
      return out;
    }
  }
  if (request.accepts_gzip()) {
    text = gzipped(text);
    out.set("Content-Encoding", "gzip");
    out.set("Vary", "Accept-Encoding");
  }
  out.body = text_body(std::move(text));
  return out;
}

}  // namespace streamguard::upstreams
