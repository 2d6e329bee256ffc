#include "manifest/faults.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/text.hpp"
#include "manifest/bounds.hpp"

namespace streamguard::manifest {

std::string Fault::text() const {
  std::string out;
  if (!file.empty()) {
    out = file + ":";
    if (line > 0) out += std::to_string(line) + ":" + std::to_string(column) + ":";
    out += " ";
  }
  out += (warning ? "warning: " : "error: ") + message;
  if (!hint.empty()) out += "\n  hint: " + hint;
  return out;
}

void Faults::add(const Place& place, std::string message, std::string hint, bool warning) {
  if (!warning) ++errors_;
  if (faults_.size() > bounds::kFaults) return;
  if (faults_.size() == bounds::kFaults) {
    message = "there is more wrong; only the first " + std::to_string(bounds::kFaults) + " faults are told";
    hint = "mend these first";
  }
  faults_.push_back({place.file ? *place.file : std::string(), place.line, place.column, std::move(message),
                     std::move(hint), warning});
}

void Faults::error(const Place& place, std::string message, std::string hint) {
  add(place, std::move(message), std::move(hint), false);
}

void Faults::warning(const Place& place, std::string message, std::string hint) {
  add(place, std::move(message), std::move(hint), true);
}

void Faults::hide(std::string value) {
  if (value.size() >= bounds::kHiddenBytes) hidden_.push_back(std::move(value));
}

namespace {

void blot_out(std::string& text, const std::string& secret) {
  for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 3)) {
    text.replace(at, secret.size(), "***");
  }
}

}  // namespace

std::vector<Fault> Faults::sorted() const {
  std::vector<Fault> out = faults_;
  std::vector<std::string> hidden = hidden_;
  // A secret that is part of another one is blotted out after it, or the rest of the longer one would be left.
  std::sort(hidden.begin(), hidden.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  for (Fault& fault : out) {
    for (const std::string& secret : hidden) {
      blot_out(fault.message, secret);
      blot_out(fault.hint, secret);
    }
  }
  const auto key = [](const Fault& fault) {
    return std::tie(fault.file, fault.line, fault.column, fault.message, fault.hint, fault.warning);
  };
  std::stable_sort(out.begin(), out.end(), [&](const Fault& a, const Fault& b) { return key(a) < key(b); });
  out.erase(std::unique(out.begin(), out.end(), [&](const Fault& a, const Fault& b) { return key(a) == key(b); }),
            out.end());
  return out;
}

std::string shown(std::string_view text) {
  if (const std::string_view kind = secret_kind(text); !kind.empty()) return "(not shown: " + std::string(kind) + ")";
  return "'" + plain(text, bounds::kShownBytes) + "'";
}

namespace {

std::size_t distance(std::string_view a, std::string_view b) {
  // Optimal string alignment: two neighbouring letters exchanged count once. Three rows are all it looks at.
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t cost = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + cost});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[b.size()];
}

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.size() > bounds::kShownBytes) return {};
  const std::string wanted = lowered(word);
  std::string best;
  // A third of the letters may be wrong, at least one: farther words are no help.
  std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t far = distance(wanted, lowered(candidate));
    if (far < least) {
      least = far;
      best = candidate;
    }
  }
  return best;
}

std::string listed(const std::vector<std::string>& words) {
  if (words.empty()) return "none";
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

std::string choice_hint(std::string_view word, const std::vector<std::string>& candidates, std::string_view what) {
  const std::string near = nearest(word, candidates);
  if (!near.empty()) return "did you mean '" + near + "'?";
  return std::string(what) + ": " + listed(candidates);
}

}  // namespace streamguard::manifest
