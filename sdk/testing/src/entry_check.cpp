#include "entry_check.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace streamguard::testing::internal {
namespace {

using Json = nlohmann::json;

/// Why this host cannot serve an extension that the plugin cannot work without; empty when it can.
std::string check_extensions(const Json& manifest, std::uint32_t kind) {
  constexpr std::array<std::string_view, 5> kCollector = {SG_EXT_HTTP, SG_EXT_SCRATCH, SG_EXT_GIT, SG_EXT_PLAN,
                                                          SG_EXT_RECORDS};
  constexpr std::array<std::string_view, 3> kReporter = {SG_EXT_RECORDS, SG_EXT_OUTPUT, SG_EXT_SCRATCH};
  for (const Json& wanted : manifest.value("extensions", Json::array())) {
    if (!wanted.is_string()) return "an entry of \"extensions\" in the plugin's manifest is not a string";
    const auto& id = wanted.get_ref<const std::string&>();
    const bool served = kind == SG_KIND_COLLECTOR ? std::count(kCollector.begin(), kCollector.end(), id) != 0
                                                  : std::count(kReporter.begin(), kReporter.end(), id) != 0;
    if (!served) return "the plugin needs the extension " + id + ", which this host lacks for its kind";
  }
  return {};
}

std::uint32_t kinds_of(const Json& names) {
  std::uint32_t kinds = 0;
  for (const Json& name : names) {
    if (name == "collector") kinds |= SG_KIND_COLLECTOR;
    if (name == "reporter") kinds |= SG_KIND_REPORTER;
  }
  return kinds;
}

std::string check_manifest(const sg_entry& entry, std::uint32_t kind, PluginFacts& facts) {
  if (entry.manifest_json == nullptr || entry.manifest_len == 0) return "sg_plugin_entry.manifest_json is missing";
  const std::string_view text(entry.manifest_json, static_cast<std::size_t>(entry.manifest_len));
  const Json manifest = Json::parse(text, nullptr, false);
  if (!manifest.is_object()) return "sg_plugin_entry.manifest_json is not a JSON object";
  const auto id = manifest.find("id");
  if (id == manifest.end() || !id->is_string()) return "the plugin's manifest has no \"id\"";
  const auto kinds = manifest.find("kinds");
  if (kinds == manifest.end() || !kinds->is_array()) return "the plugin's manifest has no \"kinds\"";
  if (entry.kinds != kinds_of(*kinds)) return "entry.kinds and \"kinds\" of the plugin's manifest differ";
  for (const char* list : {"/permissions/upstreams", "/permissions/optional_upstreams"}) {
    const Json asked = manifest.value(Json::json_pointer(list), Json::array());
    for (const Json& name : asked) {
      if (name.is_string()) facts.upstreams.push_back(name.get<std::string>());
    }
  }
  if (const auto file = manifest.find("output_file"); file != manifest.end() && file->is_string()) {
    facts.output_file = file->get<std::string>();
  }
  if (kind == SG_KIND_REPORTER && facts.output_file.empty()) return "the plugin's manifest has no \"output_file\"";
  return check_extensions(manifest, kind);
}

}  // namespace

const char* rc_name(sg_rc rc) {
  switch (rc) {
    case SG_OK:
      return "SG_OK";
    case SG_STOP:
      return "SG_STOP";
    case SG_CANCELLED:
      return "SG_CANCELLED";
    case SG_E_CONFIG:
      return "SG_E_CONFIG";
    case SG_E_TRANSIENT:
      return "SG_E_TRANSIENT";
    case SG_E_RATE_LIMITED:
      return "SG_E_RATE_LIMITED";
    case SG_E_BUG:
      return "SG_E_BUG";
    case SG_E_DATA:
      return "SG_E_DATA";
    case SG_E_UNAVAILABLE:
      return "SG_E_UNAVAILABLE";
    default:
      return nullptr;
  }
}

bool is_json(const std::string& text, bool array) {
  const Json value = Json::parse(text, nullptr, false);
  return array ? value.is_array() : value.is_object();
}

Outcome check_entry(const sg_entry& entry, std::uint32_t kind, PluginFacts& facts) {
  if (entry.magic != SG_MAGIC)
    return {SG_E_BUG, "sg_plugin_entry.magic is not SG_MAGIC: this is no StreamGuard plugin"};
  if (entry.abi_major != SG_ABI_MAJOR) {
    return {SG_E_CONFIG, "the plugin was built for ABI major " + std::to_string(entry.abi_major) + ", this host has " +
                             std::to_string(SG_ABI_MAJOR) + ": rebuild it with this SDK"};
  }
  if (entry.abi_minor_required > SG_ABI_MINOR) {
    return {SG_E_CONFIG, "the plugin requires ABI " + std::to_string(entry.abi_major) + "." +
                             std::to_string(entry.abi_minor_required) + ", this host has " +
                             std::to_string(SG_ABI_MAJOR) + "." + std::to_string(SG_ABI_MINOR) + ": update the SDK"};
  }
  if (entry.size < sizeof(sg_entry)) {
    return {SG_E_BUG, "sg_plugin_entry.size is " + std::to_string(entry.size) + ", ABI 1.0 has " +
                          std::to_string(sizeof(sg_entry)) + ": set it to sizeof(sg_entry)"};
  }
  const bool collector = kind == SG_KIND_COLLECTOR;
  const char* word = collector ? "collector" : "reporter";
  if ((entry.kinds & kind) == 0) return {SG_E_CONFIG, std::string("the plugin offers no ") + word + " (entry.kinds)"};
  if (collector ? entry.create_collector == nullptr : entry.create_reporter == nullptr) {
    return {SG_E_BUG, std::string("entry.kinds offers a ") + word + ", but entry.create_" + word + " is NULL"};
  }
  const std::string fault = check_manifest(entry, kind, facts);
  return fault.empty() ? Outcome{} : Outcome{SG_E_BUG, fault};
}

sg_err empty_error() {
  sg_err err{};
  err.size = sizeof err;
  return err;
}

Outcome outcome_of(HostCore& host, const char* call, sg_rc rc, sg_err& err) {
  if (rc == SG_OK) return {};
  err.msg[sizeof err.msg - 1] = '\0';
  const char* name = rc_name(rc);
  if (name == nullptr) {
    const std::string what = std::string(call) + "() returned " + std::to_string(rc) + ", which is no sg_rc";
    return {host.violate(what), what};
  }
  std::string message = err.msg;
  if (message.empty()) message = std::string(call) + "() returned " + name + (rc < 0 ? " without a message" : "");
  return {rc, message, err.retry_after_ms};
}

}  // namespace streamguard::testing::internal
