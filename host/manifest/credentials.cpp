#include "manifest/credentials.hpp"

#include <memory>
#include <system_error>

#include "manifest/bounds.hpp"
#include "os/file.hpp"

namespace streamguard::manifest {

namespace fs = std::filesystem;

std::optional<std::string> read_credential(const fs::path& folder, const std::string& variable, Faults& faults) {
  if (folder.empty()) return std::nullopt;
  const fs::path path = folder / variable;
  std::error_code failed;
  const fs::file_status status = fs::status(path, failed);
  if (status.type() == fs::file_type::not_found) return std::nullopt;
  Result<std::string> text = os::read_file(path, bounds::kCredentialBytes);
  if (!text.ok()) {
    const auto file = std::make_shared<const std::string>(path.string());
    faults.error({file, 0, 0}, "the credential cannot be read: " + text.error().message,
                 "a credential is a file that holds the secret alone");
    return std::nullopt;
  }
  if (text->ends_with('\n')) text->pop_back();
  if (text->ends_with('\r')) text->pop_back();
  if (text->empty()) return std::nullopt;
  return *text;
}

}  // namespace streamguard::manifest
