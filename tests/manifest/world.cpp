#include "world.hpp"

#include <fstream>

#include "os/file.hpp"
#include "os/paths.hpp"

namespace streamguard::manifest::test {

namespace fs = std::filesystem;

namespace {

constexpr const char* kSynthetic = R"({
  "id": "synthetic", "version": "1.2.0", "title": "T", "license": "MIT", "kinds": ["collector"],
  "config_schema": {
    "$schema": "http://json-schema.org/draft-07/schema#", "type": "object", "additionalProperties": false,
    "properties": {
      "languages": {"type": "array", "uniqueItems": true, "minItems": 1, "items": {"$ref": "#/definitions/language"}},
      "ratio": {"type": "number", "minimum": 0, "maximum": 1},
      "size": {"type": "integer"},
      "since": {"type": "string", "pattern": "^[0-9]{4}$"},
      "pairs": {"type": "boolean"},
      "style": {"oneOf": [{"type": "integer"}, {"enum": ["short", "long"]}]},
      "nested": {"type": "object", "required": ["key"], "additionalProperties": false,
                 "properties": {"key": {"type": "string"}}}
    },
    "definitions": {"language": {"enum": ["C", "Go", "Java"]}}
  }
})";

constexpr const char* kFull = R"(version: 1
name: full
secrets:
  api_key: {env: API_KEY, optional: true}
upstreams:
  osv: {url: https://osv.example, limit: {requests: 7, per: 1m}}
  exploitdb: {url: https://exploitdb.example}
  api:
    url: https://api.example
    limit: {requests: 5, per: 30s}
    auth: {secret: api_key, header: apiKey, limit: {requests: 50, per: 30s}}
collectors:
  synthetic: {target: 5000}
  osv: {target: 20000, config: {ecosystems: [PyPI]}}
reports: [json]
)";

}  // namespace

World::World() {
  folder = fs::canonical(os::make_temporary_folder("streamguard-manifest").value());
  plugins = folder / "plugins";
  manifests = folder / "installed";
  data = folder / "data-folder";
  for (const fs::path& part : {plugins, manifests, data}) fs::create_directories(part);
  add_plugin("synthetic", kSynthetic);
  add_plugin("osv", R"({"id": "osv", "version": "1.0.0", "title": "T", "license": "MIT", "kinds": ["collector"],
    "permissions": {"upstreams": ["osv"]},
    "config_schema": {"type": "object", "properties": {"ecosystems": {"type": "array", "items": {"type": "string"}}}}})");
  add_plugin("exploits",
             R"({"id": "exploits", "version": "1.0.0", "title": "T", "license": "MIT", "kinds": ["collector"],
    "folder": "exploitdb", "permissions": {"upstreams": ["exploitdb"]}})");
  add_plugin("keyed", R"({"id": "keyed", "version": "1.0.0", "title": "T", "license": "MIT", "kinds": ["collector"],
    "permissions": {"upstreams": ["api"]}})");
  add_plugin("miner", R"({"id": "miner", "version": "1.0.0", "title": "T", "license": "MIT", "kinds": ["collector"],
    "permissions": {"programs": ["git"], "read": ["/srv/repositories"]}})");
  add_plugin("json", R"({"id": "json", "version": "1.0.0", "title": "T", "license": "MIT", "kinds": ["reporter"],
    "output_file": "collection_report.json", "config_schema": {"type": "object", "properties": {"indent": {"type": "integer"}}}})");
  add_plugin("csv", R"({"id": "csv", "version": "1.0.0", "title": "T", "license": "MIT", "kinds": ["reporter"],
    "output_file": "collection_report.csv"})");
  write("installed/full.yaml", kFull);
}

World::~World() {
  std::error_code ignored;
  fs::remove_all(folder, ignored);
}

void World::write(const fs::path& relative, std::string_view text) const {
  const fs::path path = folder / relative;
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

void World::add_plugin(const std::string& id, std::string_view json) const {
  write(fs::path("plugins") / (id + ".json"), json);
  write(fs::path("plugins") / (id + os::library_ending()), "");
}

Surroundings World::surroundings() const {
  Surroundings out;
  out.environment = [this](const std::string& name) -> std::optional<std::string> {
    const auto found = environment.find(name);
    return found == environment.end() ? std::nullopt : std::optional(found->second);
  };
  out.manifest_folders = {manifests};
  out.plugin_folders = {plugins};
  out.working_folder = folder;
  out.data_folder = data;
  out.cache_folder = folder / "cache";
  out.credentials_folder = credentials;
  return out;
}

Loaded World::load_text(std::string_view yaml) const {
  write("run.yaml", yaml);
  return load("run.yaml");
}

std::string told(const std::vector<Fault>& faults) {
  std::string out;
  for (const Fault& fault : faults) out += fault.text() + "\n";
  return out;
}

std::string told(const Loaded& loaded) { return told(loaded.faults); }

}  // namespace streamguard::manifest::test
