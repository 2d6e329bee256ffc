/* streamguard/plugin.h: the contract between StreamGuard and a plugin. C99 and later, C++11 and later.
 *
 * A plugin is one shared library that exports one data symbol, `sg_plugin_entry`. The worker process loads exactly one
 * plugin, asks it for one collector or one reporter, runs it, and exits. Nothing here ever crosses a process boundary.
 *
 * Rules that hold everywhere:
 *  - Every struct begins with `size`, set by whoever allocates it to sizeof(struct) of the header it was built with.
 *    Fields are only appended. Read a field that is newer than 1.0 only when SG_HAS(p, field).
 *  - An sg_str is borrowed for the duration of the call, is not NUL-terminated, and holds UTF-8 unless said otherwise.
 *    Whoever needs it later copies it. Nobody frees the other's memory.
 *  - No function may throw, longjmp, or call exit() across this boundary.
 *  - Tags: [run-thread] only from the thread inside run()/render(); [any-thread] from any thread of the plugin while
 *    run()/render() is active.
 */
#ifndef STREAMGUARD_PLUGIN_H
#define STREAMGUARD_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define SG_CALL __cdecl
#define SG_EXPORT __declspec(dllexport)
#else
#define SG_CALL
#define SG_EXPORT __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define SG_MAGIC 0x31444753u /* "SGD1" in little-endian memory order */
#define SG_ABI_MAJOR 1u
#define SG_ABI_MINOR 0u

/* Result of a call: 0 success, above 0 flow control, below 0 the class of an error. The class decides the restart. */
typedef int32_t sg_rc;
#define SG_OK 0
#define SG_STOP 1              /* the target is met: return SG_OK from run() */
#define SG_CANCELLED 2         /* the run is being stopped: return SG_CANCELLED from run() soon */
#define SG_E_CONFIG (-1)       /* wrong configuration or missing permission: never retried */
#define SG_E_TRANSIENT (-2)    /* may work later: restarted with backoff */
#define SG_E_RATE_LIMITED (-3) /* may work after sg_err.retry_after_ms: restarted then */
#define SG_E_BUG (-4)          /* the contract was broken: never retried */
#define SG_E_DATA (-5)         /* the input unit named by unit() is bad: quarantined after repeated failure */
#define SG_E_UNAVAILABLE (-6)  /* the thing asked for does not exist upstream (HTTP 404/410): never retried */

/* Levels of log(). */
#define SG_LOG_DEBUG 0
#define SG_LOG_INFO 1
#define SG_LOG_WARN 2
#define SG_LOG_ERROR 3

/* UTF-8 text, `len` bytes, borrowed. ptr may be NULL when len is 0. */
typedef struct sg_str {
  const char* ptr;
  uint64_t len;
} sg_str;

/* Allocated by the caller of a function that takes it; filled only on failure. `msg` is NUL-terminated UTF-8. */
typedef struct sg_err {
  uint32_t size;
  sg_rc rc;
  uint64_t retry_after_ms;
  char msg[496];
} sg_err;

/* One sample: `body` is one JSON object of the sample schema, without a raw newline, at most 4 MiB. */
typedef struct sg_record {
  uint32_t size;
  uint32_t flags; /* 0 */
  sg_str body;
} sg_record;

/* What the worker offers. Valid from create_*() until destroy() returned. */
typedef struct sg_host sg_host;
struct sg_host {
  uint32_t size;
  uint32_t abi_major;
  uint32_t abi_minor;
  uint32_t reserved;
  void* impl;
  /* [any-thread] An optional ability by id ("sg.http/1", see extensions.h), or NULL where this host lacks it. */
  const void*(SG_CALL* extension)(const sg_host* host, const char* id);
  /* [run-thread] Hands over `count` records; all are copied. May block for back-pressure. SG_OK, SG_STOP once the
   * target is met, SG_CANCELLED, SG_E_BUG. Records count only once a later checkpoint is committed. */
  sg_rc(SG_CALL* emit)(const sg_host* host, const sg_record* const* records, uint32_t count);
  /* [run-thread] Everything emitted since the previous checkpoint becomes durable together with `token`, or never was.
   * After a restart the collector is opened with the last durable token. Token: UTF-8, at most 16 KiB. Does not wait.
   */
  sg_rc(SG_CALL* checkpoint)(const sg_host* host, sg_str token);
  /* [run-thread] Names the input unit (a file, a page, a repository) that the work from here on belongs to, at most 1
   * KiB. When the same unit keeps crashing the collector, the host puts it into sg_collector_args.skip_json of later
   * starts. */
  sg_rc(SG_CALL* unit)(const sg_host* host, sg_str name);
  /* [any-thread] Renews the lease: the collector is alive and may be silent for `extend_ms` more, because of `why`.
   * Every other call of this table renews it too, also while it blocks. */
  sg_rc(SG_CALL* heartbeat)(const sg_host* host, uint64_t extend_ms, sg_str why);
  /* [any-thread] SG_OK while the run goes on, SG_CANCELLED once it is being stopped, SG_STOP once the target is met. */
  sg_rc(SG_CALL* cancelled)(const sg_host* host);
  /* [any-thread] One line for people; `fields_json` is a JSON object or empty. Control characters are neutralised. */
  void(SG_CALL* log)(const sg_host* host, int32_t level, sg_str message, sg_str fields_json);
  /* [any-thread] Facts for screens and `plan`: units done of units known (0 = unknown), with a short word for a unit.
   */
  void(SG_CALL* progress)(const sg_host* host, uint64_t done, uint64_t total, sg_str noun);
};

