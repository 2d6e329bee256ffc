/// http.hpp: what is asked and what is answered, as values. Nothing here knows a socket or an upstream.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace streamguard::upstreams {

using Fields = std::vector<std::pair<std::string, std::string>>;

/// The value of the first field of that name, whatever its case; empty where there is none.
std::string_view field_of(const Fields& fields, std::string_view name);
std::string lower_case(std::string_view text);
/// Undoes %XX, and '+' where `plus` says that it stands for a space. Nothing for a broken escape.
std::optional<std::string> percent_decoded(std::string_view text, bool plus = false);
std::optional<std::uint64_t> whole_number(std::string_view text);

struct Request {
  std::string method;
  std::string target;  ///< as it came
  std::string path;    ///< decoded, without the query
  std::string query;   ///< as it came
  Fields fields;       ///< names in lower case
  std::string body;

  std::string_view field(std::string_view name) const { return field_of(fields, name); }
  bool accepts_gzip() const;
};

/// The query's parameters in their order, decoded; nothing where one is malformed.
std::optional<Fields> parameters_of(std::string_view query);

/// A body, read once from its begin to its end by one thread.
struct Body {
  /// The next bytes, at most so many; empty at the end. Throws std::runtime_error where the rest is lost.
  std::function<std::string(std::size_t)> next;
  std::optional<std::uint64_t> length;  ///< nothing: sent in chunks

  /// All of it. Throws where it is longer than `most`.
  std::string drained(std::size_t most);
};

Body text_body(std::string text);
/// Bytes [begin, end) of a file. Throws std::runtime_error where it cannot be opened.
Body file_body(const std::string& path, std::uint64_t begin, std::uint64_t end);

/// How an answer leaves, where a fault bends that.
struct Manner {
  bool drop = false;                       ///< the connection closes without a word
  std::optional<std::uint64_t> announced;  ///< a content-length that is not the body's
  std::optional<std::uint64_t> cut_after;  ///< RST after so many bytes of the body
  std::size_t piece = 0;                   ///< bytes sent at once, with `pause_ms` between two
  std::uint32_t pause_ms = 0;
  std::uint64_t bytes_per_second = 0;  ///< 0: as fast as it goes
};

struct Response {
  int status = 200;
  Fields fields;
  Body body = text_body({});
  Manner manner;

  std::string_view field(std::string_view name) const { return field_of(fields, name); }
  void set(std::string_view name, std::string value);
  void remove(std::string_view name);
};

Response response_of(int status, std::string_view content_type, std::string body);

/// "Sun, 22 Nov 2026 06:53:59 GMT", and back.
std::string http_date(std::int64_t seconds);
std::optional<std::int64_t> seconds_of_http_date(std::string_view text);

std::string gzipped(std::string_view bytes);
/// Throws std::runtime_error for what is no gzip.
std::string gunzipped(std::string_view bytes);

}  // namespace streamguard::upstreams
