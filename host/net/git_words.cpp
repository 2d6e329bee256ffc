#include "net/git_words.hpp"

#include <array>

#include "core/text.hpp"
#include "net/git_address.hpp"
#include "net/http_text.hpp"

namespace streamguard::net {
namespace {

using Kind = GitFailure::Kind;

constexpr std::size_t kLineShown = 300;

struct Phrase {
  std::string_view text;
  Kind kind;
  Wire wire = Wire::done;
};

/// The first that is found decides: a connection that broke also leaves a pack that cannot be read.
constexpr std::array kPhrases{
    Phrase{"No space left on device", Kind::disk},
    Phrase{"Disk quota exceeded", Kind::disk},
    Phrase{"Could not resolve host", Kind::http, Wire::resolve},
    Phrase{"Failed to connect", Kind::http, Wire::connect},
    Phrase{"Couldn't connect", Kind::http, Wire::connect},
    Phrase{"Connection refused", Kind::http, Wire::connect},
    Phrase{"SSL certificate problem", Kind::http, Wire::certificate},
    Phrase{"certificate verification failed", Kind::http, Wire::certificate},
    Phrase{"does not match target host name", Kind::http, Wire::certificate},
    Phrase{"no alternative certificate subject name matches", Kind::http, Wire::certificate},
    Phrase{"Operation too slow", Kind::http, Wire::slow},
    Phrase{"timed out", Kind::http, Wire::slow},
    Phrase{"gnutls_handshake", Kind::http, Wire::tls},
    Phrase{"SSL_connect", Kind::http, Wire::tls},
    Phrase{"RPC failed", Kind::http, Wire::reset},
    Phrase{"early EOF", Kind::http, Wire::truncated},
    Phrase{"unexpected disconnect", Kind::http, Wire::truncated},
    Phrase{"hung up unexpectedly", Kind::http, Wire::truncated},
    Phrase{"Empty reply from server", Kind::http, Wire::reset},
    Phrase{"Recv failure", Kind::http, Wire::reset},
    Phrase{"could not read Username", Kind::refused},
    Phrase{"could not read Password", Kind::refused},
    Phrase{"Authentication failed", Kind::refused},
    Phrase{"' not found", Kind::no_repository},
    Phrase{"is this a git repository?", Kind::no_repository},
    Phrase{"dumb http transport", Kind::no_repository},
    Phrase{"fsck error", Kind::unsound},
    Phrase{"fsck failed", Kind::unsound},
    Phrase{"bad object", Kind::unsound},
    Phrase{"pack is corrupted", Kind::unsound},
    Phrase{"COLLISION", Kind::unsound},
    Phrase{"inflate: data stream error", Kind::unsound},
    Phrase{"pack signature mismatch", Kind::unsound},
    Phrase{"protocol error", Kind::unsound},
};

std::string_view line_around(std::string_view words, std::size_t at) {
  const std::size_t begin = words.rfind('\n', at);
  const std::size_t from = begin == std::string_view::npos ? 0 : begin + 1;
  return words.substr(from, words.find('\n', at) - from);
}

/// The id that stands behind `before`, which has to be followed by `after`.
std::string id_between(std::string_view words, std::string_view before, std::string_view after) {
  constexpr std::size_t kDigits = 40;
  for (std::size_t at = words.find(before); at != std::string_view::npos; at = words.find(before, at + 1)) {
    const std::string_view rest = words.substr(at + before.size());
    const std::string_view id = rest.substr(0, kDigits);
    if (is_object_id(id) && rest.substr(kDigits).starts_with(after)) return std::string(id);
  }
  return {};
}

int status_in(std::string_view words, std::size_t& at) {
  for (const std::string_view before : {"requested URL returned error: ", "unexpected http status code: "}) {
    at = words.find(before);
    if (at == std::string_view::npos) continue;
    const auto number = whole_number(words.substr(at + before.size(), 3));
    if (number) return static_cast<int>(*number);
  }
  return 0;
}

/// The last line that says "fatal" or "error", else the last.
std::string_view telling_line(std::string_view words) {
  for (const std::string_view mark : {"fatal: ", "error: "}) {
    if (const std::size_t at = words.rfind(mark); at != std::string_view::npos) return line_around(words, at);
  }
  while (words.ends_with('\n')) words.remove_suffix(1);
  return words.substr(words.rfind('\n') + 1);
}

GitFailure of_status(int status, std::string_view line) {
  GitFailure out;
  out.answer.status = status;
  out.line = plain(std::string(line), kLineShown);
  if (status >= 300 && status < 400) {
    out.kind = Kind::moved;
  } else if (status == 401 || status == 407) {
    out.kind = Kind::refused;
  } else if (status == 403) {
    out.kind = Kind::forbidden;
  } else if (status == 404 || status == 410 || status == 451) {
    out.kind = Kind::no_repository;
  }
  return out;
}

}  // namespace

GitFailure read_failure(std::string_view words) {
  GitFailure out;
  out.answer.wire = Wire::reset;
  out.line = plain(std::string(telling_line(words)), kLineShown);
  for (const auto& [before, after] : {std::pair<std::string_view, std::string_view>{"not our ref ", ""},
                                      {"unadvertised object ", ""},
                                      {"want ", " not valid"}}) {
    out.object = id_between(words, before, after);
    if (out.object.empty()) continue;
    out.kind = Kind::not_there;
    return out;
  }
  if (words.find("not our ref") != std::string_view::npos) {
    out.kind = Kind::not_there;
    return out;
  }
  std::size_t at = 0;
  if (const int status = status_in(words, at); status != 0) return of_status(status, line_around(words, at));
  for (const Phrase& phrase : kPhrases) {
    const std::size_t place = words.find(phrase.text);
    if (place == std::string_view::npos) continue;
    out.kind = phrase.kind;
    out.answer.wire = phrase.wire;
    out.line = plain(std::string(line_around(words, place)), kLineShown);
    if (phrase.wire == Wire::certificate) out.line += std::string("; ") + kCertificateCure;
    return out;
  }
  return out;
}

}  // namespace streamguard::net
