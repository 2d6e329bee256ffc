/// message.hpp: a commit's message, read: which topics its subject and its body touch, by which words, and which
/// identifiers of vulnerabilities they hold. Pure; a MessageReader is made once and may be used from any thread.
///
/// What is not the author's prose is passed over: addresses (but for the identifiers in them), "git-svn-id", sign-offs
/// and other trailers.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "repo/phrases.hpp"

namespace streamguard::repo {

/// How often a topic is touched. A phrase counts once where it stands, for its topic; a longer phrase of the same topic
/// that begins at the same word counts as one with it.
struct Mentions {
  std::uint16_t subject = 0, body = 0;

  std::uint32_t all() const noexcept { return std::uint32_t{subject} + body; }
};

struct Evidence {
  Topic topic;
  bool in_subject = false;
  std::string words;  ///< as they stand, in lower case

  bool operator==(const Evidence&) const = default;
};

struct Message {
  std::array<Mentions, kTopics> mentions{};
  std::uint32_t words = 0;                  ///< of prose
  std::uint32_t subject_ids = 0;            ///< identifiers in the subject
  std::vector<std::string> cve, ghsa, osv;  ///< sorted, each once, in their usual spelling
  std::vector<Evidence> evidence;           ///< topics that speak for a fix, each phrase once, in order

  const Mentions& of(Topic topic) const noexcept { return mentions[static_cast<std::size_t>(topic)]; }
  bool has_id() const noexcept { return !cve.empty() || !ghsa.empty() || !osv.empty(); }
};

/// The first line, and what follows without blank lines around it.
std::string_view subject_of(std::string_view message) noexcept;
std::string_view body_of(std::string_view message) noexcept;

class MessageReader {
 public:
  MessageReader();
  ~MessageReader();
  MessageReader(const MessageReader&) = delete;
  MessageReader& operator=(const MessageReader&) = delete;

  Message read(std::string_view message) const;

 private:
  struct Index;
  std::unique_ptr<Index> index_;
};

}  // namespace streamguard::repo
