#include "fix/licence.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace streamguard::fix {
namespace {

constexpr std::size_t kHeadBytes = 4096;      ///< of a source file, where its licence would stand
constexpr std::size_t kTitleWithin = 600;     ///< plain characters at the start of a text within which its title stands
constexpr std::size_t kMostShortText = 6000;  ///< a permissive text longer than this holds more than one licence

struct Long {
  std::string_view id, title, phrase;
};

/// Licences with a title of their own. `phrase` (plain words) stands in the text and in no other version.
constexpr std::array<Long, 22> kLong{{
    {"AGPL-3.0-only", "gnu affero general public license", "version 3 19 november 2007"},
    {"LGPL-3.0-only", "gnu lesser general public license", "version 3 29 june 2007"},
    {"LGPL-2.1-only", "gnu lesser general public license", "version 2 1 february 1999"},
    {"LGPL-2.0-only", "gnu library general public license", "version 2 june 1991"},
    {"GPL-3.0-only", "gnu general public license", "version 3 29 june 2007"},
    {"GPL-2.0-only", "gnu general public license", "version 2 june 1991"},
    {"Apache-2.0", "apache license", "version 2 0 january 2004"},
    {"Apache-2.0", "licensed under the apache license version 2 0", "apache org licenses license 2 0"},
    {"Apache-1.1", "apache software license version 1 1", "redistribution and use"},
    {"MPL-2.0", "mozilla public license version 2 0", "1 1 contributor"},
    {"MPL-1.1", "mozilla public license version 1 1", "initial developer"},
    {"EPL-2.0", "eclipse public license v 2 0", "secondary license"},
    {"EPL-1.0", "eclipse public license v 1 0", "agreement steward"},
    {"CDDL-1.0", "common development and distribution license", "version 1 0"},
    {"Artistic-2.0", "artistic license 2 0", "package"},
    {"BSL-1.0", "boost software license version 1 0", "permission is hereby granted"},
    {"CC0-1.0", "cc0 1 0 universal", "waiver"},
    {"PHP-3.01", "the php license version 3 01", "redistribution and use"},
    {"PHP-3.0", "the php license version 3 0", "redistribution and use"},
    {"WTFPL", "do what the fuck you want to public license", "you just do"},
    {"Unlicense", "this is free and unencumbered software released into the public domain", "anyone is free to copy"},
    {"PSF-2.0", "python software foundation license version 2", "psf"},
}};

struct Short {
  std::string_view id;
  std::array<std::string_view, 3> all;  ///< phrases that stand in it
  std::string_view none;                ///< a phrase that does not
};

constexpr std::string_view kMitGrant =
    "permission is hereby granted free of charge to any person obtaining a copy of this "
    "software and associated documentation files";
constexpr std::string_view kBsdGrant =
    "redistribution and use in source and binary forms with or without modification are "
    "permitted provided that the following conditions are met";
constexpr std::string_view kIscGrant =
    "permission to use copy modify and or distribute this software for any purpose with or "
    "without fee is hereby granted";
constexpr std::string_view kNoEndorsement = "may be used to endorse or promote products derived from this software";
constexpr std::string_view kNotice = "the above copyright notice and this permission notice";

constexpr std::array<Short, 11> kShort{{
    {"NCSA", {kMitGrant, "to deal with the software without restriction", "redistributions in binary form"}, {}},
    {"X11", {kMitGrant, "x consortium", "shall not be used in advertising"}, {}},
    {"MIT", {kMitGrant, "to deal in the software without restriction", kNotice}, "shall not be used in advertising"},
    {"BSD-4-Clause", {kBsdGrant, kNoEndorsement, "all advertising materials mentioning features"}, {}},
    {"BSD-3-Clause", {kBsdGrant, kNoEndorsement, "in binary form must reproduce"}, "all advertising materials"},
    {"BSD-2-Clause", {kBsdGrant, "in binary form must reproduce", "as is"}, kNoEndorsement},
    {"ISC", {kIscGrant, "provided that the above copyright notice", "as is"}, {}},
    {"0BSD", {kIscGrant, "as is", "as is"}, "provided that the above copyright notice"},
    {"curl",
     {"permission to use copy modify and distribute this software for any purpose with or without fee is hereby "
      "granted",
      "except as contained in this notice the name of a copyright holder", "as is"},
     {}},
    {"Zlib",
     {"in no event will the authors be held liable for any damages arising from the use of this software",
      "the origin of this software must not be misrepresented", "altered source versions"},
     {}},
    {"libtiff",
     {"sam leffler and silicon graphics may not be used in any advertising",
      "permission to use copy modify distribute and sell this software", "as is"},
     {}},
}};

bool holds(std::string_view text, std::string_view phrase) { return text.find(phrase) != std::string_view::npos; }

std::optional<std::string_view> long_licence(std::string_view plain) {
  const std::string_view head = plain.substr(0, kTitleWithin);
  for (const Long& one : kLong) {
    if (holds(head, one.title) && holds(plain, one.phrase)) return one.id;
  }
  return std::nullopt;
}

std::optional<std::string_view> short_licence(std::string_view plain) {
  if (plain.size() > kMostShortText) return std::nullopt;
  std::set<std::string_view> found;
  std::set<std::string_view> grants;
  for (const Short& one : kShort) {
    const bool fits =
        std::all_of(one.all.begin(), one.all.end(), [plain](auto phrase) { return holds(plain, phrase); });
    if (!fits || (!one.none.empty() && holds(plain, one.none))) continue;
    if (!grants.insert(one.all[0]).second) continue;  // the more special one of a family stands first
    found.insert(one.id);
  }
  // "GPL" in a short text is a choice or an exception that the phrases do not show.
  if (found.size() != 1 || holds(plain, "general public license")) return std::nullopt;
  return *found.begin();
}

bool is_expression(std::string_view text) {
  return !text.empty() && text.size() <= 120 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == '+' || c == ' ' || c == '(' || c == ')';
  });
}

