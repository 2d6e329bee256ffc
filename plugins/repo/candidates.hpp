/// candidates.hpp: from a history to the commits whose messages claim a fix, newest first, and from those to the ones
/// that the rule takes for fixes. One thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "repo/change.hpp"
#include "repo/history.hpp"
#include "repo/message.hpp"
#include "repo/verdict.hpp"

namespace streamguard::repo {

struct Candidate {
  std::int64_t time = 0;
  ObjectId id;

  friend bool operator==(const Candidate&, const Candidate&) = default;
};

/// Newest first; of the same second, by id.
bool comes_before(const Candidate& a, const Candidate& b) noexcept;

struct Window {
  std::optional<std::int64_t> since, until;      ///< by the committer's date; `until` is not included
  std::uint32_t part_index = 0, part_count = 1;  ///< only ids of this part of their range
};

/// Whether the id lies in the window's part: parts cut the range of ids into equal lengths.
bool in_part(const ObjectId& id, const Window& window) noexcept;

struct Listing {
  std::vector<Candidate> candidates;  ///< in order
  std::uint64_t commits = 0;          ///< walked
  std::uint64_t missing = 0;          ///< named as parents, but not there
};

/// `breathe` is called every few thousand commits, with their number so far.
Listing list_candidates(History& history, const std::vector<ObjectId>& tips, const Window& window,
                        const MessageReader& reader, const std::function<void(std::uint64_t)>& breathe);

/// A candidate on its way through the rule.
struct Case {
  ObjectId id;
  std::string text;  ///< the whole message
  Message message;
  Change change;
  bool open = false;  ///< the change may be a fix: its diff is worth reading
  Verdict verdict;    ///< after close_cases()
};

/// Reads messages and trees; what cannot be a fix comes out not open.
std::vector<Case> open_cases(History& history, std::span<const Candidate> candidates, const MessageReader& reader);

/// The contents that the open cases' diffs are read from, each once, in the order of ids.
std::vector<ObjectId> wanted_contents(const std::vector<Case>& cases);

/// Judges the open cases, with the diffs of those whose contents are there. `each` is called before each.
void close_cases(History& history, std::vector<Case>& cases, const std::function<void(const Case&)>& each);

}  // namespace streamguard::repo
