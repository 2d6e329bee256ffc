/// client.hpp: an HTTP client for tests, by libcurl: one handle, so that connections are kept. One thread.
#pragma once

#include <cstdint>
#include <string>

#include "http.hpp"

namespace streamguard::upstreams {

struct Got {
  bool whole = false;   ///< the transfer ended well
  std::string failure;  ///< why not
  int status = 0;
  Fields fields;
  std::string body;  ///< as it came, encoded
  std::string field(std::string_view name) const { return std::string(field_of(fields, name)); }
};

class Client {
 public:
  Client();
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  Got get(const std::string& url, const Fields& fields = {}) { return ask("GET", url, fields, {}); }
  Got head(const std::string& url) { return ask("HEAD", url, {}, {}); }
  Got post(const std::string& url, const std::string& body, const Fields& fields = {}) {
    return ask("POST", url, fields, body);
  }

 private:
  Got ask(const std::string& method, const std::string& url, const Fields& fields, const std::string& body);
  void* easy_;
};

}  // namespace streamguard::upstreams
