/* A collector in C99 with nothing but the C header: emits {"n":0} … {"n":9}, a checkpoint after every third. */
#include <stdio.h>
#include <stdlib.h>
#include <streamguard/plugin.h>
#include <string.h>

#include "plugin_manifest.h"

enum { kRecords = 10, kRecordsPerCheckpoint = 3 };

struct counter {
  sg_collector raw;
  const sg_host* host;
  long next;
};

static sg_str text(const char* s) {
  sg_str out;
  out.ptr = s;
  out.len = (uint64_t)strlen(s);
  return out;
}

static sg_rc fail(sg_err* err, sg_rc rc, const char* message) {
  err->rc = rc;
  snprintf(err->msg, sizeof err->msg, "%s", message);
  return rc;
}

static sg_rc SG_CALL counter_open(sg_collector* self, const sg_collector_args* args, sg_err* err) {
  struct counter* counter = (struct counter*)self->impl;
  char token[16] = "0";
  char* end = NULL;
  if (args->resume_token.len >= sizeof token) return fail(err, SG_E_CONFIG, "the token is not ours: too long");
  if (args->resume_token.len != 0) memcpy(token, args->resume_token.ptr, (size_t)args->resume_token.len);
  token[args->resume_token.len == 0 ? 1 : args->resume_token.len] = '\0';
  counter->next = strtol(token, &end, 10);
  if (*end != '\0' || counter->next < 0) return fail(err, SG_E_CONFIG, "the token is not ours: not a number");
  return SG_OK;
}

static sg_rc SG_CALL counter_run(sg_collector* self, sg_err* err) {
  struct counter* counter = (struct counter*)self->impl;
  const sg_host* host = counter->host;
  (void)err;
  while (counter->next < kRecords) {
    char body[32];
    char token[32];
    sg_record record;
    const sg_record* one = &record;
    sg_rc rc;
    snprintf(body, sizeof body, "{\"n\":%ld}", counter->next);
    memset(&record, 0, sizeof record);
    record.size = (uint32_t)sizeof record;
    record.body = text(body);
    rc = host->emit(host, &one, 1);
    if (rc != SG_OK) return rc == SG_STOP ? SG_OK : rc;
    ++counter->next;
    if (counter->next % kRecordsPerCheckpoint != 0 && counter->next != kRecords) continue;
    snprintf(token, sizeof token, "%ld", counter->next);
    rc = host->checkpoint(host, text(token));
    if (rc != SG_OK) return rc == SG_STOP ? SG_OK : rc;
  }
  return SG_OK;
}

static void SG_CALL counter_destroy(sg_collector* self) { free(self->impl); }

static sg_rc SG_CALL create(const sg_host* host, sg_collector** out, sg_err* err) {
  struct counter* counter = (struct counter*)calloc(1, sizeof *counter);
  if (counter == NULL) return fail(err, SG_E_TRANSIENT, "out of memory");
  counter->raw.size = (uint32_t)sizeof counter->raw;
  counter->raw.impl = counter;
  counter->raw.open = counter_open;
  counter->raw.run = counter_run;
  counter->raw.destroy = counter_destroy;
  counter->host = host;
  *out = &counter->raw;
  return SG_OK;
}

const sg_entry sg_plugin_entry = {SG_MAGIC,
                                  (uint32_t)sizeof(sg_entry),
                                  SG_ABI_MAJOR,
                                  SG_ABI_MINOR,
                                  0,
                                  SG_KIND_COLLECTOR,
                                  plugin_manifest_json,
                                  sizeof plugin_manifest_json - 1,
                                  create,
                                  NULL};
