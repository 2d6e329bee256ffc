#include "fix/repository.hpp"

#include <git2.h>
#include <git2/sys/repository.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <streamguard/cpp/plugin.hpp>
#include <system_error>

#include "fix/libgit2.hpp"

namespace streamguard::fix {
namespace {

template <auto Free>
struct Freed {
  template <class Object>
  void operator()(Object* object) const {
    Free(object);
  }
};
using OdbPointer = std::unique_ptr<git_odb, Freed<git_odb_free>>;
using RepositoryPointer = std::unique_ptr<git_repository, Freed<git_repository_free>>;
using CommitPointer = std::unique_ptr<git_commit, Freed<git_commit_free>>;
using TreePointer = std::unique_ptr<git_tree, Freed<git_tree_free>>;
using ObjectPointer = std::unique_ptr<git_odb_object, Freed<git_odb_object_free>>;
using ConfigPointer = std::unique_ptr<git_config, Freed<git_config_free>>;

git_oid oid_of(const ObjectId& id) {
  git_oid out;
  std::memcpy(out.id, id.bytes.data(), id.bytes.size());
  return out;
}

ObjectId id_of(const git_oid& oid) {
  ObjectId out;
  std::memcpy(out.bytes.data(), oid.id, out.bytes.size());
  return out;
}

EntryKind kind_of(git_filemode_t mode) {
  switch (mode) {
    case GIT_FILEMODE_BLOB:
    case GIT_FILEMODE_BLOB_EXECUTABLE:
      return EntryKind::file;
    case GIT_FILEMODE_LINK:
      return EntryKind::symlink;
    case GIT_FILEMODE_COMMIT:
      return EntryKind::gitlink;
    case GIT_FILEMODE_TREE:
      return EntryKind::tree;
    case GIT_FILEMODE_UNREADABLE:
      break;
  }
  return EntryKind::other;
}

/// "2021-03-04T05:06:07Z" of seconds since 1970: by the civil calendar, without a time zone's files.
std::optional<std::string> rfc3339(std::int64_t seconds) {
  constexpr std::int64_t kDay = 86400;
  constexpr std::int64_t kYear10000 = 253402300800;
  if (seconds < 0 || seconds >= kYear10000) return std::nullopt;
  const std::int64_t days = seconds / kDay;
  const std::int64_t second = seconds % kDay;
  // Years are counted from March, so that the leap day is the last of one; 146097 days are 400 years.
  const std::int64_t shifted = days + 719468;
  const std::int64_t era = shifted / 146097;
  const std::int64_t day_of_era = shifted % 146097;
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
  const std::int64_t day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
  const std::int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  const std::int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02dZ", static_cast<int>(year),
                static_cast<int>(month), static_cast<int>(day), static_cast<int>(second / 3600),
                static_cast<int>(second / 60 % 60), static_cast<int>(second % 60));
  return std::string(text.data());
}

Got got_of(int result) {
  if (result == 0) return Got::ok;
  return result == GIT_ENOTFOUND ? Got::missing : Got::broken;
}

}  // namespace

struct Repository::Impl {
  OdbPointer odb;
  RepositoryPointer repository;

  /// Whether an object is there, of that type, and not too long: asked before it is unpacked.
  Got expect(const git_oid& oid, git_object_t type, std::size_t most) const {
    // Without a refresh, which would list the pack folder again for each object that a partial repository lacks.
    if (git_odb_exists_ext(odb.get(), &oid, GIT_ODB_LOOKUP_NO_REFRESH) == 0) return Got::missing;
    std::size_t length = 0;
    git_object_t found = GIT_OBJECT_INVALID;
    const Got got = got_of(git_odb_read_header(&length, &found, odb.get(), &oid));
    if (got != Got::ok) return got;
    if (found != type) return Got::broken;
    return length <= most ? Got::ok : Got::too_long;
  }
};

