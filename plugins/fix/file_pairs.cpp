#include "fix/file_pairs.hpp"

#include <algorithm>

#include "fix/path_rules.hpp"

namespace streamguard::fix {
namespace {

std::string_view word_for(Got got) {
  switch (got) {
    case Got::ok:
      return {};
    case Got::missing:
      return "missing_blob";
    case Got::too_long:
      return "too_long";
    case Got::broken:
      break;
  }
  return "broken";
}

std::string_view read_side(const Repository& repository, const ObjectId& id, std::string& out) {
  out.clear();
  return id.none() ? std::string_view() : word_for(repository.blob(id, out));
}

Side side_of(const std::string& path, const Source& source, std::size_t index) {
  const functions::Function& function = source.functions[index];
  return {path, function.symbol, std::string(source.of(index)), function.first_line, function.last_line};
}

std::int64_t lines_of(std::string_view text) {
  const auto ends = static_cast<std::int64_t>(std::count(text.begin(), text.end(), '\n'));
  return text.empty() || text.back() == '\n' ? ends : ends + 1;
}

/// Whether the sides differ only in the function's own name: a rename alone mends nothing.
bool only_renamed(const FileTexts& texts, const Match& match, functions::Parser& parser) {
  const std::string& from = texts.before.functions[*match.before].name;
  const std::string& to = texts.after.functions[*match.after].name;
  if (from == to || from.empty()) return false;
  const auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
  };
  std::string renamed(texts.before.of(*match.before));
  for (std::size_t at = renamed.find(from); at != std::string::npos; at = renamed.find(from, at)) {
    const std::size_t end = at + from.size();
    const bool whole = (at == 0 || !is_word(renamed[at - 1])) && (end == renamed.size() || !is_word(renamed[end]));
    if (whole) renamed.replace(at, from.size(), to);
    at += whole ? to.size() : 1;
  }
  return parser.essence(texts.language, renamed) == parser.essence(texts.language, texts.after.of(*match.after));
}

Pair pair_of(const CodeFile& file, const FileTexts& texts, const Match& match) {
  Pair pair;
  pair.language = texts.language;
  pair.change = !match.before   ? Change::added
                : !match.after  ? Change::removed
                : match.renamed ? Change::renamed
                                : Change::changed;
  if (match.before) pair.before = side_of(file.path_before, texts.before, *match.before);
  if (match.after) pair.after = side_of(file.path_after, texts.after, *match.after);
  pair.name = match.after ? texts.after.functions[*match.after].name : texts.before.functions[*match.before].name;
  return pair;
}

bool lies_in_one_sided(const Source& source, const std::vector<std::size_t>& taken, std::size_t index) {
  return std::any_of(taken.begin(), taken.end(), [&](std::size_t outer) {
    return outer != index && source.functions[outer].begin <= source.functions[index].begin &&
           source.functions[index].end <= source.functions[outer].end;
  });
}

}  // namespace

std::string_view read_file(const Repository& repository, const CodeFile& file, FileTexts& out) {
  if (const auto word = read_side(repository, file.before, out.before_text); !word.empty()) return word;
  if (const auto word = read_side(repository, file.after, out.after_text); !word.empty()) return word;
  if (is_binary(out.before_text) || is_binary(out.after_text)) return "binary";
  if (is_generated(out.before_text) || is_generated(out.after_text)) return "generated";
  const bool gone = file.after.none();
  const auto language =
      functions::language_of(gone ? file.path_before : file.path_after, gone ? out.before_text : out.after_text);
  if (!language) return "language";
  out.language = *language;
  return {};
}

FileOutcome compare_file(const CodeFile& file, FileTexts& texts, Outlines& outlines, Tally& counts) {
  functions::Parser& parser = outlines.parser();
  texts.before = {texts.before_text, {}};
  texts.after = {texts.after_text, {}};
  if (!texts.before_text.empty()) texts.before.functions = outlines.of(file.before, texts.language, texts.before_text);
  if (!texts.after_text.empty()) texts.after.functions = outlines.of(file.after, texts.language, texts.after_text);
  FileOutcome out;
  std::vector<std::size_t> added;
  std::vector<std::size_t> removed;
  std::size_t cosmetic = 0;
  for (const Match& match : match_functions(texts.before, texts.after)) {
    if (match.before && match.after) {
      const bool equal_text = texts.before.of(*match.before) == texts.after.of(*match.after);
      if (equal_text) continue;
      if (!differs(texts.before, *match.before, texts.after, *match.after, texts.language, parser)) {
        ++cosmetic;
      } else if (match.renamed && only_renamed(texts, match, parser)) {
        counts.add("renamed_only");
      } else {
        out.changed.push_back(pair_of(file, texts, match));
      }
      continue;
    }
    // A function within one that is itself new or gone is part of it.
    std::vector<std::size_t>& list = match.after ? added : removed;
    const Source& source = match.after ? texts.after : texts.before;
    const std::size_t index = match.after ? *match.after : *match.before;
    if (lies_in_one_sided(source, list, index)) continue;
    list.push_back(index);
    out.one_sided.push_back(pair_of(file, texts, match));
  }
  if (out.changed.empty() && !file.before.none() && !file.after.none()) {
    out.top_level =
        parser.essence(texts.language, texts.before_text) != parser.essence(texts.language, texts.after_text);
    if (!out.top_level) counts.add("cosmetic");
  } else {
    counts.add("cosmetic_functions", cosmetic);
  }
  return out;
}

Pair whole_files(const CodeFile& file, const FileTexts& texts) {
  Pair pair;
  pair.change = Change::file;
  pair.language = texts.language;
  pair.before = Side{file.path_before, {}, texts.before_text, 1, lines_of(texts.before_text)};
  pair.after = Side{file.path_after, {}, texts.after_text, 1, lines_of(texts.after_text)};
  return pair;
}

}  // namespace streamguard::fix
