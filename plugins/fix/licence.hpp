/// licence.hpp: the SPDX expression of code, where its texts leave no doubt, else nothing. Pure, any thread.
///
/// A file that says "SPDX-License-Identifier:" is believed. Otherwise the repository's licence files at that commit
/// decide, by the title and a phrase that only that licence has. Two licences side by side (a choice? a part each?)
/// give nothing, but for GPL beside LGPL of one version, which is how the LGPL is meant to be shipped. A bare GPL text
/// does not say "or any later version"; then "-only" is given, for that much is certain, unless the code's file says
/// more.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace streamguard::fix {

/// The expression behind "SPDX-License-Identifier:" in the first lines of a file.
std::optional<std::string> spdx_tag(std::string_view source);

/// The one licence that a licence file's text is.
std::optional<std::string> licence_of_text(std::string_view text);

struct LicenceFile {
  std::string name, text;
};

/// Of a repository by its licence files.
std::optional<std::string> licence_of(const std::vector<LicenceFile>& files);

/// Of one source file in a repository whose licence is `repository`.
std::optional<std::string> licence_of_source(std::string_view source, const std::optional<std::string>& repository);

/// Letters and digits in lower case, anything else one space: so are texts and phrases compared.
std::string plain_words(std::string_view text);

}  // namespace streamguard::fix
