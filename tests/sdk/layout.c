/* The layout of ABI 1.0, field by field, on 64-bit machines: offsets and sizes that no later header may change. A field
 * that is appended gets a line of its own and a new size of its struct. Compiled as C11 here, as C++20 by layout.cpp.
 */
#include <streamguard/extensions.h>

#ifdef __cplusplus
#define SG_ASSERT(condition, text) static_assert(condition, text)
#else
#define SG_ASSERT(condition, text) _Static_assert(condition, text)
#endif

#define STRUCT(type, bytes) SG_ASSERT(sizeof(type) == (bytes), #type " changed its size")
#define FIELD(type, field, offset, bytes)                                  \
  SG_ASSERT(offsetof(type, field) == (offset), #type "." #field " moved"); \
  SG_ASSERT(sizeof(((type*)0)->field) == (bytes), #type "." #field " changed its size")

SG_ASSERT(sizeof(void*) == 8, "the numbers below are those of 64-bit machines");

STRUCT(sg_str, 16);
FIELD(sg_str, ptr, 0, 8);
FIELD(sg_str, len, 8, 8);

STRUCT(sg_err, 512);
FIELD(sg_err, size, 0, 4);
FIELD(sg_err, rc, 4, 4);
FIELD(sg_err, retry_after_ms, 8, 8);
FIELD(sg_err, msg, 16, 496);

STRUCT(sg_record, 24);
FIELD(sg_record, size, 0, 4);
FIELD(sg_record, flags, 4, 4);
FIELD(sg_record, body, 8, 16);

STRUCT(sg_host, 88);
FIELD(sg_host, size, 0, 4);
FIELD(sg_host, abi_major, 4, 4);
FIELD(sg_host, abi_minor, 8, 4);
FIELD(sg_host, reserved, 12, 4);
FIELD(sg_host, impl, 16, 8);
FIELD(sg_host, extension, 24, 8);
FIELD(sg_host, emit, 32, 8);
FIELD(sg_host, checkpoint, 40, 8);
FIELD(sg_host, unit, 48, 8);
FIELD(sg_host, heartbeat, 56, 8);
FIELD(sg_host, cancelled, 64, 8);
FIELD(sg_host, log, 72, 8);
FIELD(sg_host, progress, 80, 8);

STRUCT(sg_collector_args, 120);
FIELD(sg_collector_args, size, 0, 4);
FIELD(sg_collector_args, shard_index, 4, 4);
FIELD(sg_collector_args, shard_count, 8, 4);
FIELD(sg_collector_args, reserved, 12, 4);
FIELD(sg_collector_args, target, 16, 8);
FIELD(sg_collector_args, seed, 24, 8);
FIELD(sg_collector_args, committed, 32, 8);
FIELD(sg_collector_args, name, 40, 16);
FIELD(sg_collector_args, config_json, 56, 16);
FIELD(sg_collector_args, resume_token, 72, 16);
FIELD(sg_collector_args, skip_json, 88, 16);
FIELD(sg_collector_args, upstreams_json, 104, 16);

STRUCT(sg_collector, 40);
FIELD(sg_collector, size, 0, 4);
FIELD(sg_collector, reserved, 4, 4);
FIELD(sg_collector, impl, 8, 8);
FIELD(sg_collector, open, 16, 8);
FIELD(sg_collector, run, 24, 8);
FIELD(sg_collector, destroy, 32, 8);

STRUCT(sg_reporter_args, 40);
FIELD(sg_reporter_args, size, 0, 4);
FIELD(sg_reporter_args, reserved, 4, 4);
FIELD(sg_reporter_args, config_json, 8, 16);
FIELD(sg_reporter_args, facts_json, 24, 16);

STRUCT(sg_reporter, 40);
FIELD(sg_reporter, size, 0, 4);
FIELD(sg_reporter, reserved, 4, 4);
FIELD(sg_reporter, impl, 8, 8);
FIELD(sg_reporter, open, 16, 8);
FIELD(sg_reporter, render, 24, 8);
FIELD(sg_reporter, destroy, 32, 8);

STRUCT(sg_entry, 56);
FIELD(sg_entry, magic, 0, 4);
FIELD(sg_entry, size, 4, 4);
FIELD(sg_entry, abi_major, 8, 4);
FIELD(sg_entry, abi_minor_built, 12, 4);
FIELD(sg_entry, abi_minor_required, 16, 4);
FIELD(sg_entry, kinds, 20, 4);
FIELD(sg_entry, manifest_json, 24, 8);
FIELD(sg_entry, manifest_len, 32, 8);
FIELD(sg_entry, create_collector, 40, 8);
FIELD(sg_entry, create_reporter, 48, 8);

STRUCT(sg_http_request, 96);
FIELD(sg_http_request, size, 0, 4);
FIELD(sg_http_request, flags, 4, 4);
FIELD(sg_http_request, upstream, 8, 16);
FIELD(sg_http_request, method, 24, 16);
FIELD(sg_http_request, path, 40, 16);
FIELD(sg_http_request, headers_json, 56, 16);
FIELD(sg_http_request, body, 72, 16);
FIELD(sg_http_request, max_bytes, 88, 8);

STRUCT(sg_http_sink, 40);
FIELD(sg_http_sink, size, 0, 4);
FIELD(sg_http_sink, reserved, 4, 4);
FIELD(sg_http_sink, ctx, 8, 8);
FIELD(sg_http_sink, head, 16, 8);
FIELD(sg_http_sink, body, 24, 8);
FIELD(sg_http_sink, file, 32, 8);

STRUCT(sg_http_v1, 16);
FIELD(sg_http_v1, size, 0, 4);
FIELD(sg_http_v1, reserved, 4, 4);
FIELD(sg_http_v1, fetch, 8, 8);

STRUCT(sg_scratch_v1, 16);
FIELD(sg_scratch_v1, size, 0, 4);
FIELD(sg_scratch_v1, reserved, 4, 4);
FIELD(sg_scratch_v1, path, 8, 8);

STRUCT(sg_records_v1, 16);
FIELD(sg_records_v1, size, 0, 4);
FIELD(sg_records_v1, reserved, 4, 4);
FIELD(sg_records_v1, read, 8, 8);

STRUCT(sg_output_v1, 24);
FIELD(sg_output_v1, size, 0, 4);
FIELD(sg_output_v1, reserved, 4, 4);
FIELD(sg_output_v1, write, 8, 8);
FIELD(sg_output_v1, next_file, 16, 8);

/* Values that are compiled into plugins and therefore never change either. */
SG_ASSERT(SG_MAGIC == 0x31444753u && SG_ABI_MAJOR == 1u, "magic or major version changed");
SG_ASSERT(SG_OK == 0 && SG_STOP == 1 && SG_CANCELLED == 2, "a flow result changed");
SG_ASSERT(SG_E_CONFIG == -1 && SG_E_TRANSIENT == -2 && SG_E_RATE_LIMITED == -3, "an error class changed");
SG_ASSERT(SG_E_BUG == -4 && SG_E_DATA == -5 && SG_E_UNAVAILABLE == -6, "an error class changed");
SG_ASSERT(SG_LOG_DEBUG == 0 && SG_LOG_INFO == 1 && SG_LOG_WARN == 2 && SG_LOG_ERROR == 3, "a log level changed");
SG_ASSERT(SG_KIND_COLLECTOR == 1u && SG_KIND_REPORTER == 2u, "a kind changed");
SG_ASSERT(SG_HTTP_TO_FILE == 1u && SG_HTTP_IMMUTABLE == 2u && SG_HTTP_NO_STORE == 4u, "a flag of sg.http/1 changed");
