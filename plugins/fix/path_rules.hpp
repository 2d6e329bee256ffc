/// path_rules.hpp: which files of a commit are the product's own code, told by their paths and first lines. The rules
/// lean towards leaving out: a test that passes for a fix makes a false label, a file left out makes none. Pure.
#pragma once

#include <string_view>

namespace streamguard::fix {

enum class PathKind { own, test, docs, vendored, generated };

/// By the names of the folders and of the file. Does not ask whether it is code.
PathKind kind_of_path(std::string_view path);

/// By content: a word that says so in its first lines ("@generated", "DO NOT EDIT"), or lines too long for a person.
bool is_generated(std::string_view content);

/// A NUL byte near the beginning, as git tells it.
bool is_binary(std::string_view content);

}  // namespace streamguard::fix
