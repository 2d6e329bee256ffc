#include "net/delivery.hpp"

#include "net/bounds.hpp"

namespace streamguard::net {

std::optional<Status> Delivery::pump() {
  if (!begun_) {
    begun_ = true;
    if (auto ready = begin(); !ready) return ready;
  }
  if (head_only_ || !to_file_.empty() || !shot_.body) return Status{};
  while (sent_ < shot_.body->size()) {
    if (outstanding_ >= limits::kFetchWindowBytes) return std::nullopt;
    if (auto ended = piece(); ended) return ended;
  }
  return Status{};
}

Status Delivery::begin() {
  sink_->head(shot_.status, shot_.headers);
  if (head_only_ || !shot_.body) return {};
  if (!to_file_.empty()) {
    if (auto copied = os::copy_read_only(shot_.body->path(), to_file_); !copied) return copied;
    sink_->file(to_file_, shot_.body->size());
    return {};
  }
  auto opened = os::real_disk().open_read(shot_.body->path());
  if (!opened) return std::move(opened).error();
  file_ = std::move(*opened);
  return {};
}

std::optional<Status> Delivery::piece() {
  const std::uint64_t window = limits::kFetchWindowBytes - outstanding_;
  const std::uint64_t left = shot_.body->size() - sent_;
  room_.resize(static_cast<std::size_t>(std::min<std::uint64_t>({window, left, limits::kDeliveryBytes})));
  auto got = file_->read(sent_, room_);
  if (!got) return Status(got.error());
  if (*got == 0) return Status(Error{Code::io, shot_.body->path().string() + " became shorter while it was read"});
  sent_ += *got;
  outstanding_ += *got;
  sink_->body(std::string_view(room_).substr(0, *got));
  return std::nullopt;
}

}  // namespace streamguard::net