/* How a collector is opened. Everything is borrowed for the call to open(). */
typedef struct sg_collector_args {
  uint32_t size;
  uint32_t shard_index; /* 0 <= shard_index < shard_count: the part of the key space that is ours */
  uint32_t shard_count;
  uint32_t reserved;
  uint64_t target;       /* samples wanted from this shard; 0 = no limit. The host stops counting there by itself. */
  uint64_t seed;         /* the run's seed */
  uint64_t committed;    /* samples of this shard that are durable already */
  sg_str name;           /* the collector's name in the run's manifest */
  sg_str config_json;    /* JSON object, already checked against the plugin's config schema, defaults not filled in */
  sg_str resume_token;   /* the last durable token; empty on a first start */
  sg_str skip_json;      /* JSON array of unit names to go past */
  sg_str upstreams_json; /* JSON array of the upstream names granted */
} sg_collector_args;

/* A collector made by create_collector(). Calls come one at a time: open, run, destroy. */
typedef struct sg_collector sg_collector;
struct sg_collector {
  uint32_t size;
  uint32_t reserved;
  void* impl;
  /* [run-thread] Checks the configuration and takes up the token. Do no input work here. */
  sg_rc(SG_CALL* open)(sg_collector* self, const sg_collector_args* args, sg_err* err);
  /* [run-thread] Emits and checkpoints until the source holds no more. SG_OK means exactly that, or SG_STOP was seen:
   * what was emitted after the last checkpoint commits too. SG_CANCELLED and errors drop it. */
  sg_rc(SG_CALL* run)(sg_collector* self, sg_err* err);
  void(SG_CALL* destroy)(sg_collector* self);
};

/* How a reporter is opened. Everything is borrowed for the call to open(). */
typedef struct sg_reporter_args {
  uint32_t size;
  uint32_t reserved;
  sg_str config_json; /* JSON object */
  sg_str facts_json;  /* the run's facts, see reports/FACTS.md */
} sg_reporter_args;

/* A reporter made by create_reporter(). Calls come one at a time: open, render, destroy. */
typedef struct sg_reporter sg_reporter;
struct sg_reporter {
  uint32_t size;
  uint32_t reserved;
  void* impl;
  sg_rc(SG_CALL* open)(sg_reporter* self, const sg_reporter_args* args, sg_err* err);
  /* [run-thread] Reads committed records (sg.records/1) and writes the report (sg.output/1). */
  sg_rc(SG_CALL* render)(sg_reporter* self, sg_err* err);
  void(SG_CALL* destroy)(sg_reporter* self);
};

#define SG_KIND_COLLECTOR 1u
#define SG_KIND_REPORTER 2u

/* What the library exports. `manifest_json` (static storage) is described by sdk/plugin.schema.json. */
typedef struct sg_entry {
  uint32_t magic; /* SG_MAGIC */
  uint32_t size;
  uint32_t abi_major;          /* SG_ABI_MAJOR of the header used */
  uint32_t abi_minor_built;    /* SG_ABI_MINOR of the header used */
  uint32_t abi_minor_required; /* the least host minor this plugin works with */
  uint32_t kinds;              /* SG_KIND_* bits */
  const char* manifest_json;
  uint64_t manifest_len;
  /* [run-thread] Make the plugin's object; NULL where the kind is not offered. On success *out is not NULL. */
  sg_rc(SG_CALL* create_collector)(const sg_host* host, sg_collector** out, sg_err* err);
  sg_rc(SG_CALL* create_reporter)(const sg_host* host, sg_reporter** out, sg_err* err);
} sg_entry;

#define SG_ENTRY_SYMBOL "sg_plugin_entry"
extern SG_EXPORT const sg_entry sg_plugin_entry; /* the only exported symbol */

/* True where the struct that `p` points to is new enough to hold `field`. */
#define SG_HAS(p, field) \
  ((p)->size >= (uint32_t)((const char*)&(p)->field - (const char*)(p)) + (uint32_t)sizeof((p)->field))

#ifdef __cplusplus
}
#endif
#endif
