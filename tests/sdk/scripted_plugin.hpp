/// A plugin whose every step is a lambda of the test: the way to break the contract on purpose.
/// One at a time per thread: the entry has no room for a pointer, so the current one is thread-local.
#pragma once

#include <streamguard/extensions.h>

#include <cstdio>
#include <functional>
#include <string>
#include <string_view>

namespace streamguard::testing {

inline sg_str text(std::string_view s) { return sg_str{s.data(), s.size()}; }
inline std::string copy(sg_str s) {
  return s.ptr == nullptr ? std::string() : std::string(s.ptr, static_cast<std::size_t>(s.len));
}

inline sg_rc emit_one(const sg_host* host, std::string_view body) {
  const sg_record record{sizeof(sg_record), 0, text(body)};
  const sg_record* one = &record;
  return host->emit(host, &one, 1);
}

class ScriptedPlugin {
 public:
  ScriptedPlugin() { current() = this; }
  ScriptedPlugin(const ScriptedPlugin&) = delete;
  ScriptedPlugin& operator=(const ScriptedPlugin&) = delete;
  ~ScriptedPlugin() { current() = nullptr; }

  std::function<sg_rc(const sg_collector_args&, sg_err&)> open = [](const sg_collector_args&, sg_err&) {
    return SG_OK;
  };
  std::function<sg_rc(const sg_host*, sg_err&)> run = [](const sg_host*, sg_err&) { return SG_OK; };
  std::function<sg_rc(const sg_host*, sg_err&)> render = [](const sg_host*, sg_err&) { return SG_OK; };
  std::string manifest =
      R"({"id":"scripted","kinds":["collector","reporter"],"output_file":"out.txt","permissions":{"upstreams":["feed"]}})";
  sg_collector collector{sizeof(sg_collector), 0, this, &do_open, &do_run, &do_destroy};
  sg_reporter reporter{sizeof(sg_reporter), 0, this, &do_open_reporter, &do_render, &do_destroy_reporter};
  bool make_null = false;
  int destroyed = 0;

  sg_entry entry() const {
    return sg_entry{
        SG_MAGIC,        sizeof(sg_entry), SG_ABI_MAJOR, SG_ABI_MINOR,    0, SG_KIND_COLLECTOR | SG_KIND_REPORTER,
        manifest.data(), manifest.size(),  &create,      &create_reporter};
  }

 private:
  static ScriptedPlugin*& current() {
    static thread_local ScriptedPlugin* plugin = nullptr;
    return plugin;
  }
  static sg_rc SG_CALL create(const sg_host* host, sg_collector** out, sg_err*) {
    current()->host_ = host;
    *out = current()->make_null ? nullptr : &current()->collector;
    return SG_OK;
  }
  static sg_rc SG_CALL create_reporter(const sg_host* host, sg_reporter** out, sg_err*) {
    current()->host_ = host;
    *out = current()->make_null ? nullptr : &current()->reporter;
    return SG_OK;
  }
  static ScriptedPlugin& of(void* impl) { return *static_cast<ScriptedPlugin*>(impl); }
  static sg_rc SG_CALL do_open(sg_collector* self, const sg_collector_args* args, sg_err* err) {
    return of(self->impl).open(*args, *err);
  }
  static sg_rc SG_CALL do_run(sg_collector* self, sg_err* err) {
    return of(self->impl).run(of(self->impl).host_, *err);
  }
  static void SG_CALL do_destroy(sg_collector* self) { ++of(self->impl).destroyed; }
  static sg_rc SG_CALL do_open_reporter(sg_reporter*, const sg_reporter_args*, sg_err*) { return SG_OK; }
  static sg_rc SG_CALL do_render(sg_reporter* self, sg_err* err) {
    return of(self->impl).render(of(self->impl).host_, *err);
  }
  static void SG_CALL do_destroy_reporter(sg_reporter* self) { ++of(self->impl).destroyed; }

  const sg_host* host_ = nullptr;
};

inline sg_rc fail(sg_err& err, sg_rc rc, const char* message) {
  err.rc = rc;
  std::snprintf(err.msg, sizeof err.msg, "%s", message);
  return rc;
}

}  // namespace streamguard::testing
