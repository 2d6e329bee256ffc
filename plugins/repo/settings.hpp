/// settings.hpp: the collector's configuration, with plugin.json's defaults. Values, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace streamguard::repo {

struct Source {
  std::string url;     ///< an https url without ".git" and with its host in small letters, or an absolute path
  std::string branch;  ///< empty: as Settings::all_branches says

  friend bool operator==(const Source&, const Source&) = default;
};

struct Settings {
  std::vector<Source> repositories;  ///< in the order in which they take turns
  bool all_branches = false;
  std::uint64_t turn = 0;                    ///< candidates of a repository's turn; 0: by the target
  std::optional<std::int64_t> since, until;  ///< seconds since 1970; `until` is not included any more
};

/// Throws Error(SG_E_CONFIG) that names the key.
Settings read_settings(std::string_view json);

/// The unit names of sg_collector_args.skip_json.
std::unordered_set<std::string> read_skips(std::string_view json);

/// "2015-01-31" (midnight UTC) or "2015-01-31T12:00:00Z"; nothing for other texts and for days that do not exist.
std::optional<std::int64_t> read_time(std::string_view text) noexcept;

/// Well-known repositories with many fixes to read, on github.com. The kernel is not among them: its history alone is
/// larger than all of them.
std::vector<Source> default_repositories();

}  // namespace streamguard::repo
