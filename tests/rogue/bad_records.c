/* Records that must not get into the data, each between two good ones. */
#include "rogue.h"

static sg_rc rogue_run(rogue* self, sg_err* err) {
  static const char* const bad[] = {
      "",
      "not json",
      "{\"schema_version\":\"1.0.0\"",
      "[1,2,3]",
      "{}",
      "{\"schema_version\":\"2.0.0\"}",
      "{\"text\":\"\xff\xfe\"}",
      "{\"a\":1}\n{\"b\":2}",
      "{\"a\":1} {\"b\":2}",
      "{\"a\":\"\x01\"}",
  };
  char body[1024];
  size_t i;
  size_t size;
  const size_t huge = (4u << 20) + 100;
  char* large = (char*)malloc(huge);
  if (large == NULL) return rogue_fail(err, SG_E_TRANSIENT, "out of memory");
  for (i = 0; i < sizeof bad / sizeof bad[0]; ++i) {
    rogue_emit(self, i);
    rogue_emit_bytes(self, bad[i], strlen(bad[i]));
  }
  rogue_emit(self, 0); /* a duplicate */
  size = rogue_sample(body, sizeof body, self->name, 90);
  memset(strstr(body, "\"sample_id\":\"") + 13, 'X', 3); /* no hexadecimal number */
  rogue_emit_bytes(self, body, size);
  size = rogue_sample(body, sizeof body, self->name, 91);
  rogue_emit_bytes(self, body, size - 1);
  memset(large, ' ', huge); /* over-long */
  large[0] = '{';
  large[huge - 1] = '}';
  rogue_emit_bytes(self, large, huge);
  free(large);
  rogue_emit(self, 92);
  return rogue_checkpoint(self, "all");
}

ROGUE_ENTRY
