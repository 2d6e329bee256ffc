#include "supervisor/collecting.hpp"

#include <streamguard/extensions.h>

#include <algorithm>
#include <utility>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "ipc/rc.hpp"
#include "net/git_store.hpp"

namespace streamguard::supervisor {
namespace {

constexpr std::size_t kNounBytes = 64;  ///< of what a collector counts: "record"

Ending broken(Error error) {
  switch (error.code) {
    case Code::io:
      return {Cause::store, std::move(error.message), {}, {}};
    case Code::bug:
      return {Cause::flood, std::move(error.message), {}, {}};
    default:
      return protocol(std::move(error.message));
  }
}

bool asks_for_more(ipc::Type type) noexcept {
  return type == ipc::Type::emit || type == ipc::Type::fetch || type == ipc::Type::git || type == ipc::Type::read;
}

/// Names and values in turn.
std::vector<std::string> flat(const net::Headers& headers) {
  std::vector<std::string> out;
  for (const auto& [name, value] : headers) {
    out.push_back(name);
    out.push_back(value);
  }
  return out;
}

}  // namespace

/// One fetch on its way from the broker to the worker. Lives until both have done with it.
class Collecting::Delivery final : public net::Sink {
 public:
  Delivery(std::shared_ptr<Outbox> outbox, std::uint32_t stream) : outbox_(std::move(outbox)), stream_(stream) {}

  void head(int status, const net::Headers& headers) override {
    outbox_->push(ipc::Type::fetch_head, ipc::FetchHead{status, flat(headers)}.encode(), stream_);
  }
  void body(std::string_view bytes) override {
    for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), limits::kBatchBytes))) {
      outbox_->push(ipc::Type::fetch_body, std::string(bytes.substr(0, limits::kBatchBytes)), stream_);
    }
  }
  void file(const std::filesystem::path& path, std::uint64_t bytes) override {
    outbox_->push(ipc::Type::fetch_file, ipc::FetchFile{path.string(), bytes}.encode(), stream_);
  }
  void end(Status outcome) override {
    ended.store(true);
    ipc::Outcome wire;
    if (!outcome) wire = {ipc::rc_of(outcome.error().code), outcome.error().retry_after_ms, outcome.error().message};
    outbox_->push(ipc::Type::fetch_end, wire.encode(), stream_);
  }

  std::atomic<net::Broker::Id> id{0};
  std::atomic<bool> ended{false};

 private:
  std::shared_ptr<Outbox> outbox_;
  const std::uint32_t stream_;
};

/// One git request on its way; shared with the store's thread that ends it.
struct Collecting::GitErrand {
  std::atomic<net::GitStore::Id> id{0};
  std::atomic<bool> ended{false};
};

Collecting::Collecting(store::Part& part, net::Broker& broker, std::string collector, std::filesystem::path scratch,
                       std::shared_ptr<ToldProgress> progress, Extras extras)
    : part_(part),
      broker_(broker),
      collector_(std::move(collector)),
      scratch_(std::move(scratch)),
      progress_(std::move(progress)),
      extras_(std::move(extras)),
      playback_(extras_.open_part) {}

Collecting::~Collecting() = default;

void Collecting::attach(std::shared_ptr<Outbox> outbox, std::shared_ptr<ipc::Pool> pool,
                        std::function<void()> target_met) {
  outbox_ = std::move(outbox);
  pool_ = std::move(pool);
  target_met_ = std::move(target_met);
  part_.begin_epoch();
}

