/* rogue.h: what the plugins of this folder share: one collector with state of a fixed size, texts, numbers of the
 * configuration, and good samples. Each plugin includes it once, writes rogue_run() and ends with ROGUE_ENTRY. C11 and
 * C++. */
#ifndef STREAMGUARD_TESTS_ROGUE_H
#define STREAMGUARD_TESTS_ROGUE_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <streamguard/extensions.h>
#include <string.h>

#include "plugin_manifest.h"

#ifdef __cplusplus
#define ROGUE_CAST(type, value) static_cast<type>(value)
#else
#define ROGUE_CAST(type, value) ((type)(value))
#endif
#define ROGUE_UNUSED __attribute__((unused))

enum { kRogueText = 4096 };

typedef struct rogue {
  sg_collector raw;
  const sg_host* host;
  char name[256];
  char config[kRogueText];
  char token[kRogueText];
  char skip[kRogueText];
  uint64_t target, seed, committed;
  uint32_t shard, shards;
} rogue;

static sg_rc rogue_run(rogue* self, sg_err* err);

static ROGUE_UNUSED sg_str rogue_text(const char* text) {
  sg_str out;
  out.ptr = text;
  out.len = ROGUE_CAST(uint64_t, strlen(text));
  return out;
}

static ROGUE_UNUSED sg_rc rogue_fail(sg_err* err, sg_rc rc, const char* message) {
  if (err != NULL) {
    err->rc = rc;
    snprintf(err->msg, sizeof err->msg, "%s", message);
  }
  return rc;
}

static ROGUE_UNUSED void rogue_say(const rogue* self, const char* message) {
  self->host->log(self->host, SG_LOG_INFO, rogue_text(message), rogue_text(""));
}

/* The number behind "key": in the configuration, which the host has checked to be a flat object. */
static ROGUE_UNUSED uint64_t rogue_number(const rogue* self, const char* key, uint64_t otherwise) {
  char quoted[128];
  const char* at;
  snprintf(quoted, sizeof quoted, "\"%s\":", key);
  at = strstr(self->config, quoted);
  return at == NULL ? otherwise : ROGUE_CAST(uint64_t, strtoull(at + strlen(quoted), NULL, 10));
}

/* A good sample. Different numbers give different ids; equal ones give equal bytes. */
static ROGUE_UNUSED size_t rogue_sample(char* out, size_t size, const char* source, uint64_t number) {
  return ROGUE_CAST(
      size_t,
      snprintf(out, size,
               "{\"schema_version\":\"1.0.0\",\"sample_id\":\"%016" PRIx64 "%016" PRIx64
               "%032d\",\"kind\":\"advisory\",\"source\":\"%s\","
               "\"title\":\"Sample %" PRIu64
               "\",\"code\":null,\"label\":{\"tier\":\"none\",\"method\":\"none\"},\"provenance\":{"
               "\"collector\":\"%s\",\"version\":\"1.0.0\",\"urls\":[]},\"hashes\":{\"exact\":\"%016" PRIx64 "\"}}",
               number * 0x9e3779b97f4a7c15u, number, 0, source, number, source, number));
}

static ROGUE_UNUSED sg_rc rogue_emit_bytes(const rogue* self, const char* bytes, size_t size) {
  sg_record record;
  const sg_record* one = &record;
  memset(&record, 0, sizeof record);
  record.size = ROGUE_CAST(uint32_t, sizeof record);
  record.body.ptr = bytes;
  record.body.len = ROGUE_CAST(uint64_t, size);
  return self->host->emit(self->host, &one, 1);
}

static ROGUE_UNUSED sg_rc rogue_emit(const rogue* self, uint64_t number) {
  char body[1024];
  return rogue_emit_bytes(self, body, rogue_sample(body, sizeof body, self->name, number));
}

static ROGUE_UNUSED sg_rc rogue_checkpoint(const rogue* self, const char* token) {
  return self->host->checkpoint(self->host, rogue_text(token));
}

static ROGUE_UNUSED sg_rc rogue_checkpoint_at(const rogue* self, uint64_t number) {
  char token[32];
  snprintf(token, sizeof token, "%" PRIu64, number);
  return rogue_checkpoint(self, token);
}

/* `count` good samples from `first` on and a checkpoint behind them. */
static ROGUE_UNUSED sg_rc rogue_work(const rogue* self, uint64_t first, uint64_t count) {
  uint64_t i;
  sg_rc rc = SG_OK;
  for (i = first; i < first + count && rc == SG_OK; ++i) rc = rogue_emit(self, i);
  return rc == SG_OK ? rogue_checkpoint_at(self, first + count) : rc;
}

static inline void rogue_copy(char* to, size_t size, sg_str from) {
  const size_t length = from.len < size ? ROGUE_CAST(size_t, from.len) : size - 1;
  if (length > 0) memcpy(to, from.ptr, length);
  to[length] = '\0';
}

static sg_rc SG_CALL rogue_open(sg_collector* raw, const sg_collector_args* args, sg_err* err) {
  rogue* self = ROGUE_CAST(rogue*, raw->impl);
  (void)err;
  rogue_copy(self->name, sizeof self->name, args->name);
  rogue_copy(self->config, sizeof self->config, args->config_json);
  rogue_copy(self->token, sizeof self->token, args->resume_token);
  rogue_copy(self->skip, sizeof self->skip, args->skip_json);
  self->target = args->target;
  self->seed = args->seed;
  self->committed = args->committed;
  self->shard = args->shard_index;
  self->shards = args->shard_count;
  return SG_OK;
}

static sg_rc SG_CALL rogue_start(sg_collector* raw, sg_err* err) {
  return rogue_run(ROGUE_CAST(rogue*, raw->impl), err);
}

static void SG_CALL rogue_destroy(sg_collector* raw) { free(raw->impl); }

static ROGUE_UNUSED sg_rc SG_CALL rogue_create(const sg_host* host, sg_collector** out, sg_err* err) {
  rogue* self = ROGUE_CAST(rogue*, calloc(1, sizeof *self));
  if (self == NULL) return rogue_fail(err, SG_E_TRANSIENT, "out of memory");
  self->raw.size = ROGUE_CAST(uint32_t, sizeof self->raw);
  self->raw.impl = self;
  self->raw.open = rogue_open;
  self->raw.run = rogue_start;
  self->raw.destroy = rogue_destroy;
  self->host = host;
  *out = &self->raw;
  return SG_OK;
}

#ifdef __cplusplus
#define ROGUE_LINKAGE extern "C" SG_EXPORT
#else
#define ROGUE_LINKAGE
#endif
#define ROGUE_ENTRY_OF(major, built, required)                                            \
  ROGUE_LINKAGE const sg_entry sg_plugin_entry = {SG_MAGIC,                               \
                                                  ROGUE_CAST(uint32_t, sizeof(sg_entry)), \
                                                  major,                                  \
                                                  built,                                  \
                                                  required,                               \
                                                  SG_KIND_COLLECTOR,                      \
                                                  plugin_manifest_json,                   \
                                                  sizeof plugin_manifest_json - 1,        \
                                                  rogue_create,                           \
                                                  NULL};
#define ROGUE_ENTRY ROGUE_ENTRY_OF(SG_ABI_MAJOR, SG_ABI_MINOR, 0)

#endif
