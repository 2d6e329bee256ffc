#include "functions/configurations.hpp"

#include <algorithm>

#include "functions/configurations_scan.hpp"

namespace streamguard::functions {

namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

constexpr std::size_t kLongestScope = 512;  // bytes
constexpr std::string_view kSpace = " \t\r\n\f\v";

std::size_t index(int number) { return static_cast<std::size_t>(number); }

/// What a namespace's or linkage block's header adds to the names in it; nothing for other headers.
std::optional<std::string> transparent(std::string_view header) {
  const auto next_word = [&header] {
    header.remove_prefix(std::min(header.find_first_not_of(kSpace), header.size()));
    const std::string_view word = header.substr(0, header.find_first_of(kSpace));
    header.remove_prefix(word.size());
    return word;
  };
  std::string_view word = next_word();
  if (word == "extern") return next_word().starts_with('"') && next_word().empty() ? std::optional("") : std::nullopt;
  if (word == "inline") word = next_word();
  if (word != "namespace") return {};
  const std::string name(next_word());
  return name.empty() ? name : name + "::";
}

/// A function's header has parameters, and nothing is assigned.
bool may_be_function(std::string_view header) {
  const std::size_t last = header.find_last_not_of(kSpace);
  return header.find('(') != std::string_view::npos &&
         std::string_view("=,(").find(header[last]) == std::string_view::npos;
}

}  // namespace

Configurations::Configurations(std::string_view source, bool cpp) : clean_(source) {
  Scanner(*this, source, cpp).run();
  sum_up();
}

/// From the inner conditionals to the outer ones: which branches hold braces, and how many remain open.
void Configurations::sum_up() {
  for (std::size_t i = groups_.size(); i-- > 0;) {
    Group& group = groups_[i];
    bool braces = false;
    for (const int branch : group.branches) {
      braces = braces || branches_[index(branch)].braces;
      if (group.first < 0 && !branches_[index(branch)].dead) group.first = branch;
    }
    if (group.parent < 0) continue;
    Branch& outer = branches_[index(group.parent)];
    outer.braces = outer.braces || braces;
    outer.net += net_of(group.first);
  }
}

/// Whether the current choice sees a branch.
bool Configurations::live(int branch) const {
  while (branch >= 0) {
    const Group& group = groups_[index(branches_[index(branch)].group)];
    if (group.chosen != branch) return false;
    branch = group.parent;
  }
  return true;
}

/// Prefers branches that no configuration showed so far. False where none is new.
bool Configurations::choose() {
  bool news = made_ == 0;
  for (Group& group : groups_) {
    group.chosen = group.first;
    if (group.parent >= 0 && !live(group.parent)) continue;
    if (made_ > 0) {
      // A branch is news by itself, or by a conditional inside it; the first choice shows the way to those in first
      // branches.
      for (const int branch : group.branches) {
        const Branch& candidate = branches_[index(branch)];
        if (candidate.dead || !candidate.braces || candidate.covered) continue;
        group.chosen = branch;
        news = true;
        break;
      }
    }
    if (group.chosen >= 0) branches_[index(group.chosen)].covered = true;
  }
  return news;
}

void Configurations::blank_all_but_chosen() {
  text_ = clean_;
  for (const Group& group : groups_) {
    for (const int number : group.branches) {
      if (number == group.chosen) continue;
      const Branch& branch = branches_[index(number)];
      for (std::size_t i = branch.begin; i < branch.end; ++i) {
        if (text_[i] != '\n' && text_[i] != '\r') text_[i] = ' ';
      }
    }
  }
}

void Configurations::match_braces() {
  partner_.assign(braces_.size(), kNone);
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < braces_.size(); ++i) {
    if (!live(braces_[i].branch)) continue;
    if (braces_[i].open) {
      open.push_back(i);
    } else if (!open.empty()) {
      partner_[open.back()] = i;
      partner_[i] = open.back();
      open.pop_back();
    }
  }
}

bool Configurations::next() {
  if (made_ >= kMostConfigurations || !choose()) return false;
  ++made_;
  blank_all_but_chosen();
  match_braces();
  return true;
}

std::optional<std::size_t> Configurations::closing(std::size_t open) const {
  const auto found = std::lower_bound(braces_.begin(), braces_.end(), open,
                                      [](const Brace& brace, std::size_t place) { return brace.at < place; });
  if (found == braces_.end() || found->at != open || !found->open) return {};
  const std::size_t partner = partner_[static_cast<std::size_t>(found - braces_.begin())];
  if (partner == kNone) return {};
  return braces_[partner].at;
}