std::optional<Ending> Collecting::on_frame(ipc::Frame frame) {
  // The link counts the time for us, not for the worker: a pause is no silence of its.
  if (extras_.tap != nullptr && asks_for_more(frame.type)) extras_.tap->wait();
  switch (frame.type) {
    case ipc::Type::emit:
      return emit(std::move(frame));
    case ipc::Type::checkpoint:
      return checkpoint(frame.payload());
    case ipc::Type::fetch:
      return fetch(frame.stream, frame.payload());
    case ipc::Type::fetched: {
      const auto bytes = ipc::decode_number(frame.payload(), "FETCHED");
      if (!bytes) return protocol(bytes.error().message);
      if (frame.stream == 0) {
        playback_.acknowledged();
        return std::nullopt;
      }
      const auto at = deliveries_.find(frame.stream);
      if (at != deliveries_.end()) broker_.acknowledge(at->second->id, bytes.value());
      return std::nullopt;
    }
    case ipc::Type::git:
      return git(frame.stream, frame.payload());
    case ipc::Type::plan:
      return planned(frame.payload());
    case ipc::Type::read:
      return read(frame.payload());
    case ipc::Type::drop: {
      if (const auto errand = git_errands_.find(frame.stream); errand != git_errands_.end()) {
        broker_.git()->cancel(errand->second->id);
        git_errands_.erase(errand);
        return std::nullopt;
      }
      const auto at = deliveries_.find(frame.stream);
      if (at == deliveries_.end()) return std::nullopt;
      broker_.cancel(at->second->id);
      deliveries_.erase(at);
      return std::nullopt;
    }
    case ipc::Type::progress: {
      const auto told = ipc::Progress::decode(frame.payload());
      if (!told) return protocol(told.error().message);
      const std::lock_guard lock(progress_->mutex);
      progress_->done = told.value().done;
      progress_->total = told.value().total;
      progress_->noun = plain(told.value().noun, kNounBytes);
      return std::nullopt;
    }
    default:
      return protocol("a frame of type " + std::to_string(static_cast<int>(frame.type)) + " from a collector");
  }
}

std::optional<Ending> Collecting::emit(ipc::Frame frame) {
  emitted_ = true;
  const std::size_t cost = frame.size;
  if (owed_->fetch_add(cost) + cost > limits::kEmitCreditBytes + limits::kFramePayloadBytes) {
    return protocol("it sent more records than it had credit for");
  }
  auto table = ipc::decode_emit(frame.payload());
  if (!table) return protocol(table.error().message);
  const std::size_t capacity = frame.capacity;
  const std::size_t size = frame.size - table->offset;
  Batch batch(std::move(frame.memory), table->offset, size, std::move(table->lengths),
              [outbox = outbox_, owed = owed_, pool = pool_, cost, capacity](std::unique_ptr<char[]> memory) {
                pool->give(std::move(memory), capacity);
                owed->fetch_sub(cost);
                outbox->push(ipc::Type::credit, ipc::encode_number(cost));
              });
  if (achieved_) return std::nullopt;  // beyond the target: dropped
  auto appended = part_.append(std::move(batch));
  if (!appended) return broken(std::move(appended).error());
  if (!appended->target_met) return std::nullopt;
  const Ending ending = close(store::End::target, Cause::target);
  if (ending.cause != Cause::target) return ending;
  outbox_->push(ipc::Type::cancel, ipc::encode_number(static_cast<std::uint64_t>(ipc::CancelWhy::target)));
  target_met_();
  return std::nullopt;
}

std::optional<Ending> Collecting::checkpoint(std::string_view payload) {
  auto token = ipc::decode_text(payload, limits::kTokenBytes, "CHECKPOINT");
  if (!token) return protocol(token.error().message);
  if (achieved_) return std::nullopt;
  if (auto status = part_.checkpoint(token.value()); !status) {
    if (status.error().code == Code::bug) return Ending{Cause::contract, status.error().message, {}, {}};
    return broken(std::move(status).error());
  }
  return std::nullopt;
}

std::optional<Ending> Collecting::fetch(std::uint32_t stream, std::string_view payload) {
  auto wire = ipc::Fetch::decode(payload);
  if (!wire) return protocol(wire.error().message);
  if (auto ending = take_stream(stream)) return ending;
  const auto delivery = std::make_shared<Delivery>(outbox_, stream);
  net::Request request;
  request.collector = collector_;
  request.upstream = std::move(wire->upstream);
  if (!wire->method.empty()) request.method = std::move(wire->method);
  request.path = std::move(wire->path);
  request.body = std::move(wire->body);
  request.max_bytes = wire->max_bytes;
  request.immutable = (wire->flags & SG_HTTP_IMMUTABLE) != 0;
  request.no_store = (wire->flags & SG_HTTP_NO_STORE) != 0;
  if ((wire->flags & SG_HTTP_TO_FILE) != 0) request.to_file = scratch_ / ("fetch-" + std::to_string(stream));
  if (wire->headers.size() % 2 != 0) return protocol("a broken FETCH message");
  for (std::size_t i = 0; i < wire->headers.size(); i += 2) {
    request.headers.emplace_back(std::move(wire->headers[i]), std::move(wire->headers[i + 1]));
  }
  deliveries_[stream] = delivery;
  delivery->id = broker_.fetch(std::move(request), delivery);
  return std::nullopt;
}

