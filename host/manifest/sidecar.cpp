#include "manifest/sidecar.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

#include "manifest/bounds.hpp"
#include "manifest/config.hpp"
#include "manifest/encoding.hpp"
#include "manifest/fields.hpp"

namespace streamguard::manifest {

using nlohmann::json;

namespace {

constexpr std::size_t kNames = 64;  ///< of upstreams, programs, paths, extensions
constexpr const char* kNoKeysSchema = R"({"additionalProperties":false,"type":"object"})";

bool among(char c, std::string_view others) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         others.find(c) != std::string_view::npos;
}

bool made_of(std::string_view text, std::string_view others) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) { return among(c, others); });
}

bool letter(char c) { return among(c, "") && !(c >= '0' && c <= '9'); }

/// [A-Za-z][A-Za-z0-9_.+-]{0,63}
bool is_permission_name(std::string_view text) {
  return text.size() <= 64 && made_of(text, "_.+-") && letter(text.front());
}

/// [A-Za-z0-9_][A-Za-z0-9_.-]{0,127}
bool is_file_name(std::string_view text) {
  return text.size() <= 128 && made_of(text, "_.-") && among(text.front(), "_");
}

bool is_path_read(std::string_view text) {
  return text.starts_with('/') && text.size() <= 4096 && !first_bad_byte(text) &&
         text.find("..") == std::string_view::npos;
}

/// Lower-case words with dots between, then "/" and a number: sg.http/1
bool is_extension(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || text.size() > 128) return false;
  const std::string_view number = text.substr(slash + 1);
  if (number.empty() || number.front() == '0' || number.find_first_not_of("0123456789") != std::string_view::npos)
    return false;
  std::size_t words = 0, begin = 0;
  const std::string_view name = text.substr(0, slash);
  while (begin <= name.size()) {
    const std::size_t end = std::min(name.find('.', begin), name.size());
    if (!is_plain_name(name.substr(begin, end - begin))) return false;
    ++words;
    begin = end + 1;
  }
  return words >= 2;
}

bool numeric(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Words between dots; those of a pre-release that are numbers have no leading zero.
bool dotted(std::string_view text, bool zeros) {
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('.', begin), text.size());
    const std::string_view word = text.substr(begin, end - begin);
    if (!made_of(word, "-") || (!zeros && numeric(word) && word.size() > 1 && word.front() == '0')) return false;
    begin = end + 1;
  }
  return true;
}

/// Semantic versioning 2.0.0.
bool is_semver(std::string_view text) {
  if (text.size() > 128) return false;
  if (const std::size_t plus = text.find('+'); plus != std::string_view::npos) {
    if (!dotted(text.substr(plus + 1), true)) return false;
    text = text.substr(0, plus);
  }
  if (const std::size_t dash = text.find('-'); dash != std::string_view::npos) {
    if (!dotted(text.substr(dash + 1), false)) return false;
    text = text.substr(0, dash);
  }
  return dotted(text, false) && text.find_first_not_of("0123456789.") == std::string_view::npos &&
         std::count(text.begin(), text.end(), '.') == 2;
}

/// JSON that is as strict as its own rules: no duplicate keys, no depth without end.
class StrictJson {
 public:
  struct Duplicate {
    std::vector<std::string> path;
  };
  struct TooDeep {};

  static json parse(std::string_view text) {
    std::vector<std::set<std::string>> keys;
    return json::parse(text.begin(), text.end(), [&](int depth, json::parse_event_t event, json& parsed) {
      if (depth > static_cast<int>(bounds::kSidecarDepth)) throw TooDeep{};
      if (event == json::parse_event_t::object_start) keys.emplace_back();
      if (event == json::parse_event_t::object_end) keys.pop_back();
      if (event == json::parse_event_t::key && !keys.back().insert(parsed.get<std::string>()).second) {
        throw Duplicate{{parsed.get<std::string>()}};
      }
      return true;
    });
  }
};

using Rule = bool (*)(std::string_view);

