#include "net/courier.hpp"

#include <curl/curl.h>

#include <mutex>
#include <new>
#include <unordered_map>

#include "net/transfer.hpp"

namespace streamguard::net {
namespace {

class CurlCourier final : public Courier {
 public:
  CurlCourier() : multi_(curl_multi_init()) {
    if (multi_ == nullptr) throw std::bad_alloc();
  }
  CurlCourier(const CurlCourier&) = delete;
  CurlCourier& operator=(const CurlCourier&) = delete;
  ~CurlCourier() override {
    for (auto& [id, transfer] : transfers_) curl_multi_remove_handle(multi_, transfer->handle());
    transfers_.clear();
    curl_multi_cleanup(multi_);
  }

  void send(std::uint64_t id, Errand errand) override {
    auto transfer = std::make_unique<Transfer>(id, std::move(errand));
    curl_multi_add_handle(multi_, transfer->handle());
    transfers_.emplace(id, std::move(transfer));
  }

  void cancel(std::uint64_t id) override {
    const auto at = transfers_.find(id);
    if (at == transfers_.end()) return;
    curl_multi_remove_handle(multi_, at->second->handle());
    transfers_.erase(at);
  }

  bool idle() const override { return transfers_.empty(); }

  std::vector<Landing> work() override {
    int running = 0;
    curl_multi_perform(multi_, &running);
    std::vector<Landing> landed;
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      CURL* handle = message->easy_handle;
      const CURLcode result = message->data.result;  // the message does not outlive the handle's removal
      char* owner = nullptr;
      curl_easy_getinfo(handle, CURLINFO_PRIVATE, &owner);
      curl_multi_remove_handle(multi_, handle);
      landed.push_back(static_cast<Transfer*>(static_cast<void*>(owner))->land(result));
      transfers_.erase(landed.back().id);
    }
    return landed;
  }

  void wait(milliseconds most) override {
    curl_multi_poll(multi_, nullptr, 0, static_cast<int>(most.count()), nullptr);
  }

  void wake() override { curl_multi_wakeup(multi_); }

 private:
  CURLM* multi_;
  std::unordered_map<std::uint64_t, std::unique_ptr<Transfer>> transfers_;
};

}  // namespace

std::unique_ptr<Courier> Courier::start() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  return std::make_unique<CurlCourier>();
}

std::string resolve_redirect(const std::string& base, const std::string& location) {
  CURLU* url = curl_url();
  if (url == nullptr) throw std::bad_alloc();
  std::string out;
  char* text = nullptr;
  if (curl_url_set(url, CURLUPART_URL, base.c_str(), 0) == CURLUE_OK &&
      curl_url_set(url, CURLUPART_URL, location.c_str(), 0) == CURLUE_OK &&
      curl_url_set(url, CURLUPART_FRAGMENT, nullptr, 0) == CURLUE_OK &&
      curl_url_get(url, CURLUPART_URL, &text, 0) == CURLUE_OK) {
    out = text;
  }
  curl_free(text);
  curl_url_cleanup(url);
  return out;
}

}  // namespace streamguard::net