/// Refuses an id that is in use, and more requests than a worker waits for.
std::optional<Ending> Collecting::take_stream(std::uint32_t stream) {
  const auto ended = [](const auto& entry) { return entry.second->ended.load(); };
  std::erase_if(deliveries_, ended);
  std::erase_if(git_errands_, ended);
  if (stream == 0 || deliveries_.contains(stream) || git_errands_.contains(stream)) {
    return protocol("a fetch id that is in use");
  }
  if (deliveries_.size() + git_errands_.size() >= 2 * limits::kFetchesPerWorker) {
    return protocol("too many fetches at once");
  }
  return std::nullopt;
}

std::optional<Ending> Collecting::git(std::uint32_t stream, std::string_view payload) {
  auto wire = ipc::Git::decode(payload);
  if (!wire) return protocol(wire.error().message);
  if (auto ending = take_stream(stream)) return ending;
  const auto errand = std::make_shared<GitErrand>();
  const auto done = [outbox = outbox_, errand, stream](Result<net::GitAnswer> answer) {
    errand->ended.store(true);
    ipc::GitEnd end;
    if (answer) {
      end.path = answer->path.string();
      end.missing = std::move(answer->missing);
      for (auto& [ref, commit] : answer->found) {
        end.found.push_back(std::move(ref));
        end.found.push_back(std::move(commit));
      }
    } else {
      end.rc = ipc::rc_of(answer.error().code);
      end.retry_after_ms = answer.error().retry_after_ms;
      end.message = std::move(answer).error().message;
    }
    outbox->push(ipc::Type::git_end, end.encode(), stream);
  };
  net::GitStore* store = broker_.git();
  if (store == nullptr) {
    done(Error{Code::config, "this host has no git repositories"});
    return std::nullopt;
  }
  git_errands_[stream] = errand;
  errand->id = store->fetch(
      {collector_, static_cast<net::GitWhat>(wire->what), std::move(wire->repository), std::move(wire->objects)}, done);
  return std::nullopt;
}

std::optional<Ending> Collecting::read(std::string_view payload) {
  const auto collector = ipc::decode_text(payload, limits::kUnitBytes, "READ");
  if (!collector) return protocol(collector.error().message);
  if (!collector.value().empty() || emitted_) return protocol("READ is not for this collector, or came after EMIT");
  std::vector<store::PartName> parts;
  if (extras_.open_part) parts.push_back(extras_.part_name);
  return playback_.start(std::move(parts), outbox_);
}

std::optional<Ending> Collecting::planned(std::string_view payload) {
  auto plan = ipc::Planned::decode(payload);
  if (!plan) return protocol(plan.error().message);
  if (++plans_ > limits::kPlansPerWorker) return protocol("too many PLAN frames");
  if (extras_.planned) extras_.planned(std::move(plan).value());
  return std::nullopt;
}

Ending Collecting::on_done() { return close(store::End::exhausted, Cause::exhausted); }

Ending Collecting::close(store::End end, Cause cause) {
  if (achieved_) return {*achieved_, {}, {}, {}};
  if (auto status = part_.finish(end); !status) return broken(std::move(status).error());
  achieved_ = cause;
  return {cause, {}, {}, {}};
}

void Collecting::on_gone() {
  for (const auto& [stream, delivery] : deliveries_) {
    if (!delivery->ended) broker_.cancel(delivery->id);
  }
  deliveries_.clear();
  for (const auto& [stream, errand] : git_errands_) {
    if (!errand->ended) broker_.git()->cancel(errand->id);
  }
  git_errands_.clear();
  playback_.close();
  if (!achieved_) part_.rollback().ok();  // a store that failed says so by health()
}

}  // namespace streamguard::supervisor
