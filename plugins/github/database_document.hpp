/// database_document.hpp: an advisory as the repository github/advisory-database holds it, in the OSV format.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "advisory/osv_document.hpp"
#include "github/document.hpp"

namespace streamguard::github {

class DatabaseReader final : public DocumentReader {
 public:
  /// `name` is the member's path, .../GHSA-xxxx-xxxx-xxxx.json.
  bool read(std::string_view text, std::string_view name) override;
  const record::Sample& sample() const override { return document_.sample(); }
  std::string_view classification() const override { return {}; }
  const std::string& problem() const override { return problem_; }
  void fixes(std::vector<fix::Target>& targets) const override { document_.fixes(targets); }
  std::string_view names_text() override { return document_.names_text(); }

 private:
  advisory::OsvDocument document_{
      {.source = "github", .version = "1.0.0", .withdrawn = true, .osv_id = false, .own_word = true}};
  std::string problem_;
};

/// The id that a member's path gives: its last part without ".json". Empty where it is no advisory of the database.
std::string_view id_of_member(std::string_view path);

/// Whether a member's path lies below the folder of advisories that GitHub's people reviewed.
bool is_reviewed_member(std::string_view path);

}  // namespace streamguard::github
