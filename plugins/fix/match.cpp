#include "fix/match.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "fix/similarity.hpp"

namespace streamguard::fix {
namespace {

using Indexes = std::vector<std::size_t>;
constexpr std::size_t kNobody = static_cast<std::size_t>(-1);

struct Candidate {
  double similarity;
  std::size_t before, after;  ///< into the lists compared
};

class Matching {
 public:
  Matching(const Source& before, const Source& after)
      : before_(before),
        after_(after),
        of_before_(before.functions.size(), kNobody),
        of_after_(after.functions.size(), kNobody) {}

  std::vector<Match> run() {
    std::map<std::string_view, Indexes> symbols;
    for (std::size_t i = 0; i < before_.functions.size(); ++i) symbols[before_.functions[i].symbol].push_back(i);
    std::map<std::string_view, Indexes> same;
    for (std::size_t i = 0; i < after_.functions.size(); ++i) same[after_.functions[i].symbol].push_back(i);
    for (const auto& [symbol, ours] : symbols) {
      if (const auto theirs = same.find(symbol); theirs != same.end()) match_overloads(ours, theirs->second);
    }
    match_by_similarity(unmatched(of_before_), unmatched(of_after_), false);
    return result();
  }

 private:
  void pair_up(std::size_t before, std::size_t after) {
    of_before_[before] = after;
    of_after_[after] = before;
  }

  void match_overloads(const Indexes& ours, const Indexes& theirs) {
    if (ours.size() == 1 && theirs.size() == 1) return pair_up(ours.front(), theirs.front());
    for (const std::size_t before : ours) {
      for (const std::size_t after : theirs) {
        if (of_after_[after] != kNobody || before_.of(before) != after_.of(after)) continue;
        pair_up(before, after);
        break;
      }
    }
    Indexes left = ours;
    Indexes right = theirs;
    std::erase_if(left, [this](std::size_t at) { return of_before_[at] != kNobody; });
    std::erase_if(right, [this](std::size_t at) { return of_after_[at] != kNobody; });
    if (left.size() == right.size()) {
      for (std::size_t i = 0; i < left.size(); ++i) pair_up(left[i], right[i]);
    } else {
      match_by_similarity(left, right, true);
    }
  }

  static Indexes unmatched(const Indexes& partners) {
    Indexes out;
    for (std::size_t i = 0; i < partners.size(); ++i) {
      if (partners[i] == kNobody) out.push_back(i);
    }
    return out;
  }

  /// The most similar first; of equally similar ones those that stand first.
  void match_by_similarity(Indexes left, Indexes right, bool same_symbol) {
    left.resize(std::min(left.size(), kMostCompared));
    right.resize(std::min(right.size(), kMostCompared));
    if (left.empty() || right.empty()) return;
    std::vector<CodeBag> bags;
    for (const std::size_t at : right) bags.emplace_back(after_.of(at));
    std::vector<Candidate> candidates;
    for (const std::size_t before : left) {
      const CodeBag bag(before_.of(before));
      for (std::size_t j = 0; j < right.size(); ++j) {
        const bool same_name = before_.functions[before].name == after_.functions[right[j]].name;
        const double bound = same_symbol ? 0.0 : same_name ? kSameNamedFunction : kSameUnnamedFunction;
        if (const double similarity = bag.similarity(bags[j]); similarity >= bound) {
          candidates.push_back({similarity, before, right[j]});
        }
      }
    }
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.similarity > b.similarity; });
    for (const Candidate& one : candidates) {
      if (of_before_[one.before] == kNobody && of_after_[one.after] == kNobody) pair_up(one.before, one.after);
    }
  }

  std::vector<Match> result() const {
    std::vector<Match> out;
    for (std::size_t i = 0; i < of_after_.size(); ++i) {
      Match match;
      match.after = i;
      if (of_after_[i] != kNobody) {
        match.before = of_after_[i];
        match.renamed = before_.functions[*match.before].symbol != after_.functions[i].symbol;
      }
      out.push_back(match);
    }
    for (const std::size_t gone : unmatched(of_before_)) out.push_back({gone, std::nullopt, false});
    return out;
  }

  const Source& before_;
  const Source& after_;
  Indexes of_before_, of_after_;
};

/// The function's text without the functions that lie in it.
std::string own_text(const Source& source, std::size_t index) {
  const functions::Function& outer = source.functions[index];
  std::string out;
  std::size_t at = outer.begin;
  for (std::size_t i = index + 1; i < source.functions.size() && source.functions[i].begin < outer.end; ++i) {
    const functions::Function& inner = source.functions[i];
    if (inner.begin < at || inner.end > outer.end) continue;  // inside one that is cut out already
    out.append(source.text.substr(at, inner.begin - at));
    at = inner.end;
  }
  out.append(source.text.substr(at, outer.end - at));
  return out;
}

}  // namespace

std::vector<Match> match_functions(const Source& before, const Source& after) { return Matching(before, after).run(); }

bool differs(const Source& before, std::size_t b, const Source& after, std::size_t a, functions::Language language,
             functions::Parser& parser) {
  if (before.of(b) == after.of(a)) return false;
  const std::string ours = own_text(before, b);
  const std::string theirs = own_text(after, a);
  return ours != theirs && parser.essence(language, ours) != parser.essence(language, theirs);
}

}  // namespace streamguard::fix
