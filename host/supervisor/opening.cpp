#include "supervisor/opening.hpp"

#include <chrono>

#include "supervisor/mailbox.hpp"

namespace streamguard::supervisor {
namespace {

constexpr std::chrono::milliseconds kLook{200};  ///< between two looks at the lease

}  // namespace

Opened open_only(Link::Setup setup, std::unique_ptr<Role> role, const std::function<void(LinkNotice)>& tell) {
  const os::Clock& clock = os::real_clock();
  Mailbox<LinkNotice> mailbox;
  setup.start.plan_only = true;
  setup.notify = [&](LinkNotice notice) { mailbox.post(std::move(notice)); };
  const os::SteadyTime began = clock.now();
  const auto passed = [&] { return std::chrono::duration<double>(clock.now() - began).count(); };
  Opened out;
  Link link(std::move(setup), std::move(role), clock);
  for (;;) {
    auto notice = mailbox.wait_until(clock.now() + kLook);
    if (link.lease_end() <= clock.now()) {
      link.condemn(Cause::hang, "it was silent for longer than its lease");
      link.kill();
    }
    if (!notice) continue;
    if (notice->kind == LinkNotice::Kind::ready) {
      out.sandbox = std::move(notice->text);
      out.seconds = passed();
    }
    if (notice->kind == LinkNotice::Kind::log) tell(std::move(*notice));
    if (notice->kind != LinkNotice::Kind::gone) continue;
    out.ending = std::move(notice->ending);
    if (!out.ready()) out.seconds = passed();
    return out;
  }
}

Opening opening(Opened opened) {
  Opening out{{}, std::move(opened.ending.why), std::move(opened.sandbox), opened.seconds};
  if (!opened.ready()) out.cause = name_of(opened.ending.cause);
  return out;
}

}  // namespace streamguard::supervisor
