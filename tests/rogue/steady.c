/* A good collector, for runs that others disturb, for kill tests and for benchmarks. Every byte follows from seed and
 * configuration: count             samples over all shards (default 1000); shard i owns the numbers n with n % shards
 * == i bytes             about how long a sample is (default 512) checkpoint_every  samples of the shard between two
 * checkpoints (default 100) unit_every        samples of the shard in one unit; 0 (the default) names none bad_every
 * one in so many is followed by a record that is rejected, and by a duplicate; 0 (the default): none wait_at once it
 * has emitted so many in one life it waits until it is cancelled; 0 (the default): never pause_ms          how long it
 * rests after a checkpoint (default 0) */
#include "rogue.h"
#include "system.h"

enum { kHead = 512, kMostBytes = 1 << 20 };

/* The same prefix and padding each time: only the numbers are written anew. */
typedef struct sample_form {
  char* text;
  size_t size, id, title;
} sample_form;

static int make_form(sample_form* form, const rogue* self, size_t bytes) {
  char head[kHead];
  const char* at;
  const size_t length = rogue_sample(head, sizeof head, self->name, 0);
  const size_t padding = bytes > length + 32 ? bytes - length - 32 : 0;
  form->text = (char*)malloc(length + padding + 64);
  if (form->text == NULL) return 0;
  /* The number of a title has a width of its own, so that every sample is as long as the next. */
  at = strstr(head, "Sample 0");
  memcpy(form->text, head, (size_t)(at - head));
  form->size = (size_t)(at - head);
  form->title = form->size;
  memset(form->text + form->size, '0', 20);
  form->size += 20;
  memcpy(form->text + form->size, "\",\"description\":\"", 17);
  form->size += 17;
  memset(form->text + form->size, 'x', padding);
  form->size += padding;
  at += strlen("Sample 0");
  memcpy(form->text + form->size, at, strlen(at));
  form->size += strlen(at);
  form->id = (size_t)(strstr(form->text, "sample_id") - form->text) + strlen("sample_id\":\"");
  return 1;
}

static void put_hex(char* out, uint64_t value) {
  int i;
  for (i = 15; i >= 0; --i, value >>= 4) out[i] = "0123456789abcdef"[value & 15];
}

static void fill(sample_form* form, uint64_t seed, uint64_t number) {
  int i;
  uint64_t rest = number;
  put_hex(form->text + form->id, (number + seed) * 0x9e3779b97f4a7c15u);
  put_hex(form->text + form->id + 16, number);
  for (i = 19; i >= 0; --i, rest /= 10) form->text[form->title + (size_t)i] = (char)('0' + rest % 10);
}

static sg_rc wait_for_the_end(const rogue* self) {
  sg_rc rc = SG_OK;
  while ((rc = self->host->cancelled(self->host)) == SG_OK) {
    self->host->heartbeat(self->host, 0, rogue_text("told to wait"));
    system_rest(5);
  }
  return rc;
}

static int skipped(const rogue* self, const char* unit) {
  char quoted[64];
  snprintf(quoted, sizeof quoted, "\"%s\"", unit);
  return strstr(self->skip, quoted) != NULL;
}

static sg_rc rogue_run(rogue* self, sg_err* err) {
  const uint64_t count = rogue_number(self, "count", 1000);
  const uint64_t every = rogue_number(self, "checkpoint_every", 100);
  const uint64_t unit_every = rogue_number(self, "unit_every", 0);
  const uint64_t bad_every = rogue_number(self, "bad_every", 0);
  const uint64_t wait_at = rogue_number(self, "wait_at", 0);
  const uint64_t pause_ms = rogue_number(self, "pause_ms", 0);
  const uint64_t size = rogue_number(self, "bytes", 512);
  const uint64_t own = count / self->shards + (count % self->shards > self->shard ? 1 : 0);
  uint64_t next = strtoull(self->token, NULL, 10); /* of our own, counted from 0 */
  uint64_t done = 0;
  int skip = 0;
  sample_form form;
  sg_rc rc = SG_OK;
  if (!make_form(&form, self, size < kMostBytes ? (size_t)size : kMostBytes))
    return rogue_fail(err, SG_E_TRANSIENT, "out of memory");
  for (; next < own && rc == SG_OK; ++next) {
    if (unit_every > 0 && (next % unit_every == 0 || done == 0)) {
      char unit[32];
      snprintf(unit, sizeof unit, "unit-%" PRIu64, next / unit_every);
      skip = skipped(self, unit);
      rc = self->host->unit(self->host, rogue_text(unit));
      if (rc != SG_OK) break;
    }
    fill(&form, self->seed, next * self->shards + self->shard);
    if (!skip) rc = rogue_emit_bytes(self, form.text, form.size);
    if (rc == SG_OK && bad_every > 0 && next % bad_every == 0) {
      rc = rogue_emit_bytes(self, "{\"schema_version\":\"0\"}", 22);
      if (rc == SG_OK) rc = rogue_emit_bytes(self, form.text, form.size);
    }
    if (rc != SG_OK) break;
    ++done;
    if ((next + 1) % every == 0 || next + 1 == own) {
      rc = rogue_checkpoint_at(self, next + 1);
      if (pause_ms > 0) system_rest((int)pause_ms);
    }
    if (rc == SG_OK && (done & 1023) == 0) self->host->progress(self->host, next + 1, own, rogue_text("samples"));
    if (rc == SG_OK && done == wait_at) rc = wait_for_the_end(self);
  }
  free(form.text);
  return rc == SG_STOP ? SG_OK : rc;
}

ROGUE_ENTRY
