/* Both C headers, included twice, used a little: compiled as every dialect of C and C++ that is promised. */
#include <streamguard/extensions.h>
#include <streamguard/plugin.h>

int uses_the_headers(const sg_host* host, const sg_http_request* request);

int uses_the_headers(const sg_host* host, const sg_http_request* request) {
  if (!SG_HAS(host, progress)) return SG_E_CONFIG;
  if (host->extension(host, SG_EXT_HTTP) == 0) return SG_E_CONFIG;
  return SG_HAS(request, max_bytes) ? SG_OK : SG_E_BUG;
}
