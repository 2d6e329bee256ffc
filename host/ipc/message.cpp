#include "ipc/message.hpp"

#include "core/frame.hpp"
#include "core/limits.hpp"

namespace streamguard::ipc {
namespace {

using frame::Reader;
using frame::Writer;

Error broken(const char* message) { return {Code::data, std::string("a broken ") + message + " message"}; }

/// Takes a text out of `from`, refusing one that is longer than the contract allows.
std::string bounded(Reader& from, std::size_t most, bool& fits) {
  const std::string_view text = from.text();
  fits = fits && text.size() <= most;
  return std::string(text.substr(0, most));
}

}  // namespace

const char* name_of(Stage stage) noexcept {
  switch (stage) {
    case Stage::isolate:
      return "isolate";
    case Stage::load:
      return "load";
    case Stage::create:
      return "create";
    case Stage::open:
      return "open";
    case Stage::run:
      return "run";
  }
  return "unknown";
}

std::string Start::encode() const {
  Writer to;
  to.u32(kProtocol).u32(reporter ? 1 : 0).text(library).text(name);
  to.text(config_json).text(token).text(skip_json).text(upstreams_json).text(facts_json);
  to.u32(shard_index).u32(shard_count).u64(target).u64(seed).u64(committed).u64(credit).u64(lease_ms);
  to.u32(sandbox).u64(memory).u64(cpu_ms).text(scratch).text(unit_page).list(read).u32(plan_only ? 1 : 0);
  return std::move(to).bytes();
}

Result<Start> Start::decode(std::string_view payload) {
  Reader from(payload);
  const std::uint32_t protocol = from.u32();
  if (from.ok() && protocol != kProtocol) {
    return Error{Code::config, "the host speaks protocol " + std::to_string(protocol) + ", this worker " +
                                   std::to_string(kProtocol) + ": host and worker must come from one installation"};
  }
  Start out;
  out.reporter = from.u32() != 0;
  out.library = from.text();
  out.name = from.text();
  out.config_json = from.text();
  out.token = from.text();
  out.skip_json = from.text();
  out.upstreams_json = from.text();
  out.facts_json = from.text();
  out.shard_index = from.u32();
  out.shard_count = from.u32();
  out.target = from.u64();
  out.seed = from.u64();
  out.committed = from.u64();
  out.credit = from.u64();
  out.lease_ms = from.u64();
  out.sandbox = from.u32();
  out.memory = from.u64();
  out.cpu_ms = from.u64();
  out.scratch = from.text();
  out.unit_page = from.text();
  out.read = from.list();
  out.plan_only = from.u32() != 0;
  if (!from.finish()) return broken("START");
  return out;
}

std::string Hello::encode() const {
  return Writer().u32(protocol).u32(abi_major).u32(abi_minor).text(sandbox).list(missing).bytes();
}

Result<Hello> Hello::decode(std::string_view payload) {
  Reader from(payload);
  Hello out;
  out.protocol = from.u32();
  out.abi_major = from.u32();
  out.abi_minor = from.u32();
  out.sandbox = from.text();
  out.missing = from.list();
  if (!from.finish() || out.protocol != kProtocol) return broken("HELLO");
  return out;
}

std::string Ready::encode() const { return Writer().u32(manifest_crc).bytes(); }

Result<Ready> Ready::decode(std::string_view payload) {
  Reader from(payload);
  Ready out;
  out.manifest_crc = from.u32();
  if (!from.finish()) return broken("READY");
  return out;
}

std::string Heartbeat::encode() const { return Writer().u64(extend_ms).text(why).bytes(); }

Result<Heartbeat> Heartbeat::decode(std::string_view payload) {
  Reader from(payload);
  Heartbeat out;
  bool fits = true;
  out.extend_ms = from.u64();
  out.why = bounded(from, limits::kLogLineBytes, fits);
  if (!from.finish() || !fits) return broken("HEARTBEAT");
  return out;
}

std::string Log::encode() const { return Writer().u32(level).text(message).text(fields_json).bytes(); }

Result<Log> Log::decode(std::string_view payload) {
  Reader from(payload);
  Log out;
  bool fits = true;
  out.level = from.u32();
  out.message = bounded(from, limits::kLogLineBytes, fits);
  out.fields_json = bounded(from, limits::kLogLineBytes, fits);
  if (!from.finish() || !fits || out.level > 3) return broken("LOG");
  return out;
}

std::string Progress::encode() const { return Writer().u64(done).u64(total).text(noun).bytes(); }

Result<Progress> Progress::decode(std::string_view payload) {
  Reader from(payload);
  Progress out;
  bool fits = true;
  out.done = from.u64();
  out.total = from.u64();
  out.noun = bounded(from, limits::kUnitBytes, fits);
  if (!from.finish() || !fits) return broken("PROGRESS");
  return out;
}

std::string Fetch::encode() const {
  return Writer().u32(flags).text(upstream).text(method).text(path).list(headers).text(body).u64(max_bytes).bytes();
}

Result<Fetch> Fetch::decode(std::string_view payload) {
  Reader from(payload);
  Fetch out;
  out.flags = from.u32();
  out.upstream = from.text();
  out.method = from.text();
  out.path = from.text();
  out.headers = from.list();
  out.body = from.text();
  out.max_bytes = from.u64();
  if (!from.finish()) return broken("FETCH");
  return out;
}

std::string Git::encode() const { return Writer().u32(what).text(repository).text(objects).bytes(); }

Result<Git> Git::decode(std::string_view payload) {
  Reader from(payload);
  Git out;
  bool fits = true;
  out.what = from.u32();
  out.repository = bounded(from, limits::kGitUrlBytes, fits);
  out.objects = bounded(from, limits::kGitObjectsBytes, fits);
  if (!from.finish() || !fits) return broken("GIT");
  return out;
}

std::string GitEnd::encode() const {
  return Writer().i32(rc).u64(retry_after_ms).text(message).text(path).list(missing).list(found).bytes();
}

Result<GitEnd> GitEnd::decode(std::string_view payload) {
  Reader from(payload);
  GitEnd out;
  out.rc = from.i32();
  out.retry_after_ms = from.u64();
  out.message = from.text();
  out.path = from.text();
  out.missing = from.list();
  out.found = from.list();
  if (!from.finish() || out.found.size() % 2 != 0) return broken("GIT_END");
  return out;
}

std::string Planned::encode() const { return Writer().text(upstream).u64(requests).u64(bytes).text(basis).bytes(); }

Result<Planned> Planned::decode(std::string_view payload) {
  Reader from(payload);
  Planned out;
  bool fits = true;
  out.upstream = bounded(from, limits::kUnitBytes, fits);
  out.requests = from.u64();
  out.bytes = from.u64();
  out.basis = bounded(from, limits::kUnitBytes, fits);
  if (!from.finish() || !fits) return broken("PLAN");
  return out;
}

std::string Done::encode() const {
  return Writer().u32(static_cast<std::uint32_t>(stage)).i32(rc).u64(retry_after_ms).text(message).bytes();
}

Result<Done> Done::decode(std::string_view payload) {
  Reader from(payload);
  Done out;
  bool fits = true;
  const std::uint32_t stage = from.u32();
  out.stage = static_cast<Stage>(stage);
  out.rc = from.i32();
  out.retry_after_ms = from.u64();
  out.message = bounded(from, limits::kLogLineBytes, fits);
  if (!from.finish() || !fits || stage < 1 || stage > 5) return broken("DONE");
  return out;
}

std::string FetchHead::encode() const { return Writer().i32(status).list(headers).bytes(); }

Result<FetchHead> FetchHead::decode(std::string_view payload) {
  Reader from(payload);
  FetchHead out;
  out.status = from.i32();
  out.headers = from.list();
  if (!from.finish()) return broken("FETCH_HEAD");
  return out;
}

std::string FetchFile::encode() const { return Writer().text(path).u64(bytes).bytes(); }

Result<FetchFile> FetchFile::decode(std::string_view payload) {
  Reader from(payload);
  FetchFile out;
  out.path = from.text();
  out.bytes = from.u64();
  if (!from.finish()) return broken("FETCH_FILE");
  return out;
}

std::string Outcome::encode() const { return Writer().i32(rc).u64(retry_after_ms).text(message).bytes(); }

Result<Outcome> Outcome::decode(std::string_view payload) {
  Reader from(payload);
  Outcome out;
  out.rc = from.i32();
  out.retry_after_ms = from.u64();
  out.message = from.text();
  if (!from.finish()) return broken("outcome");
  return out;
}

std::string encode_text(std::string_view text) { return Writer().text(text).bytes(); }

Result<std::string> decode_text(std::string_view payload, std::size_t most, const char* message) {
  Reader from(payload);
  const std::string_view text = from.text();
  if (!from.finish() || text.size() > most) return broken(message);
  return std::string(text);
}

std::string encode_number(std::uint64_t number) { return Writer().u64(number).bytes(); }

Result<std::uint64_t> decode_number(std::string_view payload, const char* message) {
  Reader from(payload);
  const std::uint64_t number = from.u64();
  if (!from.finish()) return broken(message);
  return number;
}

Result<Table> decode_emit(std::string_view payload) {
  Reader from(payload);
  const std::uint32_t count = from.u32();
  if (count > limits::kBatchRecords) return broken("EMIT");
  Table out;
  out.lengths.reserve(count);
  std::uint64_t total = 0;
  for (std::uint32_t i = 0; i < count && from.ok(); ++i) {
    const std::uint32_t length = from.u32();
    if (length == 0) return broken("EMIT");
    total += length;
    out.lengths.push_back(length);
  }
  out.offset = payload.size() - from.rest().size();
  if (!from.ok() || total != from.rest().size()) return broken("EMIT");
  return out;
}

std::string encode_records(std::string_view collector, const std::vector<std::string_view>& bodies) {
  Writer to;
  to.text(collector).u32(static_cast<std::uint32_t>(bodies.size()));
  for (std::string_view body : bodies) to.text(body);
  return std::move(to).bytes();
}

Result<Records> decode_records(std::string_view payload) {
  Reader from(payload);
  Records out;
  out.collector = from.text();
  for (std::uint32_t left = from.u32(); left > 0 && from.ok(); --left) out.bodies.push_back(from.text());
  if (!from.finish()) return broken("RECORDS");
  return out;
}

}  // namespace streamguard::ipc
