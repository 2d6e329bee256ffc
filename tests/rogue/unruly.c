/* Says what would act on its readers, were it let through, wherever a collector may say something: in every text of its
 * samples, in log lines, on standard output, as its unit, its progress and the reason of its end.
 *   error  the class of the error (1 config to 6 unavailable) it ends with; 0: it waits until it is cancelled
 * Texts that start with "RAW-" are what must never be seen as it is. */
#include "rogue.h"
#include "system.h"

enum { kLong = 1000000, kRecord = 3 * kLong };

/* Colours, a title, a cleared screen, C1, DEL, a bell; HTML; turned writing; a line break that is none; templates. */
#define ACTS                                                                                                       \
  "\x1b[31mRAW-red\x1b]0;RAW-title\x07\x1b[2J\xc2\x9b"                                                             \
  "35m\xc2\x85\x7f\r\b<script>alert('RAW')</script>"                                                               \
  "<img src=x onerror=alert('RAW')>\"'--><!-- {{policy}} ${x} [a](javascript:alert(1)) `c` | d @team \xe2\x80\xae" \
  "txt.exe\xe2\x81\xa6\xe2\x80\x8f\xe2\x80\x8b\xef\xbb\xbf\xe2\x80\xa8\xf3\xa0\x81\x81 \xe6\xbc\xa2\xe5\xad\x97 "  \
  "\xd8\xb9\xd8\xb1\xd8\xa8\xd9\x8a \xd7\xa2\xd7\x91\xd7\xa8\xd7\x99\xd7\xaa \xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f" \
  "\x92\xbb"

/* What makes a formula of a cell. */
static const char* const kStarts[] = {
    "=cmd|' /C calc'!A0 ", "+1+1 ", "-2+3 ", "@SUM(A1) ", "\t=1+1 ", "\n=1+1 ", "\xef\xbc\x9d\x31 ",
    "\xe2\x80\x8b=1+1 ",   "--- \n"};
enum { kCount = sizeof kStarts / sizeof kStarts[0] };

typedef struct json_text {
  char* text;
  size_t size;
} json_text;

static void put(json_text* out, const char* text) {
  const size_t length = strlen(text);
  memcpy(out->text + out->size, text, length);
  out->size += length;
}

/* As a JSON string: what has to be is escaped, all else is as it is. */
static void put_string(json_text* out, const char* key, const char* text) {
  put(out, key);
  out->text[out->size++] = '"';
  for (; *text != '\0'; ++text) {
    const unsigned char byte = (unsigned char)*text;
    if (byte < 0x20 || byte == 0x7f) {
      out->size += (size_t)sprintf(out->text + out->size, "\\u%04x", byte);
    } else {
      if (byte == '"' || byte == '\\') out->text[out->size++] = '\\';
      out->text[out->size++] = (char)byte;
    }
  }
  out->text[out->size++] = '"';
}

/* One sample with `text` wherever the schema takes any text. */
static void put_sample(json_text* out, const rogue* self, unsigned number, const char* text) {
  char id[80];
  out->size = 0;
  snprintf(id, sizeof id, "%08x%056u", number + 1, number);
  put_string(out, "{\"schema_version\":\"1.0.0\",\"sample_id\":", id);
  put_string(out, ",\"kind\":\"function_pair\",\"source\":", self->name);
  put_string(out, ",\"ids\":{\"cve\":[", text);
  put_string(out, "],\"ghsa\":[", text);
  put_string(out, "]},\"title\":", text);
  put_string(out, ",\"description\":", text);
  put_string(out, ",\"code\":{\"before\":", text);
  put_string(out, ",\"after\":", ACTS);
  put_string(out, ",\"language\":", text);
  put_string(out, ",\"symbol\":", text);
  put(out, ",\"before_lines\":[1,3],\"after_lines\":[1,3]},\"label\":{\"tier\":\"gold\",\"method\":\"one_function\"}");
  put_string(out, ",\"weakness\":{\"cwe\":[\"CWE-79\",", text);
  put_string(out, "],\"cvss\":[{\"version\":\"3.1\",\"score\":9.8,\"source\":null,\"vector\":", text);
  put_string(out, "}],\"severity\":\"HIGH\"},\"fix\":{\"repo\":\"https://example.org/a/b\",\"commit\":", text);
  put_string(out, ",\"parent\":\"2222222222222222222222222222222222222222\",\"path\":", text);
  put_string(out, ",\"author_date\":null,\"functions_changed\":1},\"packages\":[{\"ecosystem\":", text);
  put_string(out, ",\"name\":", text);
  put_string(out, "}],\"dates\":{\"published\":\"2024-02-03T04:05:06Z\"},\"provenance\":{\"version\":", text);
  put_string(out, ",\"collector\":", self->name);
  put_string(out, ",\"urls\":[\"javascript:alert(1)\",", text);
  put_string(out, "],\"record_license\":", text);
  put_string(out, ",\"code_license\":", text);
  put(out, "},\"hashes\":{\"exact\":\"ab\"},\"extra\":{\"evidence\":[\"x\"]}}");
}