/// Whether it makes no difference for the nesting how a conditional is decided.
bool Configurations::balanced_everywhere(const Group& group) const {
  const int net = net_of(group.chosen);
  if (!group.has_else && net != 0) return false;
  return std::all_of(group.branches.begin(), group.branches.end(),
                     [&](int branch) { return branches_[index(branch)].dead || branches_[index(branch)].net == net; });
}

std::vector<Block> Configurations::blocks() const {
  std::vector<Block> out;
  std::vector<std::size_t> scopes;  // lengths of `scope` before each namespace
  std::string scope;
  for (std::size_t i = 0; i < braces_.size(); ++i) {
    if (!live(braces_[i].branch)) continue;
    const std::size_t at = braces_[i].at;
    if (!braces_[i].open) {
      if (!scopes.empty()) {
        scope.resize(scopes.back());
        scopes.pop_back();
      }
      continue;
    }
    const std::size_t before = at == 0 ? kNone : text_.find_last_of(";{}", at - 1);
    const std::size_t begin = std::min(text_.find_first_not_of(kSpace, before == kNone ? 0 : before + 1), at);
    const std::string_view header = std::string_view(text_).substr(begin, at - begin);
    if (const auto name = transparent(header)) {
      scopes.push_back(scope.size());
      if (scope.size() + name->size() <= kLongestScope) scope += *name;
      continue;
    }
    if (partner_[i] == kNone) continue;
    if (begin < at && may_be_function(header)) out.push_back({begin, at, braces_[partner_[i]].at, scope});
    i = partner_[i];
  }
  return out;
}

/// What follows its choice: another branch, or none of them.
int Configurations::otherwise(const Group& group) const {
  for (const int branch : group.branches) {
    if (branch > group.chosen && !branches_[index(branch)].dead) return branch;
  }
  return group.has_else ? group.first : -1;
}

/// Whether the brace at `open` is closed just before `end` too when each conditional of [first, last) that changes the
/// nesting is decided otherwise.
bool Configurations::closes_otherwise(std::size_t open, std::size_t end, std::size_t first, std::size_t last) const {
  std::vector<int> choice;
  bool changed = false;
  for (std::size_t i = first; i < last; ++i) {
    const bool same = balanced_everywhere(groups_[i]);
    choice.push_back(same ? groups_[i].chosen : otherwise(groups_[i]));
    changed = changed || !same;
  }
  if (!changed) return true;
  const auto seen = [&](int branch) {
    while (branch >= 0) {
      const std::size_t group = index(branches_[index(branch)].group);
      const int chosen = group >= first && group < last ? choice[group - first] : groups_[group].chosen;
      if (chosen != branch) return false;
      branch = groups_[group].parent;
    }
    return true;
  };
  int depth = 0;
  auto brace = std::lower_bound(braces_.begin(), braces_.end(), open,
                                [](const Brace& candidate, std::size_t place) { return candidate.at < place; });
  for (; brace != braces_.end() && brace->at < end; ++brace) {
    if (!seen(brace->branch)) continue;
    depth += brace->open ? 1 : -1;
    if (depth == 0) return brace->at + 1 == end;
  }
  return false;
}

std::optional<std::size_t> Configurations::whole(std::size_t begin, std::size_t open, std::size_t end) const {
  const auto by_begin = [](const Group& group, std::size_t place) { return group.begin < place; };
  const auto from = std::lower_bound(groups_.begin(), groups_.end(), begin, by_begin);
  const auto to = std::lower_bound(from, groups_.end(), end, by_begin);
  // One that ends beyond the function began inside it.
  if (std::any_of(from, to, [&](const Group& group) { return group.end > end; })) return {};
  // Those that began before it and reach into it lie around it, or cut its header. Only the last one before it and what
  // that lies in can.
  std::size_t start = begin;
  int number = static_cast<int>(from - groups_.begin()) - 1;
  while (number >= 0) {
    const Group& group = groups_[index(number)];
    if (group.end >= end) break;
    if (group.end > start) {
      const std::string_view gap = std::string_view(text_).substr(group.begin, start - group.begin);
      if (group.end > open || gap.find_first_not_of(kSpace) != std::string_view::npos) return {};
      start = group.begin;
    }
    number = group.parent < 0 ? -1 : branches_[index(group.parent)].group;
  }
  const auto first = static_cast<std::size_t>(from - groups_.begin());
  if (!closes_otherwise(open, end, first, static_cast<std::size_t>(to - groups_.begin()))) return {};
  return start;
}

}  // namespace streamguard::functions
