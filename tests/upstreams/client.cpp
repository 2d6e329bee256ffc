#include "client.hpp"

#include <curl/curl.h>

#include <new>

namespace streamguard::upstreams {
namespace {

constexpr long kPatienceSeconds = 60;

template <class To>
std::size_t append(char* at, std::size_t one, std::size_t bytes, void* to) {
  static_cast<To*>(to)->append(at, one * bytes);
  return one * bytes;
}

std::size_t take_field(char* at, std::size_t one, std::size_t bytes, void* to) {
  const std::string line(at, one * bytes);
  auto& got = *static_cast<Got*>(to);
  const std::size_t colon = line.find(':');
  if (line.starts_with("HTTP/")) got.fields.clear();
  if (colon != std::string::npos) {
    const std::size_t begin = line.find_first_not_of(' ', colon + 1), end = line.find_last_not_of("\r\n");
    got.fields.emplace_back(line.substr(0, colon), begin <= end ? line.substr(begin, end - begin + 1) : std::string());
  }
  return one * bytes;
}

}  // namespace

Client::Client() : easy_(curl_easy_init()) {
  if (easy_ == nullptr) throw std::bad_alloc();
}

Client::~Client() { curl_easy_cleanup(easy_); }

Got Client::ask(const std::string& method, const std::string& url, const Fields& fields, const std::string& body) {
  Got got;
  curl_slist* lines = nullptr;
  for (const auto& [name, value] : fields) lines = curl_slist_append(lines, (name + ": " + value).c_str());
  curl_easy_reset(easy_);
  curl_easy_setopt(easy_, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy_, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(easy_, CURLOPT_TIMEOUT, kPatienceSeconds);
  curl_easy_setopt(easy_, CURLOPT_USERAGENT, "test");
  curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, lines);
  if (method == "HEAD") curl_easy_setopt(easy_, CURLOPT_NOBODY, 1L);
  if (method == "POST") {
    curl_easy_setopt(easy_, CURLOPT_POST, 1L);
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, body.c_str());
  }
  curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &append<std::string>);
  curl_easy_setopt(easy_, CURLOPT_WRITEDATA, &got.body);
  curl_easy_setopt(easy_, CURLOPT_HEADERFUNCTION, &take_field);
  curl_easy_setopt(easy_, CURLOPT_HEADERDATA, &got);
  const CURLcode code = curl_easy_perform(easy_);
  long status = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  curl_slist_free_all(lines);
  got.status = static_cast<int>(status);
  got.whole = code == CURLE_OK;
  got.failure = curl_easy_strerror(code);
  return got;
}

}  // namespace streamguard::upstreams
