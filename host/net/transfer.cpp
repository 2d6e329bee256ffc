#include "net/transfer.hpp"

#include <cassert>
#include <new>

#include "net/bounds.hpp"
#include "net/http_text.hpp"
#include "os/paths.hpp"

namespace streamguard::net {
namespace {

/// libcurl's options are variadic; this keeps the one cast-free call in one place and asserts that it was understood.
template <class Value>
void set(CURL* easy, CURLoption option, Value value) {
  [[maybe_unused]] const CURLcode rc = curl_easy_setopt(easy, option, value);
  assert(rc == CURLE_OK);
}

void wipe(char* text) {
  for (volatile char* at = text; *at != '\0'; ++at) *at = '\0';
}

Wire wire_of(CURLcode code, bool connected) {
  switch (code) {
    case CURLE_OK:
      return Wire::done;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return Wire::resolve;
    case CURLE_COULDNT_CONNECT:
      return Wire::connect;
    case CURLE_OPERATION_TIMEDOUT:
      return connected ? Wire::slow : Wire::connect;
    case CURLE_SSL_CONNECT_ERROR:
      return Wire::tls;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return Wire::certificate;
    case CURLE_PARTIAL_FILE:
      return Wire::truncated;
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
      return Wire::garbled;
    case CURLE_FILESIZE_EXCEEDED:
      return Wire::too_large;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_NOT_BUILT_IN:
      return Wire::refused;
    default:
      return Wire::reset;
  }
}

}  // namespace

Transfer::Transfer(std::uint64_t id, Errand errand) : errand_(std::move(errand)), easy_(curl_easy_init()) {
  if (easy_ == nullptr) throw std::bad_alloc();
  landing_.id = id;
  set_up();
}

Transfer::~Transfer() {
  curl_easy_cleanup(easy_);
  // The list's lines are libcurl's copies; one of them may hold credentials.
  for (curl_slist* line = lines_; line != nullptr; line = line->next) wipe(line->data);
  curl_slist_free_all(lines_);
}

void Transfer::add_header(const std::string& line) {
  curl_slist* longer = curl_slist_append(lines_, line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  lines_ = longer;
}

void Transfer::set_up() {
  set(easy_, CURLOPT_URL, errand_.url.c_str());
  set(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
  set(easy_, CURLOPT_FOLLOWLOCATION, 0L);
  set(easy_, CURLOPT_PATH_AS_IS, 1L);
  set(easy_, CURLOPT_NOSIGNAL, 1L);
  set(easy_, CURLOPT_ERRORBUFFER, &reason_[0]);
  set(easy_, CURLOPT_BUFFERSIZE, static_cast<long>(limits::kDeliveryBytes));
  set(easy_, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits::kConnectTimeout.count()));
  set(easy_, CURLOPT_LOW_SPEED_LIMIT, limits::kSlowBytesPerSecond);
  set(easy_, CURLOPT_LOW_SPEED_TIME, limits::kSlowSeconds);
  set(easy_, CURLOPT_HTTP_CONTENT_DECODING, 0L);  // inflate.hpp says why
  set(easy_, CURLOPT_USERAGENT, "StreamGuard/" STREAMGUARD_VERSION);
  set(easy_, CURLOPT_HEADEROPT,
      static_cast<long>(CURLHEADER_SEPARATE));  // a proxy never sees the request's headers of https
  // Where the system's own store is asked (Windows), nothing but this makes the variable count.
  if (const auto own = os::environment("SSL_CERT_FILE")) set(easy_, CURLOPT_CAINFO, own->c_str());
  set(easy_, CURLOPT_PRIVATE, static_cast<void*>(this));
  if (errand_.method == "HEAD") {
    set(easy_, CURLOPT_NOBODY, 1L);
  } else if (errand_.method == "POST") {
    set(easy_, CURLOPT_POST, 1L);
    set(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(errand_.body.size()));
    set(easy_, CURLOPT_POSTFIELDS, errand_.body.c_str());
    add_header("Expect:");
  }
  // A HEAD asks for the size that a GET without encoding would have; a range is of bytes that are not encoded.
  const bool plain = errand_.method == "HEAD" || !header(errand_.headers, "range").empty();
  add_header(plain ? "Accept-Encoding: identity" : "Accept-Encoding: gzip");
  for (const auto& [name, value] : errand_.headers) add_header(value.empty() ? name + ";" : name + ": " + value);
  if (errand_.credentials.secret != nullptr) {
    const Credentials& from = errand_.credentials;
    std::string line = from.header + ": " + from.scheme + (from.scheme.empty() ? "" : " ");
    line.reserve(line.size() + from.secret->reveal().size());  // or growing would leave a copy behind
    line += from.secret->reveal();
    add_header(line);
    wipe(line.data());
  }
  set(easy_, CURLOPT_HTTPHEADER, lines_);
  set(easy_, CURLOPT_HEADERDATA, static_cast<void*>(this));
  set(
      easy_, CURLOPT_HEADERFUNCTION, +[](char* at, std::size_t one, std::size_t bytes, void* self) -> std::size_t {
        auto* transfer = static_cast<Transfer*>(self);
        transfer->on_header(std::string_view(at, one * bytes));
        return transfer->stopped_ == Wire::done ? one * bytes : 0;
      });
  set(easy_, CURLOPT_WRITEDATA, static_cast<void*>(this));
  set(
      easy_, CURLOPT_WRITEFUNCTION, +[](char* at, std::size_t one, std::size_t bytes, void* self) -> std::size_t {
        return static_cast<Transfer*>(self)->on_body(std::string_view(at, one * bytes)) ? one * bytes : 0;
      });
}

void Transfer::on_header(std::string_view line) {
  if (begun_) return;  // trailers
  header_bytes_ += line.size();
  if (header_bytes_ > limits::kResponseHeaderBytes) {
    stopped_ = Wire::too_large;
    return;
  }
  if (line.starts_with("HTTP/")) {  // also after a 1xx or a proxy's answer
    landing_.headers.clear();
    return;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return;
  landing_.headers.emplace_back(lower_case(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1))));
}

Wire Transfer::begin_body() {
  begun_ = true;
  long status = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  landing_.status = static_cast<int>(status);
  const std::string encoding = lower_case(header(landing_.headers, "content-encoding"));
  if (encoding == "gzip" || encoding == "x-gzip") {
    inflater_ = std::make_unique<Inflater>();
  } else if (!encoding.empty() && encoding != "identity") {
    return Wire::garbled;
  } else if (const auto length = whole_number(header(landing_.headers, "content-length"));
             keeps_body() && length && *length > errand_.max_bytes) {
    return Wire::too_large;
  }
  if (!keeps_body()) return Wire::done;
  auto part = PartFile::create(errand_.part);
  if (!part) {
    landing_.detail = part.error().message;
    return Wire::disk;
  }
  part_ = std::move(*part);
  return Wire::done;
}

Wire Transfer::take(std::string_view bytes) {
  if ((!keeps_body() || errand_.method == "POST") && landing_.opening.size() < limits::kErrorBodyBytes) {
    landing_.opening += bytes.substr(0, limits::kErrorBodyBytes - landing_.opening.size());
  }
  if (!keeps_body()) {
    enough_ = landing_.opening.size() >= limits::kErrorBodyBytes;
    return Wire::done;
  }
  if (part_->size() + bytes.size() > errand_.max_bytes) return Wire::too_large;
  if (auto written = part_->write(bytes); !written) {
    landing_.detail = written.error().message;
    return Wire::disk;
  }
  return Wire::done;
}

bool Transfer::on_body(std::string_view bytes) {
  landing_.received += bytes.size();
  if (!begun_) stopped_ = begin_body();
  if (stopped_ != Wire::done) return false;
  stopped_ = inflater_ ? inflater_->add(bytes, [this](std::string_view piece) { return take(piece); }) : take(bytes);
  return stopped_ == Wire::done && !enough_;
}

Landing Transfer::land(CURLcode result) {
  curl_off_t connected = 0;
  curl_easy_getinfo(easy_, CURLINFO_CONNECT_TIME_T, &connected);
  long status = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  landing_.status = static_cast<int>(status);
  landing_.wire = stopped_ != Wire::done ? stopped_ : enough_ ? Wire::done : wire_of(result, connected > 0);
  const bool has_body = errand_.method != "HEAD" && keeps_body();
  if (landing_.wire == Wire::done && has_body && !begun_) landing_.wire = begin_body();
  if (landing_.wire == Wire::done && inflater_ && keeps_body() && landing_.received > 0)
    landing_.wire = inflater_->finish();
  if (landing_.wire == Wire::done && part_) {
    landing_.bytes = part_->size();
    landing_.crc = part_->crc();
    if (auto closed = part_->finish(); !closed) {
      landing_.wire = Wire::disk;
      landing_.detail = closed.error().message;
    }
  }
  if (landing_.wire != Wire::done && landing_.detail.empty()) {
    landing_.detail = name_of(landing_.wire);
    if (stopped_ == Wire::done && reason_[0] != '\0') landing_.detail += std::string(" (") + &reason_[0] + ")";
    if (landing_.wire == Wire::certificate) landing_.detail += std::string("; ") + kCertificateCure;
  }
  part_.reset();
  return std::move(landing_);
}

}  // namespace streamguard::net
