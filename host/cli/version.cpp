#include <streamguard/plugin.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/verbs.hpp"
#include "cli/words.hpp"
#include "ipc/message.hpp"

namespace streamguard::cli {

namespace {

constexpr const char* kSampleSchema = "1.0.0";

int print(bool as_json) {
  const std::string contract = std::to_string(SG_ABI_MAJOR) + "." + std::to_string(SG_ABI_MINOR);
  if (as_json) {
    const nlohmann::ordered_json out = {{"streamguard", version()},
                                        {"plugin_contract", contract},
                                        {"worker_protocol", ipc::kProtocol},
                                        {"sample_schema", kSampleSchema}};
    std::cout << out.dump(2) << '\n';
  } else {
    std::cout << "streamguard " << version() << "\nplugin contract " << contract << "\nworker protocol "
              << ipc::kProtocol << "\nsample schema " << kSampleSchema << '\n';
  }
  return delivered(kOk);
}

}  // namespace

std::string version() { return STREAMGUARD_VERSION; }

void add_version(CLI::App& app, std::function<int()>& chosen) {
  CLI::App* verb = app.add_subcommand("version", "What this is, and what it speaks");
  const auto as_json = std::make_shared<bool>(false);
  verb->add_flag("--json", *as_json, "As JSON, for scripts");
  verb->footer("Examples:\n  streamguard version\n  streamguard version --json | jq -r .plugin_contract");
  verb->callback([&chosen, as_json] { chosen = [as_json] { return print(*as_json); }; });
}

}  // namespace streamguard::cli
