/// message.hpp: what is inside the frames of PROTOCOL.md, as values. encode() gives a payload, decode() refuses what is
/// short, long or out of range (Code::data, naming the message). Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace streamguard::ipc {

inline constexpr std::uint32_t kProtocol = 1;

enum class Type : std::uint16_t {
  hello = 1,
  ready,
  emit,
  checkpoint,
  heartbeat = 6,
  log,
  progress,
  fetch,
  fetched,
  drop,
  read,
  output,
  output_file,
  done,
  git,
  plan,
  start = 64,
  credit,
  cancel,
  fetch_head,
  fetch_body,
  fetch_file,
  fetch_end,
  records,
  records_end,
  git_end,
};

enum class Stage : std::uint32_t { isolate = 1, load, create, open, run };
const char* name_of(Stage stage) noexcept;

enum class CancelWhy : std::uint32_t { stop = 1, target = 2 };

struct Start {
  bool reporter = false;
  std::string library;  ///< the plugin's path
  std::string name;     ///< the collector's name, or the report's format
  std::string config_json, token, skip_json, upstreams_json, facts_json;
  std::uint32_t shard_index = 0, shard_count = 1;
  std::uint64_t target = 0, seed = 0, committed = 0;
  std::uint64_t credit = 0;
  std::uint64_t lease_ms = 0;
  std::uint32_t sandbox = 0;  ///< streamguard::Sandbox
  std::uint64_t memory = 0;
  std::uint64_t cpu_ms = 0;  ///< of the worker process; 0 = no limit
  std::string scratch;
  std::string unit_page;          ///< empty for reporters
  std::vector<std::string> read;  ///< paths that may be read
  bool plan_only = false;         ///< DONE follows open(): run() is not called

  std::string encode() const;
  static Result<Start> decode(std::string_view payload);
};

struct Hello {
  std::uint32_t protocol = kProtocol, abi_major = 0, abi_minor = 0;
  std::string sandbox;
  std::vector<std::string> missing;
  std::string encode() const;
  static Result<Hello> decode(std::string_view payload);
};

struct Ready {
  std::uint32_t manifest_crc = 0;  ///< CRC-32C of the manifest compiled in, without white space at its end
  std::string encode() const;
  static Result<Ready> decode(std::string_view payload);
};

struct Heartbeat {
  std::uint64_t extend_ms = 0;
  std::string why;
  std::string encode() const;
  static Result<Heartbeat> decode(std::string_view payload);
};

struct Log {
  std::uint32_t level = 0;
  std::string message, fields_json;
  std::string encode() const;
  static Result<Log> decode(std::string_view payload);
};

struct Progress {
  std::uint64_t done = 0, total = 0;
  std::string noun;
  std::string encode() const;
  static Result<Progress> decode(std::string_view payload);
};

struct Fetch {
  std::uint32_t flags = 0;
  std::string upstream, method, path, body;
  std::vector<std::string> headers;  ///< names and values in turn
  std::uint64_t max_bytes = 0;
  std::string encode() const;
  static Result<Fetch> decode(std::string_view payload);
};

/// GIT: what of which repository is wanted (sg_git_request).
struct Git {
  std::uint32_t what = 0;  ///< SG_GIT_*
  std::string repository;
  std::string objects;  ///< each with its '\n'
  std::string encode() const;
  static Result<Git> decode(std::string_view payload);
};

/// GIT_END: where the repository is, or why it is not.
struct GitEnd {
  std::int32_t rc = 0;
  std::uint64_t retry_after_ms = 0;
  std::string message, path;
  std::vector<std::string> missing;
  std::vector<std::string> found;  ///< names of refs and their commits in turn
  std::string encode() const;
  static Result<GitEnd> decode(std::string_view payload);
};

/// PLAN: what a collector expects to ask of one upstream.
struct Planned {
  std::string upstream;
  std::uint64_t requests = 0, bytes = 0;
  std::string basis;
  std::string encode() const;
  static Result<Planned> decode(std::string_view payload);
};

struct Done {
  Stage stage = Stage::run;
  std::int32_t rc = 0;
  std::uint64_t retry_after_ms = 0;
  std::string message;
  std::string encode() const;
  static Result<Done> decode(std::string_view payload);
};

struct FetchHead {
  std::int32_t status = 0;
  std::vector<std::string> headers;  ///< names and values in turn
  std::string encode() const;
  static Result<FetchHead> decode(std::string_view payload);
};

struct FetchFile {
  std::string path;
  std::uint64_t bytes = 0;
  std::string encode() const;
  static Result<FetchFile> decode(std::string_view payload);
};

/// FETCH_END, and RECORDS_END without the pause.
struct Outcome {
  std::int32_t rc = 0;
  std::uint64_t retry_after_ms = 0;
  std::string message;
  std::string encode() const;
  static Result<Outcome> decode(std::string_view payload);
};

/// One text (CHECKPOINT, READ, OUTPUT_FILE) and one number (CREDIT, CANCEL, FETCHED).
std::string encode_text(std::string_view text);
Result<std::string> decode_text(std::string_view payload, std::size_t most, const char* message);
std::string encode_number(std::uint64_t number);
Result<std::uint64_t> decode_number(std::string_view payload, const char* message);

/// The table in front of an EMIT or RECORDS payload: lengths of records that fill the rest exactly.
struct Table {
  std::vector<std::uint32_t> lengths;
  std::size_t offset = 0;  ///< of the first record in the payload
};
Result<Table> decode_emit(std::string_view payload);

struct Records {
  std::string_view collector;
  std::vector<std::string_view> bodies;
};
std::string encode_records(std::string_view collector, const std::vector<std::string_view>& bodies);
Result<Records> decode_records(std::string_view payload);

}  // namespace streamguard::ipc
