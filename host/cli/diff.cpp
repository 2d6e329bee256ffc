#include "cli/diff.hpp"

#include <algorithm>
#include <dtl/dtl.hpp>
#include <unordered_map>

namespace streamguard::cli {
namespace {

using Kind = DiffLine::Kind;

/// Lines as numbers, equal for equal lines: what is compared then costs the same for every line.
class Numbers {
 public:
  std::vector<int> of(const std::vector<std::string_view>& lines) {
    std::vector<int> out;
    out.reserve(lines.size());
    for (const std::string_view line : lines) {
      out.push_back(known_.emplace(line, static_cast<int>(known_.size())).first->second);
    }
    return out;
  }

 private:
  std::unordered_map<std::string_view, int> known_;
};

}  // namespace

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(text.size(), end + (text.substr(end).starts_with("\r\n") ? 2 : 1)));
  }
  return out;
}

std::vector<DiffLine> diff_of(std::string_view before, std::string_view after) {
  const std::vector<std::string_view> a = lines_of(before), b = lines_of(after);
  std::vector<DiffLine> out;
  out.reserve(std::max(a.size(), b.size()));
  std::size_t i = 0, j = 0;  // how many lines of each side are out
  const auto same = [&] { out.push_back({Kind::same, a[i], i + 1, j + 1}), ++i, ++j; };
  const auto removed = [&] { out.push_back({Kind::removed, a[i], i + 1, 0}), ++i; };
  const auto added = [&] { out.push_back({Kind::added, b[j], 0, j + 1}), ++j; };
  while (i < a.size() && j < b.size() && a[i] == b[j]) same();
  std::size_t tail = 0;
  while (tail < std::min(a.size() - i, b.size() - j) && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) ++tail;
  const std::size_t end_a = a.size() - tail, end_b = b.size() - tail;
  if (i < end_a && j < end_b && (end_a - i) <= kDiffWork / (end_b - j)) {
    Numbers numbers;
    const auto from = static_cast<std::ptrdiff_t>(i), from_b = static_cast<std::ptrdiff_t>(j);
    dtl::Diff<int, std::vector<int>> diff(
        numbers.of({a.begin() + from, a.begin() + static_cast<std::ptrdiff_t>(end_a)}),
        numbers.of({b.begin() + from_b, b.begin() + static_cast<std::ptrdiff_t>(end_b)}));
    diff.compose();
    // Within one change what is gone stands before what came.
    std::size_t pending = 0;
    for (const auto& [number, step] : diff.getSes().getSequence()) {
      if (step.type == dtl::SES_ADD) {
        ++pending;
      } else if (step.type == dtl::SES_DELETE) {
        removed();
      } else {
        for (; pending > 0; --pending) added();
        same();
      }
    }
  }
  while (i < end_a) removed();
  while (j < end_b) added();
  while (i < a.size()) same();
  return out;
}

std::vector<std::pair<std::size_t, std::size_t>> hunks_of(const std::vector<DiffLine>& lines, std::size_t context) {
  std::vector<std::pair<std::size_t, std::size_t>> out;
  for (std::size_t at = 0; at < lines.size(); ++at) {
    if (lines[at].kind == Kind::same) continue;
    const std::size_t first = at > context ? at - context : 0, last = std::min(lines.size(), at + context + 1);
    if (!out.empty() && first <= out.back().second) {
      out.back().second = last;
    } else {
      out.emplace_back(first, last);
    }
  }
  return out;
}

}  // namespace streamguard::cli
