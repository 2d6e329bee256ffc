// streamguard doctor: what would keep a run from going well, before it is started, and the cure of each.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/findings.hpp"
#include "cli/manifest_options.hpp"
#include "cli/plugin_findings.hpp"
#include "cli/probes.hpp"
#include "cli/verbs.hpp"
#include "cli/words.hpp"
#include "core/text.hpp"
#include "manifest/manifest.hpp"
#include "net/git_program.hpp"
#include "os/advice.hpp"
#include "os/file.hpp"
#include "os/kernel.hpp"
#include "os/paths.hpp"
#include "os/process.hpp"

namespace streamguard::cli {

const char* name_of(Finding::Level level) noexcept {
  switch (level) {
    case Finding::Level::fine:
      return "ok";
    case Finding::Level::hint:
      return "hint";
    case Finding::Level::wrong:
      return "wrong";
    case Finding::Level::skipped:
      return "skipped";
  }
  return "?";
}

namespace {

namespace fs = std::filesystem;
using Level = Finding::Level;

/// Bytes of a sample on the disk, by and large: measured over all six collectors, and doubled.
constexpr std::uint64_t kSampleBytes = 6 * limits::KiB;

struct DoctorOptions {
  ManifestOptions manifest;
  bool json = false, offline = false;
};

void about_manifest(const manifest::Loaded& loaded, Findings& out) {
  for (const manifest::Fault& fault : loaded.faults) {
    std::string place = fault.file;
    if (fault.line > 0) place += ":" + std::to_string(fault.line) + ":" + std::to_string(fault.column);
    out.push_back({fault.warning ? Level::hint : Level::wrong, "manifest", place, fault.message, fault.hint});
  }
  if (loaded.plan) {
    out.push_back({Level::fine,
                   "manifest",
                   loaded.plan->name,
                   "valid, " + std::to_string(loaded.plan->collectors.size()) + " collectors",
                   {}});
  }
  if (loaded.dotenv.empty()) return;
  Finding file{Level::fine, "manifest", ".env", "read from " + loaded.dotenv.string(), {}};
  if (auto cure = os::close_to_others(loaded.dotenv)) {
    file.level = Level::hint;
    file.text += ", which other users of this machine may read";
    file.cure = std::move(*cure);
  }
  out.push_back(std::move(file));
}

std::string limit_text(const std::optional<RateLimit>& limit) {
  if (!limit) return "no limit";
  return grouped(limit->requests) + " requests in " + duration_text(static_cast<double>(limit->per.count()) / 1000);
}

/// The upstream that a collector of the plan uses with this secret, or null.
const Upstream* upstream_with(const std::string& secret, const Plan& plan) {
  for (const Collector& collector : plan.collectors) {
    for (const std::string& name : collector.upstreams) {
      const auto it = plan.upstreams.find(name);
      if (it != plan.upstreams.end() && it->second.auth && it->second.auth->secret == secret) return &it->second;
    }
  }
  return nullptr;
}

/// Of the secrets of upstreams that the plan's collectors use; of all where there is no plan.
void about_secrets(const manifest::Loaded& loaded, Findings& out) {
  for (const manifest::SecretSource& secret : loaded.secrets) {
    const Upstream* needs = loaded.plan ? upstream_with(secret.name, *loaded.plan) : nullptr;
    if (loaded.plan && needs == nullptr) continue;
    Finding one{Level::fine, "tokens", secret.name, {}, {}};
    if (!secret.from.empty()) {
      one.text = "present, as " + secret.variable + " in " + secret.from;
    } else {
      one.level = secret.optional ? Level::hint : Level::wrong;
      one.text = "absent";
      if (needs != nullptr) {
        one.text += ": " + needs->name + " allows " + limit_text(needs->limit) + " without it";
        if (needs->auth->limit) one.text += ", " + limit_text(needs->auth->limit) + " with it";
      }
      one.cure = "set " + secret.variable + " in the environment or in .env beside the manifest";
    }
    out.push_back(std::move(one));
  }
}

Finding space_finding(const std::string& subject, const fs::path& where, std::uint64_t needs,
                      const std::string& basis) {
  Finding one{Level::fine, "disk", subject, {}, {}};
  const auto free = os::free_space(where);
  if (!free) {
    one.level = Level::wrong;
    one.text = plain(free.error().message, 400);
    one.cure = "choose another place";
    return one;
  }
  one.text = bytes_text(free.value()) + " are free at " + plain(where.string(), 400) + "; " + basis;
  if (free.value() < needs) {
    one.level = Level::wrong;
    one.cure = "make room, or choose another place with --output-dir (data) or cache.dir (cache)";
  }
  return one;
}

void about_disk(const Plan& plan, Findings& out) {
  std::uint64_t samples = 0;
  bool open_ended = false;
  for (const Collector& one : plan.collectors) {
    samples += one.target;
    open_ended = open_ended || one.target == 0;
  }
  out.push_back(space_finding("data", plan.output, samples * kSampleBytes,
                              "the targets need about " + bytes_text(samples * kSampleBytes) +
                                  (open_ended ? ", collectors without a target more" : "")));
  if (!plan.cache.enabled) return;
  const std::uint64_t used = std::min(plan.cache.max_size, os::folder_size(plan.cache.dir));
  out.push_back(space_finding("cache", plan.cache.dir, 0,
                              "the cache may grow by " + bytes_text(plan.cache.max_size - used) + " (cache.max_size)"));
  const auto free = os::free_space(plan.cache.dir);
  if (free && free.value() < plan.cache.max_size - used) {
    out.back().level = Level::hint;
    out.back().cure = "lower cache.max_size, or move cache.dir to a larger disk";
  }
}

void about_sandbox(const std::optional<Plan>& plan, Findings& out) {
  const os::Isolation isolation = os::isolation();
  const Sandbox mode = plan ? plan->sandbox : Sandbox::strict;
  for (const auto& means : isolation.means) {
    Finding one{Level::fine, "sandbox", means.name, means.words, {}};
    if (!means.there) {
      one.level = mode == Sandbox::strict ? Level::wrong : Level::hint;
      one.cure = mode == Sandbox::strict ? "mend it, or accept less with --sandbox best-effort"
                                         : "plugins are locked in less than they could be";
    }
    out.push_back(std::move(one));
  }
  for (const std::string& one : isolation.open) {
    out.push_back({Level::hint, "sandbox", isolation.kernel, one, "use Linux for plugins that are not trusted"});
  }
  if (mode != Sandbox::strict) {
    out.push_back({Level::hint, "sandbox", name_of(mode), "the manifest asks for less than a strict sandbox",
                   "sandbox: strict, where the plugins are not all trusted"});
  }
}

void about_programs(const std::optional<Plan>& plan, Findings& out) {
  const fs::path worker = os::worker_program();
  std::error_code ignored;
  const bool there = fs::is_regular_file(worker, ignored);
  out.push_back({there ? Level::fine : Level::wrong, "programs", "streamguard-worker",
                 there ? worker.string() : "is not where it belongs: " + worker.string(),
                 there ? "" : "install StreamGuard whole"});
  const bool wanted = !plan || std::any_of(plan->collectors.begin(), plan->collectors.end(), [](const Collector& one) {
    const auto& uses = one.plugin.extensions;
    return std::find(uses.begin(), uses.end(), "sg.git/1") != uses.end();
  });
  const fs::path git = os::find_program("git"), own = net::clone_program();
  if (!git.empty()) {
    out.push_back({Level::fine, "programs", "git", git.string(), {}});
  } else if (fs::is_regular_file(own, ignored)) {
    out.push_back({Level::hint, "programs", "git", "is not there; " + own.string() + " takes its place",
                   std::string("with git less is fetched of each repository: ") + os::install_git()});
  } else if (wanted) {
    out.push_back({Level::wrong, "programs", "git", "is not there, and repositories cannot be fetched without it",
                   os::install_git()});
  }
}

void print(const Findings& findings) {
  std::string check;
  for (const Finding& one : findings) {
    if (one.check != check) std::cout << (check.empty() ? "" : "\n") << one.check << '\n';
    check = one.check;
    constexpr std::array<const char*, 4> kMarks{"ok", "hint", "WRONG", "-"};
    std::cout << "  " << padded(kMarks[static_cast<std::size_t>(one.level)], 6)
              << (one.subject.empty() ? "" : plain(one.subject, 400) + ": ") << plain(one.text, 1000) << '\n';
    if (!one.cure.empty()) std::cout << "          -> " << plain(one.cure, 1000) << '\n';
  }
  const auto wrong =
      std::count_if(findings.begin(), findings.end(), [](const auto& one) { return one.level == Level::wrong; });
  std::cout << '\n'
            << (wrong == 0 ? std::string("Nothing stands in the way of a run.")
                           : std::to_string(wrong) + (wrong == 1 ? " thing is wrong." : " things are wrong."))
            << '\n';
}

void print_json(const Findings& findings, bool good) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Finding& one : findings) {
    list.push_back({{"check", one.check},
                    {"subject", one.subject},
                    {"level", name_of(one.level)},
                    {"text", one.text},
                    {"cure", one.cure.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(one.cure)}});
  }
  const nlohmann::ordered_json out = {{"good", good}, {"findings", std::move(list)}};
  std::cout << out.dump(2, ' ', true, nlohmann::ordered_json::error_handler_t::replace) << '\n';
}

