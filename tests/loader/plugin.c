/* A plugin in plain C that does nothing; the TEST_ definitions spoil one field each. */
#include <streamguard/plugin.h>

#ifndef TEST_MAGIC
#define TEST_MAGIC SG_MAGIC
#endif
#ifndef TEST_MAJOR
#define TEST_MAJOR SG_ABI_MAJOR
#endif
#ifndef TEST_MINOR_REQUIRED
#define TEST_MINOR_REQUIRED 0u
#endif
#ifndef TEST_SIZE
#define TEST_SIZE ((uint32_t)sizeof(sg_entry))
#endif

static const char kManifest[] = "{\"id\": \"test\", \"title\": \"\xc3\xa4\"}";

static sg_rc SG_CALL create(const sg_host* host, sg_collector** out, sg_err* err) {
  (void)host;
  (void)out;
  (void)err;
  return SG_E_CONFIG;
}

#ifdef TEST_NEWER_GOOD
/* As a later SDK would make it: a larger struct and a newer minor that it can do without. */
typedef struct newer_entry {
  sg_entry known;
  const void* later;
} newer_entry;

extern SG_EXPORT const newer_entry sg_plugin_entry_newer __asm__("sg_plugin_entry");
const newer_entry sg_plugin_entry_newer = {{SG_MAGIC, (uint32_t)sizeof(newer_entry), SG_ABI_MAJOR, 7u, 0u,
                                            SG_KIND_COLLECTOR | 0x80u, kManifest, sizeof(kManifest) - 1, create, NULL},
                                           kManifest};
#else
SG_EXPORT const sg_entry sg_plugin_entry = {TEST_MAGIC,
                                            TEST_SIZE,
                                            TEST_MAJOR,
                                            SG_ABI_MINOR,
                                            TEST_MINOR_REQUIRED,
                                            SG_KIND_COLLECTOR,
                                            kManifest,
                                            sizeof(kManifest) - 1,
                                            create,
                                            NULL};
#endif
