/// transfer.hpp: one curl handle at work for one errand: what it sends, and how its callbacks take headers and body
/// apart. One thread.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/body.hpp"
#include "net/courier.hpp"
#include "net/inflate.hpp"

namespace streamguard::net {

class Transfer {
 public:
  Transfer(std::uint64_t id, Errand errand);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  ~Transfer();

  CURL* handle() const noexcept { return easy_; }
  /// What became of it; `result` is the library's own verdict. Call once.
  Landing land(CURLcode result);

 private:
  void set_up();
  void add_header(const std::string& line);
  void on_header(std::string_view line);
  bool on_body(std::string_view bytes);
  Wire take(std::string_view bytes);
  Wire begin_body();
  bool keeps_body() const { return landing_.status < 300; }

  Errand errand_;
  Landing landing_;
  CURL* easy_;
  curl_slist* lines_ = nullptr;
  char reason_[CURL_ERROR_SIZE] = {};
  std::unique_ptr<PartFile> part_;
  std::unique_ptr<Inflater> inflater_;
  std::size_t header_bytes_ = 0;
  bool begun_ = false;
  bool enough_ = false;        ///< the rest of a refusal's body is not wanted
  Wire stopped_ = Wire::done;  ///< why a callback ended the transfer
};

}  // namespace streamguard::net