int doctor(const DoctorOptions& options) {
  const manifest::Loaded loaded =
      manifest::load(options.manifest.manifest(), options.manifest.overrides(), manifest::real_surroundings());
  Findings findings;
  about_manifest(loaded, findings);
  about_secrets(loaded, findings);
  if (options.offline || !loaded.plan) {
    findings.push_back({Level::skipped,
                        "upstreams",
                        "",
                        options.offline ? "not asked (--offline)" : "not asked: the manifest says not which",
                        {}});
  } else {
    const Findings probed = probe_upstreams(*loaded.plan);
    findings.insert(findings.end(), probed.begin(), probed.end());
  }
  if (loaded.plan) about_disk(*loaded.plan, findings);
  about_sandbox(loaded.plan, findings);
  about_programs(loaded.plan, findings);
  const Findings plugins = look_at_plugins(loaded.plan);
  findings.insert(findings.end(), plugins.begin(), plugins.end());
  // Those of a kind together, kinds in the order in which they first came.
  std::vector<std::string> order;
  for (const Finding& one : findings) {
    if (std::find(order.begin(), order.end(), one.check) == order.end()) order.push_back(one.check);
  }
  std::stable_sort(findings.begin(), findings.end(), [&](const Finding& a, const Finding& b) {
    return std::find(order.begin(), order.end(), a.check) < std::find(order.begin(), order.end(), b.check);
  });
  const bool good =
      std::none_of(findings.begin(), findings.end(), [](const auto& one) { return one.level == Level::wrong; });
  if (options.json) {
    print_json(findings, good);
  } else {
    print(findings);
  }
  return delivered(good ? kOk : kUnfinished);
}

}  // namespace

void add_doctor(CLI::App& app, std::function<int()>& chosen) {
  CLI::App* verb = app.add_subcommand(
      "doctor", "Look for what would keep a run from going well: tokens, upstreams, clock, disk, sandbox, plugins");
  const auto options = std::make_shared<DoctorOptions>();
  options->manifest.add_to(*verb);
  verb->add_flag("--offline", options->offline, "Ask no upstream");
  verb->add_flag("--json", options->json, "As JSON, for scripts");
  verb->footer(
      "Tokens are told by name, never by value. Exit code 3 where something is wrong.\n"
      "\n"
      "Examples:\n"
      "  streamguard doctor                     the default set\n"
      "  streamguard doctor my.yaml --collectors github,cve\n"
      "  streamguard doctor --offline --json | jq '.findings[] | select(.level == \"wrong\")'");
  verb->callback([&chosen, options] { chosen = [options] { return doctor(*options); }; });
}

}  // namespace streamguard::cli
