#include "file_mirror.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>

#include "host_core.hpp"

namespace streamguard::testing::internal {
namespace fs = std::filesystem;
namespace {

constexpr std::int32_t kFound = 200;
constexpr std::int32_t kNotFound = 404;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

/// No segment may climb; a NUL or a backslash has no place in a path.
bool stays_inside(std::string_view path) {
  if (path.find('\0') != std::string_view::npos || path.find('\\') != std::string_view::npos) return false;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string_view segment = path.substr(at, end - at);
    if (segment == "." || segment == "..") return false;
    at = end + 1;
  }
  return true;
}

/// Why extra headers are refused; empty when they are fine.
std::string header_fault(std::string_view headers_json) {
  if (headers_json.empty()) return {};
  const auto headers = nlohmann::json::parse(headers_json, nullptr, false);
  if (!headers.is_object()) return "headers_json is not a JSON object";
  for (const auto& [name, value] : headers.items()) {
    std::string lower = name;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (lower == "authorization" || lower == "cookie" || lower == "host") return "the header " + name + " is refused";
    if (!value.is_string()) return "the header " + name + " is not a string";
  }
  return {};
}

/// SG_OK with `file` set, SG_E_UNAVAILABLE, or SG_E_DATA for a path that would leave `root`.
sg_rc find_file(const fs::path& root, std::string_view path, fs::path& file) {
  // A mirror may hold each query as a file of its own; where it does not, the query is ignored as file:// does.
  for (const std::string_view wanted : {path, path.substr(0, path.find('?'))}) {
    const auto decoded = percent_decode(wanted);
    if (!decoded || !stays_inside(*decoded)) return SG_E_DATA;
    file = root / fs::path(*decoded).relative_path();
    std::error_code ignored;
    if (fs::is_regular_file(file, ignored)) return SG_OK;
  }
  return SG_E_UNAVAILABLE;
}

}  // namespace

std::string FileMirror::refusal(const sg_http_request& request) const {
  const std::string upstream(view(request.upstream));
  if (std::find(asked_.begin(), asked_.end(), upstream) == asked_.end()) {
    return "upstream \"" + upstream +
           "\" is in neither permissions.upstreams nor permissions.optional_upstreams of the plugin's manifest";
  }
  if (options_.upstreams.count(upstream) == 0) {
    return "upstream \"" + upstream + "\" was not granted: name it in CollectOptions::upstreams";
  }
  const std::string_view path = view(request.path);
  if (path.empty() || path.front() != '/') return "the path \"" + std::string(path) + "\" does not begin with '/'";
  return header_fault(view(request.headers_json));
}

sg_rc FileMirror::fetch(const sg_http_request& request, const sg_http_sink& sink, std::string& error) {
  error = refusal(request);
  if (!error.empty()) return SG_E_CONFIG;
  const std::string upstream(view(request.upstream));
  const std::string address = upstream + std::string(view(request.path));
  if (const auto failure = options_.failures.find(address); failure != options_.failures.end()) {
    error = address + " fails because CollectOptions::failures says so";
    return failure->second;
  }
  const std::string_view method = view(request.method);
  if (!method.empty() && method != "GET" && method != "HEAD") {
    error = std::string(method) + " " + address + ": a file mirror answers GET and HEAD only";
    return SG_E_DATA;
  }
  const fs::path& root = options_.upstreams.at(upstream);
  fs::path file;
  const sg_rc found = find_file(root, view(request.path), file);
  if (found == SG_OK) return serve(file, request, sink, error);
  if (found == SG_E_DATA) {
    error = address + ": the path would leave the mirror's folder";
    return found;
  }
  error = address + ": 404, no such file in the mirror " + root.string();
  const sg_rc rc = sink.head != nullptr ? sink.head(sink.ctx, kNotFound, borrow("{}")) : SG_OK;
  return rc == SG_OK ? found : rc;
}

sg_rc FileMirror::serve(const fs::path& file, const sg_http_request& request, const sg_http_sink& sink,
                        std::string& error) {
  const std::uint64_t bytes = fs::file_size(file);
  if (request.max_bytes != 0 && bytes > request.max_bytes) {
    error = file.filename().string() + " has " + std::to_string(bytes) + " bytes, max_bytes allows " +
            std::to_string(request.max_bytes);
    return SG_E_DATA;
  }
  if (sink.head != nullptr) {
    const std::string headers = "{\"content-length\":\"" + std::to_string(bytes) + "\"}";
    if (const sg_rc rc = sink.head(sink.ctx, kFound, borrow(headers)); rc != SG_OK) return rc;
  }
  if (view(request.method) == "HEAD") return SG_OK;
  if ((request.flags & SG_HTTP_TO_FILE) != 0) return place(file, sink, bytes, error);
  if (sink.body == nullptr) return SG_OK;
  std::ifstream in(file, std::ios::binary);
  std::string chunk(std::max<std::size_t>(options_.chunk_bytes, 1), '\0');
  while (in) {
    in.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    const auto got = static_cast<std::size_t>(in.gcount());
    if (got == 0) break;
    if (const sg_rc rc = sink.body(sink.ctx, borrow(std::string_view(chunk).substr(0, got))); rc != SG_OK) return rc;
  }
  if (!in.eof()) {
    error = "cannot read " + file.string();
    return SG_E_TRANSIENT;
  }
  return SG_OK;
}

sg_rc FileMirror::place(const fs::path& file, const sg_http_sink& sink, std::uint64_t bytes, std::string& error) {
  const fs::path placed = fs::path(scratch_) / ("fetched-" + std::to_string(next_file_.fetch_add(1)));
  std::error_code failed;
  fs::copy_file(file, placed, failed);
  if (!failed) fs::permissions(placed, fs::perms::owner_read, failed);
  if (failed) {
    error = "cannot place " + file.string() + " in the scratch folder: " + failed.message();
    return SG_E_TRANSIENT;
  }
  const std::string path = placed.string();
  return sink.file(sink.ctx, borrow(path), bytes);
}

}  // namespace streamguard::testing::internal