static void print(const char* text, size_t size) {
  while (size > 0) {
    const size_t put = system_write(1, text, size);
    if (put == 0) return;
    text += put;
    size -= put;
  }
}

static void say(const rogue* self, const char* text) {
  int level;
  for (level = SG_LOG_DEBUG; level <= SG_LOG_ERROR; ++level) {
    self->host->log(self->host, level, rogue_text(text), rogue_text("{\"a\":\"\\u001b[31mRAW \\u202e<b>\"}"));
  }
  self->host->unit(self->host, rogue_text(text));
  self->host->heartbeat(self->host, 0, rogue_text(text));
  self->host->progress(self->host, 1, 2, rogue_text(text));
  print(text, strlen(text));
  print("\xff\xfe \xe2\x82\n", 6);
}

/* A text of kLong bytes, steering all the time. */
static void put_long(char* to) {
  static const char piece[] = "RAW-long \x1b[41m\xe2\x80\xae=1+1,";
  size_t at = 0;
  while (at + sizeof piece < kLong) {
    memcpy(to + at, piece, sizeof piece - 1);
    at += sizeof piece - 1;
  }
  to[at] = '\0';
}

static sg_rc rogue_run(rogue* self, sg_err* err) {
  char* text = (char*)malloc(kLong);
  json_text sample = {(char*)malloc(kRecord), 0};
  unsigned number = 0;
  sg_rc rc = SG_OK;
  if (text == NULL || sample.text == NULL) return rogue_fail(err, SG_E_TRANSIENT, "out of memory");
  for (; number < kCount && rc == SG_OK; ++number) {
    snprintf(text, kLong, "%s" ACTS, kStarts[number]);
    put_sample(&sample, self, number, text);
    rc = rogue_emit_bytes(self, sample.text, sample.size);
    say(self, text);
  }
  put_long(text);
  self->host->log(self->host, SG_LOG_WARN, rogue_text(text), rogue_text(""));
  print(text, strlen(text));
  if (rc == SG_OK) {
    /* In one field alone: a record has its own limit. */
    sample.size = 0;
    put(&sample, "{\"schema_version\":\"1.0.0\",\"sample_id\":\"ff");
    for (number = 0; number < 62; ++number) sample.text[sample.size++] = '0';
    put(&sample, "\",\"kind\":\"advisory\",\"source\":\"unruly\"");
    put_string(&sample, ",\"title\":", text);
    put(&sample,
        ",\"code\":null,\"label\":{\"tier\":\"none\",\"method\":\"none\"},\"provenance\":{\"collector\":\"u\","
        "\"version\":\"1\",\"urls\":[]},\"hashes\":{\"exact\":\"00\"}}");
    rc = rogue_emit_bytes(self, sample.text, sample.size);
  }
  if (rc == SG_OK) rc = rogue_checkpoint(self, "end");
  say(self, ACTS);
  free(text);
  free(sample.text);
  if (rogue_number(self, "error", 0) > 0) return rogue_fail(err, -(sg_rc)rogue_number(self, "error", 0), "=1+1 " ACTS);
  while ((rc = self->host->cancelled(self->host)) == SG_OK) {
    self->host->heartbeat(self->host, 0, rogue_text(ACTS));
    system_rest(5);
  }
  return rc == SG_STOP ? SG_OK : rc;
}

ROGUE_ENTRY
