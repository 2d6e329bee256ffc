#include "fix/pairs.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "fix/file_pairs.hpp"
#include "fix/licence.hpp"
#include "fix/similarity.hpp"

namespace streamguard::fix {
namespace {

/// As many removed and added files of a commit are compared to see which of them are one file renamed.
constexpr std::size_t kMostRenameCandidates = 30;

class Making {
 public:
  Making(const Repository& repository, const Survey& survey, Outlines& outlines)
      : repository_(repository), survey_(survey), outlines_(outlines) {}

  CommitPairs run() {
    read_licence();
    for (const CodeFile& file : survey_.changed) take(file);
    take_one_sided_files();
    match_across_files();
    finish();
    return std::move(out_);
  }

 private:
  void read_licence() {
    std::vector<LicenceFile> files;
    for (const TreeEntry& entry : survey_.licences) {
      LicenceFile file{entry.name, {}};
      if (repository_.blob(entry.id, file.text) != Got::ok) return;  // it might say anything
      files.push_back(std::move(file));
    }
    licence_ = licence_of(files);
  }

  void take(const CodeFile& file) {
    FileTexts texts;
    if (const auto word = read_file(repository_, file, texts); !word.empty()) return out_.counts.add(word);
    FileOutcome outcome = compare_file(file, texts, outlines_, out_.counts);
    const auto licence = licence_of_source(file.after.none() ? texts.before_text : texts.after_text, licence_);
    for (std::vector<Pair>* pairs : {&outcome.changed, &outcome.one_sided}) {
      for (Pair& pair : *pairs) pair.licence = licence;
    }
    // Until the whole commit is seen nobody knows whether functions on one side only stand beside changed ones.
    if (outcome.changed.empty() && outcome.top_level) {
      Pair whole = whole_files(file, texts);
      whole.licence = licence;
      if (fits(whole)) whole_.emplace_back(std::move(whole), !outcome.one_sided.empty());
    }
    for (Pair& pair : outcome.changed) add(changed_, std::move(pair));
    for (Pair& pair : outcome.one_sided) add(one_sided_, std::move(pair));
  }

  bool fits(const Pair& pair) {
    for (const auto* side : {&pair.before, &pair.after}) {
      if (!*side || (*side)->text.size() <= kMostCodeBytes) continue;
      out_.counts.add("too_long");
      return false;
    }
    return true;
  }

  void add(std::vector<Pair>& list, Pair pair) {
    if (fits(pair)) list.push_back(std::move(pair));
  }

  /// Files that are gone and files that are new: one file renamed where they are alike, else all functions on one side.
  void take_one_sided_files() {
    std::vector<CodeFile> removed(survey_.removed);
    std::vector<CodeFile> added(survey_.added);
    if (removed.size() > kMostRenameCandidates || added.size() > kMostRenameCandidates) {
      out_.counts.add("one_sided_files", removed.size() + added.size());
      return;
    }
    for (const auto& [gone, come] : renamed_files(removed, added)) {
      take({removed[gone].path_before, added[come].path_after, removed[gone].before, added[come].after});
      removed[gone].path_before.clear();
      added[come].path_after.clear();
    }
    for (const CodeFile& file : added) {
      if (!file.path_after.empty()) take(file);
    }
    for (const CodeFile& file : removed) {
      if (!file.path_before.empty()) take(file);
    }
  }

  std::vector<std::pair<std::size_t, std::size_t>> renamed_files(const std::vector<CodeFile>& removed,
                                                                 const std::vector<CodeFile>& added) const {
    struct Candidate {
      double similarity;
      std::size_t gone, come;
    };
    if (removed.empty() || added.empty()) return {};
    std::vector<CodeBag> bags;
    std::string text;
    for (const CodeFile& file : added) {
      repository_.blob(file.after, text);
      bags.emplace_back(text);
    }
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < removed.size(); ++i) {
      if (repository_.blob(removed[i].before, text) != Got::ok) continue;
      const CodeBag bag(text);
      for (std::size_t j = 0; j < added.size(); ++j) {
        if (const double similarity = bag.similarity(bags[j]); similarity >= kSameFile) {
          candidates.push_back({similarity, i, j});
        }
      }
    }
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.similarity > b.similarity; });
    std::vector<bool> gone(removed.size());
    std::vector<bool> come(added.size());
    std::vector<std::pair<std::size_t, std::size_t>> out;
    for (const Candidate& one : candidates) {
      if (gone[one.gone] || come[one.come]) continue;
      gone[one.gone] = come[one.come] = true;
      out.emplace_back(one.gone, one.come);
    }
    return out;
  }

  /// A function that left one file and came into another under the same symbol is one function.
  void match_across_files() {
    for (std::size_t i = 0; i < one_sided_.size(); ++i) {
      if (one_sided_[i].change != Change::removed) continue;
      for (std::size_t j = 0; j < one_sided_.size(); ++j) {
        Pair& come = one_sided_[j];
        const Pair& gone = one_sided_[i];
        if (come.change != Change::added || come.language != gone.language ||
            come.after->symbol != gone.before->symbol ||
            CodeBag(gone.before->text).similarity(CodeBag(come.after->text)) < kSameNamedFunction) {
          continue;
        }
        come.before = gone.before;
        come.change = Change::changed;
        if (outlines_.parser().essence(come.language, come.before->text) ==
            outlines_.parser().essence(come.language, come.after->text)) {
          out_.counts.add("moved");
        } else {
          changed_.push_back(come);
        }
        one_sided_.erase(one_sided_.begin() + static_cast<std::ptrdiff_t>(std::max(i, j)));
        one_sided_.erase(one_sided_.begin() + static_cast<std::ptrdiff_t>(std::min(i, j)));
        --i;  // may wrap to before the first, which ++i mends
        break;
      }
    }
  }

  void finish() {
    if (changed_.size() > kMostFunctions) return out_.counts.add("sweeping");
    out_.pairs = std::move(changed_);
    const bool has_changed = !out_.pairs.empty();
    for (auto& [whole, one_sided] : whole_) {
      // Where others changed, a file that only won or lost functions is told by those.
      if (!has_changed || !one_sided) out_.pairs.push_back(std::move(whole));
    }
    if (has_changed && one_sided_.size() <= kMostOneSided) {
      for (Pair& pair : one_sided_) out_.pairs.push_back(std::move(pair));
    } else {
      out_.counts.add("one_sided", one_sided_.size());
    }
    std::map<std::pair<std::string, std::string>, std::size_t> seen;
    for (Pair& pair : out_.pairs) pair.ordinal = seen[{pair.side().path, pair.side().symbol}]++;
  }

  const Repository& repository_;
  const Survey& survey_;
  Outlines& outlines_;
  std::optional<std::string> licence_;
  std::vector<Pair> changed_, one_sided_;
  std::vector<std::pair<Pair, bool>> whole_;  ///< pairs of whole files, and whether functions came or went in them
  CommitPairs out_;
};

}  // namespace

std::string_view word_of(Change change) {
  switch (change) {
    case Change::changed:
      return "changed";
    case Change::renamed:
      return "renamed";
    case Change::added:
      return "added";
    case Change::removed:
      return "removed";
    case Change::file:
      break;
  }
  return "file";
}

CommitPairs make_pairs(const Repository& repository, const Survey& survey, Outlines& outlines) {
  CommitPairs out;
  if (survey.ready()) out = Making(repository, survey, outlines).run();
  out.counts.add(survey.left_out);
  if (!survey.ready()) out.counts.add(survey.why_not);
  return out;
}

}  // namespace streamguard::fix
