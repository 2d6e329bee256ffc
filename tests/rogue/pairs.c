/* Pairs of functions as collectors of fixes bring them, in many languages and of many weaknesses; for benchmarks of
 * reports.
 *   count  how many (default 1000)
 *   bytes  about how long each of the two functions is (default 900) */
#include "rogue.h"

enum { kMost = 16 * 1024, kCheckpoint = 1000 };

static const char* const kLanguages[] = {"C", "C++", "Python", "JavaScript", "TypeScript", "Java", "Go", "PHP", "Ruby"};
static const char* const kTiers[] = {"gold", "silver", "bronze"};
static const char* const kMethods[] = {"one_function", "advisory_commit", "message"};
static const char* const kSeverities[] = {"LOW", "MEDIUM", "HIGH", "CRITICAL"};

/* Lines of code that differ from sample to sample, as text within a JSON string. */
static size_t code(char* out, uint64_t number, uint64_t bytes, const char* more) {
  size_t size = (size_t)sprintf(out, "int function_%" PRIu64 "(const char* in, int size) {\\n", number);
  uint64_t line = 0;
  for (; size < bytes; ++line) {
    size += (size_t)sprintf(out + size, "  if (in[%" PRIu64 "] == %" PRIu64 ") total += \\\"%" PRIu64 "\\\"[0];\\n",
                            line, (number * 7 + line) % 256, number ^ line);
  }
  return size + (size_t)sprintf(out + size, "%s  return total;\\n}\\n", more);
}

static size_t sample(char* out, const rogue* self, uint64_t number, uint64_t bytes) {
  size_t size =
      (size_t)sprintf(out,
                      "{\"schema_version\":\"1.0.0\",\"sample_id\":\"%016" PRIx64 "%048" PRIx64
                      "\",\"kind\":\"function_pair\",\"source\":\"%s\",\"ids\":{\"cve\":[\"CVE-%d-%05" PRIu64
                      "\"]},\"title\":\"Function %" PRIu64
                      " reads what it should not\",\"description\":\"A length is not checked.\","
                      "\"code\":{\"before\":\"",
                      number * 0x9e3779b97f4a7c15u, number, self->name, 2005 + (int)(number % 20), number, number);
  size += code(out + size, number, bytes, "");
  size += (size_t)sprintf(out + size, "\",\"after\":\"");
  size += code(out + size, number, bytes, "  if (size < 1) return -1;\\n");
  return size +
         (size_t)sprintf(
             out + size,
             "\",\"language\":\"%s\",\"symbol\":\"function_%" PRIu64
             "\",\"before_lines\":[10,%d],\"after_lines\":[10,%d]},\"label\":{\"tier\":\"%s\",\"method\":\"%s\"},"
             "\"weakness\":{\"cwe\":[\"CWE-%d\"],\"cvss\":[],\"severity\":\"%s\"},\"fix\":{\"repo\":"
             "\"https://example.org/owner%d/project%d\",\"commit\":\"%040" PRIx64 "\",\"parent\":\"%040" PRIx64
             "\",\"path\":\"src/part%d/file.c\",\"author_date\":null,\"functions_changed\":1},\"dates\":{\"published\":"
             "\"%d-02-03T04:05:06Z\"},\"provenance\":{\"collector\":\"%s\",\"version\":\"1.0.0\",\"urls\":[],"
             "\"record_license\":\"CC-BY-4.0\",\"code_license\":\"MIT\"},\"hashes\":{\"exact\":\"%016" PRIx64 "\"}}",
             kLanguages[number % 9], number, 30, 31, kTiers[number % 3], kMethods[number % 3], (int)(number % 300),
             kSeverities[number % 4], (int)(number % 90), (int)(number % 400), number + 1, number, (int)(number % 50),
             2005 + (int)(number % 20), self->name, number);
}

static sg_rc rogue_run(rogue* self, sg_err* err) {
  const uint64_t count = rogue_number(self, "count", 1000);
  const uint64_t bytes = rogue_number(self, "bytes", 900);
  uint64_t next = strtoull(self->token, NULL, 10);
  char* out = (char*)malloc(4 * kMost);
  sg_rc rc = SG_OK;
  if (out == NULL || bytes > kMost) return rogue_fail(err, SG_E_CONFIG, "bytes: too many");
  for (; next < count && rc == SG_OK; ++next) {
    rc = rogue_emit_bytes(self, out, sample(out, self, next, bytes));
    if (rc == SG_OK && ((next + 1) % kCheckpoint == 0 || next + 1 == count)) rc = rogue_checkpoint_at(self, next + 1);
  }
  free(out);
  return rc == SG_STOP ? SG_OK : rc;
}

ROGUE_ENTRY
