/* streamguard/extensions.h: optional abilities of the host, fetched by id through sg_host.extension().
 * A table, once returned, is valid until destroy() of the plugin's object returned. */
#ifndef STREAMGUARD_EXTENSIONS_H
#define STREAMGUARD_EXTENSIONS_H

#include <streamguard/plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- sg.http/1: the network, through the host ------------------------------------------------------------------
 * The plugin names an upstream of the run's manifest and a path below its url. The host checks the grant, waits for the
 * upstream's budget, adds credentials, retries by cause, keeps the cache, and hands back a status and a body. */
#define SG_EXT_HTTP "sg.http/1"

#define SG_HTTP_TO_FILE 1u   /* place the body in the scratch folder and call file() instead of body() */
#define SG_HTTP_IMMUTABLE 2u /* the content under this name never changes: a cached copy needs no revalidation */
#define SG_HTTP_NO_STORE 4u  /* do not keep the answer in the cache */

typedef struct sg_http_request {
  uint32_t size;
  uint32_t flags;      /* SG_HTTP_* */
  sg_str upstream;     /* a name of the manifest's upstreams */
  sg_str method;       /* "GET" (also when empty), "POST" or "HEAD" */
  sg_str path;         /* appended to the upstream's url: percent-encoded, begins with '/', may hold a query */
  sg_str headers_json; /* JSON object of extra headers, or empty. Authorization, Cookie and Host are refused. */
  sg_str body;         /* for POST; any bytes */
  uint64_t max_bytes;  /* a longer body fails with SG_E_DATA; 0 = the host's limit */
} sg_http_request;

/* Receives the answer, on the calling thread, inside fetch(). Return SG_OK to go on; anything else ends the fetch and
 * is returned from it. */
typedef struct sg_http_sink {
  uint32_t size;
  uint32_t reserved;
  void* ctx;
  /* Once, first. Status as in HTTP (file:// answers 200 or 404); header names in lower case. May be NULL. */
  sg_rc(SG_CALL* head)(void* ctx, int32_t status, sg_str headers_json);
  /* Any number of times: the next bytes of the body, content encoding already undone. */
  sg_rc(SG_CALL* body)(void* ctx, sg_str bytes);
  /* Once, with SG_HTTP_TO_FILE: an absolute path inside the scratch folder, read-only, ours to delete. */
  sg_rc(SG_CALL* file)(void* ctx, sg_str path, uint64_t bytes);
} sg_http_sink;

typedef struct sg_http_v1 {
  uint32_t size;
  uint32_t reserved;
  /* [any-thread] Blocks until the answer is whole or failed. SG_OK for any status below 400; SG_E_UNAVAILABLE for 404
   * and 410; SG_E_CONFIG for an upstream that was not granted and for 401; SG_E_RATE_LIMITED, SG_E_TRANSIENT once the
   * host's retries are used up; SG_E_DATA for a body over max_bytes and other 4xx; SG_CANCELLED. A body is never handed
   * over in part and then failed when SG_HTTP_TO_FILE is set; without it, discard what came when this does not return
   * SG_OK. */
  sg_rc(SG_CALL* fetch)(const sg_host* host, const sg_http_request* request, const sg_http_sink* sink, sg_err* err);
} sg_http_v1;

/* ---- sg.scratch/1: a private folder ------------------------------------------------------------------------------ */
#define SG_EXT_SCRATCH "sg.scratch/1"

typedef struct sg_scratch_v1 {
  uint32_t size;
  uint32_t reserved;
  /* [any-thread] Absolute path of the one folder the plugin may write to. Empty at every start, removed afterwards. */
  sg_str(SG_CALL* path)(const sg_host* host);
} sg_scratch_v1;

/* ---- sg.records/1: what is committed, for reporters -------------------------------------------------------------- */
#define SG_EXT_RECORDS "sg.records/1"

/* `bodies` are `count` JSON objects of one collector, in the order of its part files, borrowed for the call. */
typedef sg_rc(SG_CALL* sg_records_fn)(void* ctx, sg_str collector, const sg_str* bodies, uint32_t count);

typedef struct sg_records_v1 {
  uint32_t size;
  uint32_t reserved;
  /* [run-thread] Calls `each` with batches of all committed records of `collector` (all collectors, in the order of
   * their names, when it is empty). Anything but SG_OK from `each` ends the reading and is returned. */
  sg_rc(SG_CALL* read)(const sg_host* host, sg_str collector, sg_records_fn each, void* ctx, sg_err* err);
} sg_records_v1;

/* ---- sg.output/1: the report's bytes ----------------------------------------------------------------------------- */
#define SG_EXT_OUTPUT "sg.output/1"

typedef struct sg_output_v1 {
  uint32_t size;
  uint32_t reserved;
  /* [run-thread] Appends to the output file that is current (at first the output_file of the plugin's manifest).
   * Files appear under their names, durable, only after render() returned SG_OK. */
  sg_rc(SG_CALL* write)(const sg_host* host, sg_str bytes);
  /* [run-thread] Goes on with another file of the output folder: a plain name without separators. */
  sg_rc(SG_CALL* next_file)(const sg_host* host, sg_str name);
} sg_output_v1;

#ifdef __cplusplus
}
#endif
#endif