class Sidecar {
 public:
  Sidecar(std::string_view text, const std::filesystem::path& path, Faults& faults)
      : text_(text), path_(path), file_(std::make_shared<const std::string>(path.generic_string())), faults_(faults) {}

  std::optional<PluginInfo> read(const std::filesystem::path& library) {
    const std::size_t before = faults_.errors();
    if (!parse()) return std::nullopt;
    known(root_, {},
          {"$schema", "id", "version", "title", "description", "license", "homepage", "kinds", "folder", "output_file",
           "config_schema", "permissions", "extensions"});
    PluginInfo info;
    info.library = library;
    info.manifest_crc = manifest_crc(text_);
    info.id = text("id", true, 64, &is_plain_name, "small letters, digits, '_' and '-', beginning with a letter");
    if (!info.id.empty() && info.id != path_.stem().string()) {
      wrong({"id"}, "the id " + shown(info.id) + " is not the file's name", "a sidecar is called <id>.json");
    }
    info.version = text("version", true, 128, &is_semver, "a semantic version, as in 1.4.0");
    info.title = text("title", true, 200);
    info.license = text("license", true, 200);
    text("description", false, 4000);
    text("homepage", false, 1000);
    text("$schema", false, 1000);
    kinds(info);
    outputs(info);
    permissions(info);
    info.extensions = names(root_, {"extensions"}, &is_extension, "as in sg.http/1");
    schema(info);
    return faults_.errors() == before ? std::optional(std::move(info)) : std::nullopt;
  }

 private:
  void wrong(const std::vector<std::string>& at, std::string message, std::string hint = {}) {
    const LineColumn place = line_column(text_, json_offset(text_, at));
    faults_.error({file_, place.line, place.column}, std::move(message), std::move(hint));
  }

  bool parse() {
    if (const std::optional<std::size_t> bad = first_bad_byte(text_)) {
      const LineColumn place = line_column(text_, *bad);
      faults_.error({file_, place.line, place.column}, "these bytes are not UTF-8 text", "save the file as UTF-8");
      return false;
    }
    try {
      root_ = StrictJson::parse(text_);
      if (root_.is_object()) return true;
      wrong({}, "a plugin's manifest is a JSON object");
    } catch (const StrictJson::Duplicate& duplicate) {
      wrong({}, "the key " + shown(duplicate.path.front()) + " is there twice", "keep one of them");
    } catch (const StrictJson::TooDeep&) {
      wrong({}, "the JSON lies too deep", "at most " + std::to_string(bounds::kSidecarDepth) + " levels are read");
    } catch (const json::parse_error& error) {
      const LineColumn place = line_column(text_, error.byte == 0 ? 0 : error.byte - 1);
      faults_.error({file_, place.line, place.column}, "this is not JSON",
                    "check commas, quotes and brackets around this place");
    } catch (const json::exception&) {
      wrong({}, "this is not JSON that can be read", "check its numbers");
    }
    return false;
  }

  void known(const json& object, const std::vector<std::string>& at, const std::vector<std::string>& keys) {
    for (const auto& [key, ignored] : object.items()) {
      if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
      std::vector<std::string> path = at;
      path.push_back(key);
      wrong(path, "unknown key " + shown(key), choice_hint(key, keys, "known are"));
    }
  }

  std::string text(const std::string& key, bool required, std::size_t most, Rule rule = nullptr,
                   const std::string& form = {}) {
    if (!root_.contains(key)) {
      if (required) wrong({}, "the key '" + key + "' is missing");
      return {};
    }
    const json& value = root_.at(key);
    if (!value.is_string()) return wrong({key}, "'" + key + "' must be a text"), std::string();
    const std::string& string = value.get_ref<const std::string&>();
    if ((required && string.empty()) || string.size() > most) {
      wrong({key},
            "'" + key + "' must hold up to " + std::to_string(most) + " bytes" + (required ? ", at least one" : ""));
    } else if (first_bad_byte(string) || (rule != nullptr && !rule(string))) {
      wrong({key}, "'" + key + "' has the wrong form: " + shown(string), form.empty() ? "plain text only" : form);
    } else {
      return string;
    }
    return {};
  }