/// "-or-later" where the file's own notice grants it for that very version.
std::string with_later(std::string_view source, const std::string& id) {
  constexpr std::string_view kOnly = "-only";
  if (!id.ends_with(kOnly)) return id;
  const std::string head = plain_words(source.substr(0, kHeadBytes));
  if (!holds(head, "any later version") || !holds(head, "general public license")) return id;
  const std::string stem = id.substr(0, id.size() - kOnly.size());
  std::string version = stem.substr(stem.rfind('-') + 1);
  if (version.ends_with(".0")) version.resize(version.size() - 2);
  return holds(head, "version " + plain_words(version) + " ") ? stem + "-or-later" : id;
}

}  // namespace

std::string plain_words(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    if ((lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9')) {
      out += lower;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::optional<std::string> spdx_tag(std::string_view source) {
  constexpr std::string_view kTag = "SPDX-License-Identifier:";
  const std::string_view head = source.substr(0, kHeadBytes);
  const std::size_t at = head.find(kTag);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view line = head.substr(at + kTag.size());
  line = line.substr(0, line.find_first_of("\r\n"));
  for (const std::string_view end : {"*/", "-->", "\"", "'", ","}) line = line.substr(0, line.find(end));
  const std::size_t begin = line.find_first_not_of(" \t");
  const std::size_t end = line.find_last_not_of(" \t");
  if (begin == std::string_view::npos) return std::nullopt;
  line = line.substr(begin, end - begin + 1);
  return is_expression(line) ? std::optional<std::string>(line) : std::nullopt;
}

std::optional<std::string> licence_of_text(std::string_view text) {
  const std::string plain = plain_words(text);
  if (const auto id = long_licence(plain)) return std::string(*id);
  if (const auto id = short_licence(plain)) return std::string(*id);
  return std::nullopt;
}

std::optional<std::string> licence_of(const std::vector<LicenceFile>& files) {
  std::set<std::string> ids;
  for (const LicenceFile& file : files) {
    const std::optional<std::string> id = licence_of_text(file.text);
    if (id) ids.insert(*id);
    // A file that nobody here can read may say anything; one that only lists authors has no grant in it.
    const std::string plain = plain_words(file.text);
    if (!id && (holds(plain, "licen") || holds(plain, "permi"))) return std::nullopt;
  }
  for (const auto& [gpl, lgpl] :
       {std::pair("GPL-2.0-only", "LGPL-2.1-only"), std::pair("GPL-2.0-only", "LGPL-2.0-only"),
        std::pair("GPL-3.0-only", "LGPL-3.0-only")}) {
    if (ids.size() == 2 && ids.count(gpl) != 0 && ids.count(lgpl) != 0) return lgpl;
  }
  return ids.size() == 1 ? std::optional(*ids.begin()) : std::nullopt;
}

std::optional<std::string> licence_of_source(std::string_view source, const std::optional<std::string>& repository) {
  if (auto tag = spdx_tag(source)) return tag;
  if (!repository) return std::nullopt;
  return with_later(source, *repository);
}

}  // namespace streamguard::fix
