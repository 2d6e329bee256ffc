/// layout.hpp: the names of everything in an output folder, as FORMAT.md lists them.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>

#include "store/store.hpp"

namespace streamguard::store::layout {

namespace fs = std::filesystem;

/// "00000-of-00001"
inline std::string numbered(const PartName& name) {
  char text[32];
  std::snprintf(text, sizeof text, "%05u-of-%05u", name.index, name.count);
  return text;
}
inline fs::path hidden(const fs::path& output) { return output / ".streamguard"; }
inline fs::path run_file(const fs::path& output) { return hidden(output) / "run.json"; }
/// What the last run here was to do, and what became of it so far (FORMAT.md).
inline fs::path plan_file(const fs::path& output) { return hidden(output) / "plan.json"; }
inline fs::path state_file(const fs::path& output) { return hidden(output) / "state.json"; }
inline fs::path lock(const fs::path& output) { return hidden(output) / "lock"; }
/// Says which files are on their way into an `old` folder.
inline fs::path move_list(const fs::path& output) { return hidden(output) / "moving.json"; }
inline fs::path old(const fs::path& output) { return hidden(output) / "old"; }

inline fs::path data(const fs::path& output, const PartName& name) {
  return output / name.folder / ("part-" + numbered(name) + ".jsonl");
}
inline fs::path rejected(const fs::path& output, const PartName& name) {
  return output / "rejected" / (name.folder + "-" + numbered(name) + ".jsonl");
}
inline fs::path ledger(const fs::path& output, const PartName& name) {
  return hidden(output) / (name.folder + "-" + numbered(name) + ".ledger");
}

}  // namespace streamguard::store::layout
