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

/* ---- sg.git/1: commits of public repositories, through the host ----------------------------------------------------
 * The host keeps one bare repository for each one asked for, shared by all collectors and runs, and brings into it what
 * is wanted and not there yet: nothing is fetched twice. The plugin reads it (with libgit2, say); it cannot write it.
 */
#define SG_EXT_GIT "sg.git/1"

#define SG_GIT_COMMITS 1u /* the named commits, their first parents, and the trees of both; no file contents */
#define SG_GIT_BLOBS 2u   /* exactly the named blobs */
#define SG_GIT_HISTORY 3u /* all branches: every commit and tree; no file contents. `objects` is empty. */

typedef struct sg_git_request {
  uint32_t size;
  uint32_t what; /* SG_GIT_* */
  /* Where the repository is published, as in "https://github.com/owner/name" (with or without ".git"), or an absolute
   * path. The host finds the granted upstream that serves it: by the upstream's url, or by its `serves` list. */
  sg_str repository;
  /* Full object ids in hex, each followed by '\n', at most 100,000. With SG_GIT_COMMITS also "refs/pull/12/head" and
   * the like; the object found is told by sg_git_sink.found(). */
  sg_str objects;
} sg_git_request;

/* Receives the answer, on the calling thread, inside fetch(). Anything but SG_OK is returned from it. */
typedef struct sg_git_sink {
  uint32_t size;
  uint32_t reserved;
  void* ctx;
  /* Once: an absolute path of the bare repository, readable until destroy() of the plugin's object returned. */
  sg_rc(SG_CALL* repository)(void* ctx, sg_str path);
  /* For each named object that its repository does not have. */
  sg_rc(SG_CALL* missing)(void* ctx, sg_str object);
  /* For each ref name among `objects`: the commit that it stands for. May be NULL. */
  sg_rc(SG_CALL* found)(void* ctx, sg_str ref, sg_str commit);
} sg_git_sink;

typedef struct sg_git_v1 {
  uint32_t size;
  uint32_t reserved;
  /* [any-thread] Blocks until everything is there or known to be missing. SG_E_UNAVAILABLE: there is no such repository
   * (or it is not public); SG_E_CONFIG: no granted upstream serves it; SG_E_TRANSIENT, SG_E_RATE_LIMITED once the
   * host's retries are used up; SG_E_DATA: what the server sent is not a sound repository; SG_CANCELLED. */
  sg_rc(SG_CALL* fetch)(const sg_host* host, const sg_git_request* request, const sg_git_sink* sink, sg_err* err);
} sg_git_v1;

/* ---- sg.plan/1: what the run will ask for ------------------------------------------------------------------------ */
#define SG_EXT_PLAN "sg.plan/1"

typedef struct sg_plan_v1 {
  uint32_t size;
  uint32_t reserved;
  /* [run-thread] Inside open(), any number of times: about how much the work that is left will ask of one upstream.
   * `requests` and `bytes` (of bodies, as they come) are estimates, 0 = none; `basis` says in one line where they come
   * from ("368 pages of 100 advisories"). `streamguard plan` prints them, reports set them beside what was used. */
  sg_rc(SG_CALL* expect)(const sg_host* host, sg_str upstream, uint64_t requests, uint64_t bytes, sg_str basis);
} sg_plan_v1;

/* ---- sg.records/1: what is committed -----------------------------------------------------------------------------
 * A reporter reads every collector's records. A collector reads its own shard's, to know again after a restart what it
 * gave before: exactly what was emitted up to its resume token. */
#define SG_EXT_RECORDS "sg.records/1"

/* `bodies` are `count` JSON objects of one collector, in the order of its part files, borrowed for the call. */
typedef sg_rc(SG_CALL* sg_records_fn)(void* ctx, sg_str collector, const sg_str* bodies, uint32_t count);

typedef struct sg_records_v1 {
  uint32_t size;
  uint32_t reserved;
  /* [run-thread] Calls `each` with batches of all committed records of `collector` (all collectors, in the order of
   * their names, when it is empty). In a collector: of its own shard, with `collector` empty, before its first emit().
   Anything but SG_OK from `each` ends the reading and is returned. */
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