  std::vector<std::string> names(const json& object, const std::vector<std::string>& at, Rule rule,
                                 const std::string& form) {
    std::vector<std::string> out;
    const std::string& key = at.back();
    if (!object.contains(key)) return out;
    const json& list = object.at(key);
    if (!list.is_array() || list.size() > kNames) {
      wrong(at, "'" + key + "' must be a list of at most " + std::to_string(kNames) + " texts");
      return out;
    }
    for (std::size_t i = 0; i < list.size(); ++i) {
      std::vector<std::string> item = at;
      item.push_back(std::to_string(i));
      if (!list[i].is_string() || !rule(list[i].get_ref<const std::string&>())) {
        wrong(item, "an entry of '" + key + "' has the wrong form", form);
      } else if (std::find(out.begin(), out.end(), list[i].get_ref<const std::string&>()) != out.end()) {
        wrong(item, "an entry of '" + key + "' is there twice");
      } else {
        out.push_back(list[i].get<std::string>());
      }
    }
    return out;
  }

  void kinds(PluginInfo& info) {
    const auto rule = [](std::string_view word) { return word == "collector" || word == "reporter"; };
    const std::vector<std::string> kinds = names(root_, {"kinds"}, rule, "collector or reporter");
    info.collector = std::find(kinds.begin(), kinds.end(), "collector") != kinds.end();
    info.reporter = std::find(kinds.begin(), kinds.end(), "reporter") != kinds.end();
    if (!root_.contains("kinds")) {
      wrong({}, "the key 'kinds' is missing");
    } else if (root_.at("kinds").is_array() && root_.at("kinds").empty()) {
      wrong({"kinds"}, "'kinds' is empty", "collector or reporter");
    }
  }

  void outputs(PluginInfo& info) {
    info.folder =
        text("folder", false, 64, &is_plain_name, "small letters, digits, '_' and '-', beginning with a letter");
    if (info.folder.empty() && info.collector) info.folder = info.id;
    if (root_.contains("folder") && info.reporter && !info.collector) wrong({"folder"}, "'folder' is for collectors");
    info.output_file =
        text("output_file", false, 128, &is_file_name, "a plain file name, as in collection_report.json");
    if (info.reporter && !root_.contains("output_file"))
      wrong({}, "the key 'output_file' is missing", "a reporter names its file");
    if (root_.contains("output_file") && info.collector && !info.reporter)
      wrong({"output_file"}, "'output_file' is for reporters");
  }

  void permissions(PluginInfo& info) {
    if (!root_.contains("permissions")) return;
    const json& asked = root_.at("permissions");
    if (!asked.is_object()) return wrong({"permissions"}, "'permissions' must be an object");
    known(asked, {"permissions"}, {"upstreams", "optional_upstreams", "programs", "read"});
    info.upstreams = names(asked, {"permissions", "upstreams"}, &is_permission_name, "the name of an upstream");
    info.optional_upstreams =
        names(asked, {"permissions", "optional_upstreams"}, &is_permission_name, "the name of an upstream");
    info.programs = names(asked, {"permissions", "programs"}, &is_permission_name, "a program's name without a path");
    info.read = names(asked, {"permissions", "read"}, &is_path_read, "an absolute path");
  }

  void schema(PluginInfo& info) {
    // Without a schema a plugin takes no configuration: a key that nobody reads would be a silent mistake.
    info.config_schema_json = kNoKeysSchema;
    if (!root_.contains("config_schema")) return;
    std::string schema = root_.at("config_schema").dump();
    if (const std::optional<std::string> problem = schema_problem(schema)) return wrong({"config_schema"}, *problem);
    info.config_schema_json = std::move(schema);
  }

  std::string_view text_;
  const std::filesystem::path& path_;
  std::shared_ptr<const std::string> file_;
  Faults& faults_;
  json root_;
};

}  // namespace

std::optional<PluginInfo> parse_sidecar(std::string_view text, const std::filesystem::path& path,
                                        const std::filesystem::path& library, Faults& faults) {
  return Sidecar(text, path, faults).read(library);
}

}  // namespace streamguard::manifest
