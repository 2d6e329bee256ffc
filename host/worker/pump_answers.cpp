// What comes from the host and goes to who waits for it: fetches, git, committed records.
#include "core/limits.hpp"
#include "os/process.hpp"
#include "worker/header_json.hpp"
#include "worker/pump.hpp"

namespace streamguard::worker {
namespace {

/// The host is gone or the channel is broken: nobody is left to talk to, and the plugin must not run on.
[[noreturn]] void leave() noexcept { os::end_now(3); }

}  // namespace

void Pump::receive() {
  for (;;) {
    auto frame = receiver_.next();
    if (!frame) {
      const std::lock_guard lock(out_mutex_);
      if (closing_) return;
      leave();
    }
    deliver(std::move(frame).value());
  }
}

void Pump::deliver(ipc::Frame frame) {
  switch (frame.type) {
    case ipc::Type::credit: {
      const auto bytes = ipc::decode_number(frame.payload(), "CREDIT");
      if (!bytes) leave();
      const std::lock_guard lock(out_mutex_);
      credit_ += bytes.value();
      out_changed_.notify_all();
      return;
    }
    case ipc::Type::cancel: {
      const auto why = ipc::decode_number(frame.payload(), "CANCEL");
      if (!why) leave();
      const bool target = why.value() == static_cast<std::uint64_t>(ipc::CancelWhy::target);
      stopped_.store(target ? SG_STOP : SG_CANCELLED, std::memory_order_release);
      {
        const std::lock_guard lock(out_mutex_);
        out_changed_.notify_all();
      }
      const std::lock_guard lock(in_mutex_);
      for (auto& [id, inbox] : streams_) inbox->arrived.notify_all();
      records_in_.arrived.notify_all();
      return;
    }
    case ipc::Type::records:
    case ipc::Type::records_end: {
      const std::lock_guard lock(in_mutex_);
      records_in_.frames.push_back(std::move(frame));
      records_in_.arrived.notify_all();
      return;
    }
    case ipc::Type::fetch_head:
    case ipc::Type::fetch_body:
    case ipc::Type::fetch_file:
    case ipc::Type::fetch_end:
    case ipc::Type::git_end: {
      const std::lock_guard lock(in_mutex_);
      const auto at = streams_.find(frame.stream);
      if (at == streams_.end()) return;  // dropped by its caller
      at->second->frames.push_back(std::move(frame));
      at->second->arrived.notify_all();
      return;
    }
    default:
      leave();
  }
}

/// The next frame, or one of type fetch_end with no payload once the run is stopped. Renews the lease while it waits.
ipc::Frame Pump::await(Inbox& inbox, const char* why) {
  std::unique_lock lock(in_mutex_);
  for (;;) {
    if (!inbox.frames.empty()) {
      ipc::Frame frame = std::move(inbox.frames.front());
      inbox.frames.pop_front();
      return frame;
    }
    if (stopped() != SG_OK) return ipc::Frame{};
    if (inbox.arrived.wait_for(lock, lease_ / 3) == std::cv_status::timeout) {
      lock.unlock();
      heartbeat(0, why);
      lock.lock();
    }
  }
}

sg_rc Pump::hand_over(const ipc::Frame& frame, const sg_http_sink& sink) {
  const auto borrow = [](std::string_view text) { return sg_str{text.data(), text.size()}; };
  switch (frame.type) {
    case ipc::Type::fetch_head: {
      const auto head = ipc::FetchHead::decode(frame.payload());
      if (!head) leave();
      const std::string headers = header_json(head.value().headers);
      return sink.head != nullptr ? sink.head(sink.ctx, head.value().status, borrow(headers)) : SG_OK;
    }
    case ipc::Type::fetch_body: {
      const sg_rc rc = sink.body != nullptr ? sink.body(sink.ctx, borrow(frame.payload())) : SG_OK;
      if (!sender_.send(ipc::Type::fetched, ipc::encode_number(frame.size), frame.stream)) leave();
      return rc;
    }
    case ipc::Type::fetch_file: {
      const auto file = ipc::FetchFile::decode(frame.payload());
      if (!file) leave();
      return sink.file != nullptr ? sink.file(sink.ctx, borrow(file.value().path), file.value().bytes) : SG_OK;
    }
    default:
      leave();
  }
}

/// Takes an id and a place for its answers; SG_E_BUG when the plugin waits for too many at once.
sg_rc Pump::open_stream(Stream& stream, std::string& why) {
  if (const sg_rc rc = stopped(); rc != SG_OK) return rc;
  const std::lock_guard lock(in_mutex_);
  if (streams_.size() >= limits::kFetchesPerWorker) {
    why = "more than " + std::to_string(limits::kFetchesPerWorker) + " fetches at once";
    return SG_E_BUG;
  }
  stream.id = next_stream_++;
  streams_[stream.id] = stream.inbox;
  return SG_OK;
}

void Pump::close_stream(const Stream& stream, bool ended) {
  {
    const std::lock_guard lock(in_mutex_);
    streams_.erase(stream.id);
  }
  if (!ended && !sender_.send(ipc::Type::drop, std::string_view(), stream.id)) leave();
}

sg_rc Pump::fetch(const ipc::Fetch& request, const sg_http_sink& sink, ipc::Outcome& outcome) {
  Stream stream;
  sg_rc rc = open_stream(stream, outcome.message);
  if (rc != SG_OK) return rc;
  if (!sender_.send(ipc::Type::fetch, request.encode(), stream.id)) leave();
  bool ended = false;
  while (rc == SG_OK && !ended) {
    const ipc::Frame frame = await(*stream.inbox, "waiting for an upstream");
    if (!frame.memory) {
      rc = stopped();
    } else if (frame.type == ipc::Type::fetch_end) {
      auto end = ipc::Outcome::decode(frame.payload());
      if (!end) leave();
      outcome = std::move(end).value();
      rc = outcome.rc;
      ended = true;
    } else {
      rc = hand_over(frame, sink);
    }
  }
  close_stream(stream, ended);
  return rc;
}

sg_rc Pump::git(const ipc::Git& request, ipc::GitEnd& end) {
  Stream stream;
  if (const sg_rc rc = open_stream(stream, end.message); rc != SG_OK) return rc;
  if (!sender_.send(ipc::Type::git, request.encode(), stream.id)) leave();
  const ipc::Frame frame = await(*stream.inbox, "waiting for a repository");
  const bool ended = frame.memory != nullptr;
  if (ended) {
    if (frame.type != ipc::Type::git_end) leave();
    auto got = ipc::GitEnd::decode(frame.payload());
    if (!got) leave();
    end = std::move(got).value();
  }
  close_stream(stream, ended);
  return ended ? end.rc : stopped();
}

sg_rc Pump::read(std::string_view collector, sg_records_fn each, void* ctx, std::string& why) {
  if (const sg_rc rc = stopped(); rc != SG_OK) return rc;
  send(ipc::Type::read, ipc::encode_text(collector));
  std::vector<sg_str> bodies;
  sg_rc wanted = SG_OK;  // once the plugin has had enough, the rest is taken and dropped
  for (;;) {
    const ipc::Frame frame = await(records_in_, "waiting for committed records");
    if (!frame.memory) return stopped();
    if (frame.type == ipc::Type::records_end) {
      auto end = ipc::Outcome::decode(frame.payload());
      if (!end) leave();
      why = end.value().message;
      return wanted != SG_OK ? wanted : end.value().rc;
    }
    const auto records = ipc::decode_records(frame.payload());
    if (!records) leave();
    bodies.clear();
    for (const std::string_view body : records.value().bodies) bodies.push_back({body.data(), body.size()});
    if (wanted == SG_OK) {
      const std::string_view name = records.value().collector;
      wanted = each(ctx, {name.data(), name.size()}, bodies.data(), static_cast<std::uint32_t>(bodies.size()));
    }
    if (!sender_.send(ipc::Type::fetched, ipc::encode_number(frame.size))) leave();
  }
}

}  // namespace streamguard::worker