std::optional<ObjectId> ObjectId::from_hex(std::string_view hex) {
  ObjectId out;
  git_oid oid;
  if (hex.size() != out.bytes.size() * 2 || git_oid_fromstrn(&oid, hex.data(), hex.size()) != 0) return std::nullopt;
  return id_of(oid);
}

std::string ObjectId::hex() const {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const unsigned char byte : bytes) {
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

Repository::Repository(const std::string& path) : impl_(std::make_unique<Impl>()) {
  start_libgit2();
  git_odb* odb = nullptr;
  for (const char* objects : {"/objects", "/.git/objects"}) {
    std::error_code ignored;  // libgit2 itself looks for the folder on some systems only
    if (!std::filesystem::is_directory(path + objects, ignored)) continue;
    if (git_odb_open(&odb, (path + objects).c_str()) == 0) break;
  }
  if (odb == nullptr) throw Error(SG_E_DATA, path + " is no git repository: " + last_error());
  impl_->odb.reset(odb);
  git_repository* repository = nullptr;
  git_config* config = nullptr;
  if (git_repository_wrap_odb(&repository, odb) != 0 || git_config_new(&config) != 0) {
    throw Error(SG_E_TRANSIENT, path + " cannot be opened: " + last_error());
  }
  impl_->repository.reset(repository);
  const ConfigPointer empty(config);
  git_repository_set_config(repository, config);
}

Repository::~Repository() = default;
Repository::Repository(Repository&&) noexcept = default;
Repository& Repository::operator=(Repository&&) noexcept = default;

Got Repository::commit(const ObjectId& id, Commit& out) const {
  const git_oid oid = oid_of(id);
  if (const Got got = impl_->expect(oid, GIT_OBJECT_COMMIT, kMostCommitBytes); got != Got::ok) return got;
  git_commit* raw = nullptr;
  if (const Got got = got_of(git_commit_lookup(&raw, impl_->repository.get(), &oid)); got != Got::ok) return got;
  const CommitPointer commit(raw);
  out.id = id;
  out.tree = id_of(*git_commit_tree_id(raw));
  out.parents.clear();
  for (unsigned i = 0; i < git_commit_parentcount(raw); ++i)
    out.parents.push_back(id_of(*git_commit_parent_id(raw, i)));
  const git_signature* author = git_commit_author(raw);
  out.author_date = author != nullptr ? rfc3339(author->when.time) : std::nullopt;
  const char* message = git_commit_message(raw);
  out.message = message != nullptr ? message : "";
  return Got::ok;
}

Got Repository::tree(const ObjectId& id, std::vector<TreeEntry>& out) const {
  out.clear();
  const git_oid oid = oid_of(id);
  if (const Got got = impl_->expect(oid, GIT_OBJECT_TREE, kMostTreeBytes); got != Got::ok) return got;
  git_tree* raw = nullptr;
  if (const Got got = got_of(git_tree_lookup(&raw, impl_->repository.get(), &oid)); got != Got::ok) return got;
  const TreePointer tree(raw);
  const std::size_t count = git_tree_entrycount(raw);
  out.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const git_tree_entry* entry = git_tree_entry_byindex(raw, i);
    out.push_back(
        {git_tree_entry_name(entry), id_of(*git_tree_entry_id(entry)), kind_of(git_tree_entry_filemode(entry))});
  }
  return Got::ok;
}

Got Repository::blob(const ObjectId& id, std::string& out) const {
  out.clear();
  const git_oid oid = oid_of(id);
  if (const Got got = impl_->expect(oid, GIT_OBJECT_BLOB, kMostBlobBytes); got != Got::ok) return got;
  git_odb_object* raw = nullptr;
  if (const Got got = got_of(git_odb_read(&raw, impl_->odb.get(), &oid)); got != Got::ok) return got;
  const ObjectPointer object(raw);
  if (git_odb_object_size(raw) > kMostBlobBytes) return Got::broken;
  out.assign(static_cast<const char*>(git_odb_object_data(raw)), git_odb_object_size(raw));
  return Got::ok;
}

}  // namespace streamguard::fix
