#include "github/database_document.hpp"

namespace streamguard::github {
namespace {

constexpr std::string_view kSuffix = ".json";
constexpr std::string_view kReviewed = "advisories/github-reviewed/";
constexpr std::string_view kUnreviewed = "advisories/unreviewed/";

bool lies_below(std::string_view path, std::string_view folder) {
  const std::size_t at = path.find(folder);
  // Archives of GitHub put one folder, named after the commit, around everything.
  return at != std::string_view::npos && (at == 0 || path[at - 1] == '/');
}

}  // namespace

bool is_reviewed_member(std::string_view path) { return lies_below(path, kReviewed); }

std::string_view id_of_member(std::string_view path) {
  if (!path.ends_with(kSuffix) || !(is_reviewed_member(path) || lies_below(path, kUnreviewed))) return {};
  path.remove_suffix(kSuffix.size());
  const std::string_view id = path.substr(path.rfind('/') + 1);
  return is_ghsa(id) ? id : std::string_view();
}

bool DatabaseReader::read(std::string_view text, std::string_view name) {
  if (document_.read(text, id_of_member(name)) == advisory::Verdict::kTaken) return true;
  problem_ = document_.problem();
  return false;
}

}  // namespace streamguard::github
