#include "http.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <fstream>
#include <memory>
#include <stdexcept>

namespace streamguard::upstreams {
namespace {

constexpr std::size_t kPiece = 64 * 1024;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Bytef* bytes_of(const char* text) { return reinterpret_cast<Bytef*>(const_cast<char*>(text)); }

}  // namespace

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
  return out;
}

std::string_view field_of(const Fields& fields, std::string_view name) {
  const std::string wanted = lower_case(name);
  for (const auto& [key, value] : fields) {
    if (lower_case(key) == wanted) return value;
  }
  return {};
}

std::optional<std::string> percent_decoded(std::string_view text, bool plus) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += plus && text[i] == '+' ? ' ' : text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool Request::accepts_gzip() const {
  return lower_case(field("accept-encoding")).find("gzip") != std::string::npos && field("range").empty();
}

std::optional<Fields> parameters_of(std::string_view query) {
  Fields out;
  while (!query.empty()) {
    const std::string_view one = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(one.size() + 1, query.size()));
    if (one.empty()) continue;
    const std::size_t equals = std::min(one.find('='), one.size());
    auto name = percent_decoded(one.substr(0, equals), true);
    auto value = percent_decoded(one.substr(std::min(equals + 1, one.size())), true);
    if (!name || !value) return std::nullopt;
    out.emplace_back(std::move(*name), std::move(*value));
  }
  return out;
}

std::string Body::drained(std::size_t most) {
  std::string out;
  for (;;) {
    const std::string piece = next(kPiece);
    if (piece.empty()) return out;
    out += piece;
    if (out.size() > most) throw std::runtime_error("a body is too long to be held in memory");
  }
}

Body text_body(std::string text) {
  const std::uint64_t length = text.size();
  const auto kept = std::make_shared<const std::string>(std::move(text));
  return {[kept, at = std::size_t{0}](std::size_t most) mutable {
            std::string piece = kept->substr(at, most);
            at += piece.size();
            return piece;
          },
          length};
}

Body file_body(const std::string& path, std::uint64_t begin, std::uint64_t end) {
  const auto file = std::make_shared<std::ifstream>(path, std::ios::binary);
  file->seekg(static_cast<std::streamoff>(begin));
  if (!*file) throw std::runtime_error(path + " cannot be read");
  return {[file, left = end - begin, path](std::size_t most) mutable {
            std::string piece(static_cast<std::size_t>(std::min<std::uint64_t>(most, left)), '\0');
            if (!piece.empty() && !file->read(piece.data(), static_cast<std::streamsize>(piece.size()))) {
              throw std::runtime_error(path + " became shorter while it was sent");
            }
            left -= piece.size();
            return piece;
          },
          end - begin};
}

void Response::remove(std::string_view name) {
  const std::string wanted = lower_case(name);
  std::erase_if(fields, [&](const auto& field) { return lower_case(field.first) == wanted; });
}

void Response::set(std::string_view name, std::string value) {
  remove(name);
  fields.emplace_back(std::string(name), std::move(value));
}

Response response_of(int status, std::string_view content_type, std::string body) {
  Response out;
  out.status = status;
  if (!content_type.empty()) out.set("Content-Type", std::string(content_type));
  out.body = text_body(std::move(body));
  return out;
}

std::string http_date(std::int64_t seconds) {
  const std::time_t time = seconds;
  std::tm parts{};
  ::gmtime_r(&time, &parts);
  std::array<char, 40> text{};
  std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return text.data();
}

std::optional<std::int64_t> seconds_of_http_date(std::string_view text) {
  const std::string whole(text);
  std::tm parts{};
  const char* end = ::strptime(whole.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return ::timegm(&parts);
}

std::string gzipped(std::string_view bytes) {
  z_stream stream{};
  constexpr int kGzip = 15 + 16;
  if (::deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("out of memory");
  }
  std::string out(::deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = bytes_of(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = bytes_of(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  ::deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  ::deflateEnd(&stream);
  return out;
}

std::string gunzipped(std::string_view bytes) {
  z_stream stream{};
  constexpr int kGzip = 15 + 16;
  if (::inflateInit2(&stream, kGzip) != Z_OK) throw std::runtime_error("out of memory");
  const std::unique_ptr<z_stream, void (*)(z_stream*)> ends(
      &stream, +[](z_stream* one) { ::inflateEnd(one); });
  stream.next_in = bytes_of(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string out;
  std::string room(kPiece, '\0');
  for (int rc = Z_OK; rc != Z_STREAM_END;) {
    stream.next_out = bytes_of(room.data());
    stream.avail_out = static_cast<uInt>(room.size());
    rc = ::inflate(&stream, Z_NO_FLUSH);
    if (rc != Z_OK && rc != Z_STREAM_END) throw std::runtime_error("no whole gzip stream");
    out.append(room, 0, room.size() - stream.avail_out);
  }
  return out;
}

}  // namespace streamguard::upstreams
