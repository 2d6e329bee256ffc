// cat-file: what is there, by name.
#include <iostream>

#include "clone/command.hpp"

namespace streamguard::clone {
namespace {

struct FreeObject {
  void operator()(git_object* object) const noexcept { git_object_free(object); }
};
using Object = std::unique_ptr<git_object, FreeObject>;

Object find(git_repository* repository, const std::string& name) {
  git_object* object = nullptr;
  return Object(git_revparse_single(&object, repository, name.c_str()) == 0 ? object : nullptr);
}

std::string id_of(const Object& object) {
  char text[GIT_OID_HEXSZ + 1];
  return git_oid_tostr(text, sizeof text, git_object_id(object.get()));
}

struct FreeDatabase {
  void operator()(git_odb* database) const noexcept { git_odb_free(database); }
};
struct FreeRaw {
  void operator()(git_odb_object* raw) const noexcept { git_odb_object_free(raw); }
};

void tell_content(git_repository* repository, const Object& object) {
  git_odb* database = nullptr;
  check(git_repository_odb(&database, repository), "objects");
  const std::unique_ptr<git_odb, FreeDatabase> held(database);
  git_odb_object* raw = nullptr;
  check(git_odb_read(&raw, database, git_object_id(object.get())), id_of(object));
  const std::unique_ptr<git_odb_object, FreeRaw> content(raw);
  const std::size_t size = git_odb_object_size(raw);
  std::cout << '@' << id_of(object) << ' ' << size << '\n';
  std::cout.write(static_cast<const char*>(git_odb_object_data(raw)), static_cast<std::streamsize>(size));
  std::cout << '\n';
}

}  // namespace

void tell_objects(const Command& command) {
  const bool content = !command.arguments.empty() && command.arguments.front().rfind("--batch=", 0) == 0;
  const Repository repository = open(command);
  std::ios::sync_with_stdio(false);
  for (std::string line; std::getline(std::cin, line);) {
    const std::size_t blank = std::min(line.find(' '), line.size());
    const Object object = find(repository.get(), line.substr(0, blank));
    if (!object) {
      std::cout << line.substr(0, blank) << " missing\n";
    } else if (content) {
      tell_content(repository.get(), object);
    } else {
      const std::string rest = blank < line.size() ? line.substr(blank + 1) : std::string();
      std::cout << "@ " << git_object_type2string(git_object_type(object.get())) << ' ' << id_of(object) << ' ' << rest
                << '\n';
    }
  }
  std::cout.flush();
}

}  // namespace streamguard::clone
