/* Looks for secrets where they might lie, and asks for an upstream that it was not granted. */
#include <fcntl.h>

#include "rogue.h"
#include "system.h"

static int holds_a_secret(const char* bytes, size_t size) {
  static const char secret[] = "hidden-from-plugins";
  size_t at;
  for (at = 0; at + sizeof secret - 1 <= size; ++at) {
    if (memcmp(bytes + at, secret, sizeof secret - 1) == 0) return 1;
  }
  return 0;
}

static sg_rc SG_CALL take(void* ctx, sg_str bytes) {
  (void)ctx;
  (void)bytes;
  return SG_OK;
}

static sg_rc ask_for(const rogue* self, const char* upstream, sg_err* err) {
  const sg_http_v1* http = (const sg_http_v1*)self->host->extension(self->host, SG_EXT_HTTP);
  sg_http_request request;
  sg_http_sink sink;
  memset(&request, 0, sizeof request);
  memset(&sink, 0, sizeof sink);
  request.size = sizeof request;
  request.upstream = rogue_text(upstream);
  request.path = rogue_text("/secret.txt");
  sink.size = sizeof sink;
  sink.body = take;
  return http == NULL ? SG_E_BUG : http->fetch(self->host, &request, &sink, err);
}

static sg_rc rogue_run(rogue* self, sg_err* err) {
  static char bytes[64 * 1024];
  char** variable;
  ssize_t size;
  const int fd = open("/proc/self/environ", O_RDONLY);
  for (variable = system_environment(); variable != NULL && *variable != NULL; ++variable) {
    if (holds_a_secret(*variable, strlen(*variable))) return rogue_fail(err, SG_E_BUG, "a secret in the environment");
  }
  size = fd >= 0 ? read(fd, bytes, sizeof bytes) : 0;
  if (size > 0 && holds_a_secret(bytes, (size_t)size))
    return rogue_fail(err, SG_E_BUG, "a secret in /proc/self/environ");
  if (holds_a_secret(self->config, strlen(self->config)))
    return rogue_fail(err, SG_E_BUG, "a secret in the configuration");
  if (ask_for(self, "vault", err) != SG_E_CONFIG)
    return rogue_fail(err, SG_E_BUG, "an upstream that was not granted answered");
  if (ask_for(self, "no-such-upstream", err) != SG_E_CONFIG)
    return rogue_fail(err, SG_E_BUG, "an unknown upstream answered");
  return rogue_work(self, 0, 10);
}

ROGUE_ENTRY
