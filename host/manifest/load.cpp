#include <memory>
#include <set>
#include <system_error>
#include <utility>

#include "manifest/bounds.hpp"
#include "manifest/credentials.hpp"
#include "manifest/dotenv.hpp"
#include "manifest/layers.hpp"
#include "manifest/manifest.hpp"
#include "manifest/reading.hpp"
#include "os/file.hpp"
#include "os/paths.hpp"

namespace streamguard::manifest {

namespace fs = std::filesystem;

namespace {

constexpr const char* kDataVariable = "STREAMGUARD_DATA";
constexpr const char* kCredentialsVariable = "CREDENTIALS_DIRECTORY";  ///< systemd's, see systemd.exec(5)

/// Beside the manifest; for an installed one, in the working folder.
fs::path dotenv_of(const Source& source, const Surroundings& surroundings) {
  const fs::path path = (source.installed ? surroundings.working_folder : source.path.parent_path()) / ".env";
  std::error_code ignored;
  return fs::exists(path, ignored) ? path : fs::path();
}

Variables read_dotenv(const fs::path& path, const Surroundings& surroundings, Faults& faults) {
  if (path.empty()) return {};
  const auto file = std::make_shared<const std::string>(displayed(path, surroundings));
  Result<std::string> text = os::read_file(path, bounds::kDotEnvBytes);
  if (text.ok()) return parse_dotenv(*text, file, faults);
  faults.error({file, 0, 0}, "cannot be read: " + text.error().message, "a .env file holds KEY=VALUE lines");
  return {};
}

Lookup lookup_in(const Surroundings& surroundings, const Variables& dotenv) {
  return [&](const std::string& name) -> std::optional<std::string> {
    if (surroundings.environment) {
      if (std::optional<std::string> value = surroundings.environment(name)) return value;
    }
    if (const auto found = dotenv.find(name); found != dotenv.end()) return found->second;
    if (name == kDataVariable) return surroundings.data_folder.generic_string();
    return std::nullopt;
  };
}

/// Of secrets alone: what a service manager hands over is no variable that a manifest could print.
SecretLookup secrets_in(const Surroundings& surroundings, const Variables& dotenv, const fs::path& dotenv_path,
                        Faults& faults) {
  return [&](const std::string& name) -> std::optional<SecretValue> {
    if (surroundings.environment) {
      if (auto value = surroundings.environment(name)) return SecretValue{std::move(*value), "the environment"};
    }
    if (auto value = read_credential(surroundings.credentials_folder, name, faults)) {
      return SecretValue{std::move(*value), "the service's credentials"};
    }
    if (const auto found = dotenv.find(name); found != dotenv.end()) {
      return SecretValue{found->second, displayed(dotenv_path, surroundings)};
    }
    return std::nullopt;
  };
}

std::vector<SecretSource> sources_of(const Reading& reading) {
  std::vector<SecretSource> out;
  for (const auto& [name, secret] : reading.secrets) out.push_back({name, secret.env, secret.optional, secret.from});
  return out;
}

std::set<std::string> secret_variables(const Reading& reading) {
  std::set<std::string> names;
  for (const auto& [name, secret] : reading.secrets) names.insert(secret.env);
  return names;
}

void read_all(Node& root, const Variables& dotenv, const fs::path& dotenv_path, Reading& reading) {
  const Lookup lookup = lookup_in(reading.surroundings, dotenv);
  read_secrets(root, secrets_in(reading.surroundings, dotenv, dotenv_path, reading.faults), reading);
  expand_variables(root, lookup, secret_variables(reading), reading.faults);
  find_literal_secrets(root, reading.faults);
  read_settings(root, reading);
  read_upstreams(root, reading);
  find_installed(root, reading);
  read_collectors(root, reading);
  read_reports(root, reading);
}

}  // namespace

Loaded load(const std::string& name_or_path, const Overrides& overrides, const Surroundings& surroundings) {
  Faults faults;
  Plan plan;
  const std::optional<Source> source = find_manifest(name_or_path, surroundings, faults);
  if (!source) return {std::nullopt, faults.sorted(), {}, {}};
  plan.manifest = source->path;
  const fs::path dotenv_path = dotenv_of(*source, surroundings);
  // Read first: its errors are told even where the manifest itself cannot be read.
  const Variables dotenv = read_dotenv(dotenv_path, surroundings, faults);
  std::optional<Node> root = read_layers(*source, surroundings, faults);
  if (!root) return {std::nullopt, faults.sorted(), {}, dotenv_path};
  Reading reading{overrides, surroundings, faults, plan, {}, {}, {}, {}};
  read_all(*root, dotenv, dotenv_path, reading);
  std::vector<SecretSource> secrets = sources_of(reading);
  if (faults.errors() > 0) return {std::nullopt, faults.sorted(), std::move(secrets), dotenv_path};
  plan.fingerprint = fingerprint_of(plan);
  return {std::move(plan), faults.sorted(), std::move(secrets), dotenv_path};
}

Surroundings real_surroundings() {
  Surroundings out;
  out.environment = &os::environment;
  std::error_code ignored;
  out.working_folder = fs::current_path(ignored);
  out.data_folder = os::data_folder();
  out.manifest_folders = {out.data_folder / "manifests"};
  out.plugin_folders = {os::user_plugin_folder(), os::plugin_folder()};
  out.cache_folder = os::cache_folder();
  if (const auto folder = os::environment(kCredentialsVariable); folder && fs::path(*folder).is_absolute()) {
    out.credentials_folder = *folder;
  }
  return out;
}

}  // namespace streamguard::manifest
