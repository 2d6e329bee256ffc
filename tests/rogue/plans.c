/* Says when it is opened what it expects: `pages` requests of the upstream "pages", and one of "list"; then works as it
 * should. */
#include "rogue.h"

static sg_rc rogue_run(rogue* self, sg_err* err) {
  (void)err;
  return rogue_work(self, 0, 10);
}

static sg_rc SG_CALL plans_open(sg_collector* raw, const sg_collector_args* args, sg_err* err) {
  rogue* self = (rogue*)raw->impl;
  const sg_plan_v1* plan = (const sg_plan_v1*)self->host->extension(self->host, SG_EXT_PLAN);
  const sg_rc rc = rogue_open(raw, args, err);
  if (plan == NULL) return rogue_fail(err, SG_E_CONFIG, "no sg.plan/1");
  plan->expect(self->host, rogue_text("pages"), rogue_number(self, "pages", 1), 5000,
               rogue_text("pages of a \x1b[31mbook"));
  plan->expect(self->host, rogue_text("list"), 1, 0, rogue_text("one list"));
  return rc;
}

static sg_rc SG_CALL plans_create(const sg_host* host, sg_collector** out, sg_err* err) {
  const sg_rc rc = rogue_create(host, out, err);
  if (rc == SG_OK) (*out)->open = plans_open;
  return rc;
}

const sg_entry sg_plugin_entry = {SG_MAGIC,
                                  (uint32_t)sizeof(sg_entry),
                                  SG_ABI_MAJOR,
                                  SG_ABI_MINOR,
                                  0,
                                  SG_KIND_COLLECTOR,
                                  plugin_manifest_json,
                                  sizeof plugin_manifest_json - 1,
                                  plans_create,
                                  NULL};
