#include "labels.hpp"

#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

namespace streamguard::repo {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream stream(line);
  for (std::string field; std::getline(stream, field, '\t');) fields.push_back(field);
  return fields;
}

std::ifstream open(const fs::path& file) {
  std::ifstream stream(file);
  if (!stream) throw std::runtime_error(file.string() + ": cannot be read");
  return stream;
}

/// Where the bare repository called `name` lies below `folder`; empty where it does not.
fs::path find_repository(const fs::path& folder, const std::string& name) {
  if (folder.empty()) return {};
  for (const fs::path& direct : {folder / name, folder / (name + ".git")}) {
    if (fs::exists(direct / "HEAD")) return direct;
  }
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!entry.is_directory()) continue;
    if (fs::exists(entry.path() / (name + ".git") / "HEAD")) return entry.path() / (name + ".git");
    if (entry.path().filename().string().ends_with("+" + name) && fs::exists(entry.path() / "repo" / "HEAD")) {
      return entry.path() / "repo";
    }
  }
  return {};
}

void read_change(History& history, LabelledCommit& commit) {
  const auto id = object_id(commit.commit);
  const auto change = id ? change_of(history, *id) : std::nullopt;
  if (!change) return;
  commit.in_repository = true;
  commit.parents = change->parents;
  commit.paths = change->counts();
  if (possible(commit.paths, commit.parents)) commit.diff = diff_facts(history, *change);
}

}  // namespace

std::vector<LabelledCommit> read_labels(const fs::path& folder, const fs::path& repositories) {
  std::map<std::string, nlohmann::json> messages;
  std::ifstream stream = open(folder / "dev-messages.jsonl");
  for (std::string line; std::getline(stream, line);) {
    nlohmann::json each = nlohmann::json::parse(line);
    const std::string key = each.at("repo").get<std::string>() + " " + each.at("sha").get<std::string>();
    messages.emplace(key, std::move(each));
  }
  std::map<std::string, std::unique_ptr<History>> histories;
  const MessageReader reader;
  std::vector<LabelledCommit> commits;
  std::ifstream table = open(folder / "dev.tsv");
  std::string line;
  std::getline(table, line);
  while (std::getline(table, line)) {
    const std::vector<std::string> fields = fields_of(line);
    if (fields.size() < 7) throw std::runtime_error("dev.tsv: a row has fewer than seven fields: " + line);
    LabelledCommit commit;
    commit.repository = fields[0];
    commit.commit = fields[1];
    commit.label = fields[2] == "1";
    commit.sure = fields[3] == "high";
    commit.basis = fields[4];
    commit.words = fields[5] == "Y";
    commit.subject = fields[6];
    const nlohmann::json& document = messages.at(commit.repository + " " + commit.commit);
    commit.message = document.at("message").get<std::string>();
    commit.files = document.at("files").get<std::vector<std::string>>();
    commit.read = reader.read(commit.message);
    for (const std::string& file : commit.files) commit.paths.add(file);
    auto& history = histories[commit.repository];
    if (history == nullptr) {
      const fs::path where = find_repository(repositories, commit.repository);
      if (!where.empty()) history = std::make_unique<History>(where.string());
    }
    if (history != nullptr) read_change(*history, commit);
    commits.push_back(std::move(commit));
  }
  return commits;
}

std::vector<Row> rows_of(const std::vector<LabelledCommit>& commits) {
  std::vector<Row> rows;
  for (const LabelledCommit& commit : commits) {
    Row row;
    row.repository = commit.repository;
    row.label = commit.label;
    row.trust = commit.sure ? 1 : 0.5;
    row.eligible = claims(commit.read) && possible(commit.paths, commit.parents);
    row.values = values_of(commit.read, commit.paths, commit.diff ? &*commit.diff : nullptr);
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace streamguard::repo
