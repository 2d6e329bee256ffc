#include "net/git_memory.hpp"

#include <chrono>
#include <nlohmann/json.hpp>

#include "net/body.hpp"
#include "net/bounds.hpp"
#include "os/file.hpp"

namespace streamguard::net {
namespace fs = std::filesystem;

namespace {
constexpr int kVersion = 1;
}

fs::path git_memory_file(const fs::path& folder) {
  fs::path out = folder;
  out += ".known";
  return out;
}

GitLearned recall_git(const fs::path& folder, milliseconds fresh, os::WallTime now) {
  GitLearned out;
  if (fresh.count() == 0) return out;
  const auto text = os::read_file(git_memory_file(folder), limits::kGitNotesBytes);
  if (!text) return out;
  const auto json = nlohmann::json::parse(text.value(), nullptr, false);
  try {
    if (!json.is_object() || json.at("version") != kVersion) return out;
    const os::WallTime since(milliseconds(json.at("since_ms").get<std::int64_t>()));
    if (since > now || now - since >= fresh) return out;
    GitLearned noted;
    noted.since = since;
    noted.history_asked = json.at("history");
    if (const std::string why = json.at("gone"); !why.empty()) noted.gone = Error{Code::unavailable, why};
    for (const auto& name : json.at("missing")) noted.missing.insert(name.get<std::string>());
    out = std::move(noted);
  } catch (const nlohmann::json::exception&) {
    // Damaged notes are no notes.
  }
  return out;
}

void note_git(const fs::path& folder, const GitLearned& learned) {
  if (!learned.since) return;
  const auto since = std::chrono::duration_cast<milliseconds>(learned.since->time_since_epoch()).count();
  nlohmann::ordered_json json = {{"version", kVersion},
                                 {"since_ms", since},
                                 {"history", learned.history_asked},
                                 {"gone", learned.gone ? learned.gone->message : std::string()},
                                 {"missing", nlohmann::json::array()}};
  for (const std::string& name : learned.missing) {
    if (json["missing"].size() == limits::kGitNotedNames) break;
    json["missing"].push_back(name);
  }
  const std::string text = json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  std::error_code ignored;
  fs::create_directories(folder.parent_path(), ignored);
  (void)put_file(git_memory_file(folder), text);
}

}  // namespace streamguard::net
