#include "repo/message.hpp"

#include <algorithm>
#include <unordered_map>

#include "repo/identifiers.hpp"

namespace streamguard::repo {
namespace {

constexpr std::size_t kMostBytes = 16 * 1024;  ///< of a message that are read; longer ones are logs of logs
constexpr std::size_t kSubjectLines = 2;       ///< lines of the first paragraph that count as its subject
constexpr std::size_t kMostEvidence = 16;      ///< phrases that are named
constexpr std::size_t kNegationReach = 3;      ///< words before a phrase that may turn it round
constexpr std::uint16_t kMostMentions = 0xffff;

struct Word {
  std::uint32_t begin = 0, length = 0;  ///< in the prose
  bool stop_before = false;             ///< a sentence or a bracket ends between the previous word and this one
  bool subject = false;
};

bool is_letter(char c) noexcept {
  const char small = static_cast<char>(c | 0x20);
  return (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool joins(char c) noexcept {
  return c == ' ' || c == '-' || c == '/' || c == '\t' || c == '`' || c == '*' || c == '\r';
}

bool starts_with_any_case(std::string_view text, std::string_view small) noexcept {
  return text.size() >= small.size() &&
         std::equal(small.begin(), small.end(), text.begin(), [](char a, char b) { return a == (b | 0x20) || a == b; });
}

/// Lines that tools add, or that say who, not what.
bool is_trailer(std::string_view line) noexcept {
  constexpr std::string_view kTrailers[] = {"git-svn-id:",
                                            "signed-off-by:",
                                            "co-authored-by:",
                                            "co-developed-by:",
                                            "change-id:",
                                            "reviewed-by:",
                                            "acked-by:",
                                            "tested-by:",
                                            "cc:",
                                            "ccmail:",
                                            "bug:",
                                            "pr-url:",
                                            "auto-submit:",
                                            "commit-queue:",
                                            "reviewed-on:",
                                            "cr-commit-position:"};
  while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
  return std::any_of(std::begin(kTrailers), std::end(kTrailers),
                     [line](std::string_view trailer) { return starts_with_any_case(line, trailer); });
}

std::size_t address_length(std::string_view text, std::size_t at) noexcept {
  const std::string_view rest = text.substr(at);
  if (!rest.starts_with("http://") && !rest.starts_with("https://") && !rest.starts_with("ftp://")) return 0;
  return std::min(rest.find_first_of(" \t\n\r)>\"'"), rest.size());
}

void add_once(std::vector<std::string>& names, std::string name) {
  const auto at = std::lower_bound(names.begin(), names.end(), name);
  if (at == names.end() || *at != name) names.insert(at, std::move(name));
}

void note_id(Id id, bool subject, Message& out) {
  if (subject) ++out.subject_ids;
  std::vector<std::string>& names = id.kind == IdKind::cve ? out.cve : id.kind == IdKind::ghsa ? out.ghsa : out.osv;
  add_once(names, std::move(id.name));
}

/// Splits a message into words, and notes the identifiers on the way.
class Prose {
 public:
  Prose(std::string_view message, Message& out) : out_(out) {
    message = message.substr(0, kMostBytes);
    text_.reserve(message.size());
    std::size_t line_number = 0;
    bool first_paragraph = true;
    while (!message.empty()) {
      const std::size_t end = std::min(message.find('\n'), message.size());
      const std::string_view line = message.substr(0, end);
      message.remove_prefix(std::min(end + 1, message.size()));
      const bool blank = line.find_first_not_of(" \t\r") == std::string_view::npos;
      if (blank) {
        stop_ = true;
        if (line_number > 0) first_paragraph = false;
        continue;
      }
      subject_ = first_paragraph && line_number < kSubjectLines;
      ++line_number;
      if (is_trailer(line)) continue;
      take_line(line);
    }
  }
  const std::vector<Word>& words() const noexcept { return words_; }
  std::string_view text_of(const Word& word) const noexcept {
    return std::string_view(text_).substr(word.begin, word.length);
  }

 private:
  void take_line(std::string_view line) {
    for (std::size_t at = 0; at < line.size();) {
      if (const std::size_t length = address_length(line, at); length != 0) {
        take_address(line.substr(at, length));
        at += length;
      } else if (is_letter(line[at])) {
        at += take_word(line, at);
      } else {
        if (!joins(line[at])) stop_ = true;
        ++at;
      }
    }
  }
  void take_address(std::string_view address) {
    for (std::size_t at = 0; at < address.size(); ++at) {
      if (Id id = id_at(address, at); id.kind != IdKind::none) note_id(std::move(id), subject_, out_);
    }
    if (address.find("oss-fuzz") != std::string_view::npos) {
      push("oss");
      push("fuzz");
    }
    stop_ = true;
  }
  std::size_t take_word(std::string_view line, std::size_t at) {
    if (Id id = id_at(line, at); id.kind != IdKind::none) {
      const std::size_t length = id.length;
      note_id(std::move(id), subject_, out_);
      stop_ = true;
      return length;
    }
    std::size_t end = at;
    const std::size_t begin = text_.size();
    for (; end < line.size(); ++end) {
      const char c = line[end];
      if (is_letter(c)) {
        text_ += c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
      } else if (c != '\'' || end + 1 >= line.size() || !is_letter(line[end + 1])) {
        break;  // an apostrophe inside a word is dropped: "don't" is "dont"
      }
    }
    note_word(begin);
    return end - at;
  }
  void push(std::string_view word) {
    const std::size_t begin = text_.size();
    text_ += word;
    note_word(begin);
  }
  void note_word(std::size_t begin) {
    words_.push_back(
        {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(text_.size() - begin), stop_, subject_});
    stop_ = false;
  }

  Message& out_;
  std::string text_;
  std::vector<Word> words_;
  bool stop_ = true, subject_ = false;
};

}  // namespace

struct MessageReader::Index {
  struct Entry {
    Topic topic;
    std::vector<std::vector<std::string_view>> rest;  ///< alternatives of the second word, the third, …
  };
  std::unordered_map<std::string_view, std::vector<Entry>> by_first;

  Index() {
    for (const Phrase& phrase : phrases()) add(phrase);
  }
  void add(const Phrase& phrase) {
    std::vector<std::vector<std::string_view>> steps;
    std::string_view words = phrase.words;
    while (!words.empty()) {
      const std::size_t end = std::min(words.find(' '), words.size());
      steps.push_back(alternatives(words.substr(0, end)));
      words.remove_prefix(std::min(end + 1, words.size()));
    }
    const std::vector<std::vector<std::string_view>> rest(steps.begin() + 1, steps.end());
    for (const std::string_view first : steps.front()) by_first[first].push_back({phrase.topic, rest});
  }
  static std::vector<std::string_view> alternatives(std::string_view step) {
    std::vector<std::string_view> list;
    while (!step.empty()) {
      const std::size_t end = std::min(step.find('|'), step.size());
      list.push_back(step.substr(0, end));
      step.remove_prefix(std::min(end + 1, step.size()));
    }
    return list;
  }
  /// How many words from `at` on the entry takes; 0 where it does not fit.
  static std::size_t matches(const Entry& entry, const Prose& prose, std::size_t at) {
    const std::vector<Word>& words = prose.words();
    if (at + entry.rest.size() >= words.size()) return 0;
    for (std::size_t i = 0; i < entry.rest.size(); ++i) {
      const Word& word = words[at + 1 + i];
      if (word.stop_before) return 0;
      const auto& choices = entry.rest[i];
      if (std::find(choices.begin(), choices.end(), prose.text_of(word)) == choices.end()) return 0;
    }
    return 1 + entry.rest.size();
  }
};

namespace {

bool is_negated(const Prose& prose, Topic topic, std::size_t at) {
  const std::vector<Word>& words = prose.words();
  for (std::size_t back = 0; back < kNegationReach && at > 0; ++back) {
    if (words[at].stop_before) return false;
    --at;
    if (is_negation(topic, prose.text_of(words[at]))) return true;
  }
  return false;
}

bool speaks_for(Topic topic) noexcept { return topic < Topic::repair; }

void note_evidence(const Prose& prose, std::size_t at, std::size_t length, Topic topic, Message& out) {
  if (!speaks_for(topic) || out.evidence.size() >= kMostEvidence) return;
  Evidence found{topic, prose.words()[at].subject, {}};
  for (std::size_t i = 0; i < length; ++i) {
    if (i != 0) found.words += ' ';
    found.words += prose.text_of(prose.words()[at + i]);
  }
  for (const Evidence& known : out.evidence) {
    if (known.words == found.words && known.topic == topic) return;
  }
  out.evidence.push_back(std::move(found));
}

}  // namespace

std::string_view subject_of(std::string_view message) noexcept {
  const std::size_t begin = std::min(message.find_first_not_of(" \t\r\n"), message.size());
  std::string_view line = message.substr(begin, std::min(message.find('\n', begin), message.size()) - begin);
  while (!line.empty() && (line.back() == ' ' || line.back() == '\r' || line.back() == '\t')) line.remove_suffix(1);
  return line;
}

std::string_view body_of(std::string_view message) noexcept {
  const std::string_view subject = subject_of(message);
  const std::size_t after = static_cast<std::size_t>(subject.data() - message.data()) + subject.size();
  std::string_view body = message.substr(std::min(after, message.size()));
  const std::size_t begin = body.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return body.substr(begin, body.find_last_not_of(" \t\r\n") + 1 - begin);
}

MessageReader::MessageReader() : index_(std::make_unique<Index>()) {}
MessageReader::~MessageReader() = default;

Message MessageReader::read(std::string_view message) const {
  Message out;
  const Prose prose(message, out);
  out.words = static_cast<std::uint32_t>(prose.words().size());
  std::size_t homonym_end = 0;  // words before it belong to a homonym
  for (std::size_t at = 0; at < prose.words().size(); ++at) {
    const auto found = index_->by_first.find(prose.text_of(prose.words()[at]));
    if (found == index_->by_first.end()) continue;
    std::array<std::size_t, kTopics> longest{};
    for (const Index::Entry& entry : found->second) {
      std::size_t& length = longest[static_cast<std::size_t>(entry.topic)];
      length = std::max(length, Index::matches(entry, prose, at));
    }
    homonym_end = std::max(homonym_end, at + longest[static_cast<std::size_t>(Topic::nothing)]);
    for (std::size_t number = 0; number < kTopics; ++number) {
      const auto topic = Topic{static_cast<std::uint8_t>(number)};
      const bool homonym = at + longest[number] <= homonym_end;
      if (longest[number] == 0 || homonym || (speaks_for(topic) && is_negated(prose, topic, at))) continue;
      Mentions& mentions = out.mentions[number];
      std::uint16_t& count = prose.words()[at].subject ? mentions.subject : mentions.body;
      if (count < kMostMentions) ++count;
      note_evidence(prose, at, longest[number], topic, out);
    }
  }
  return out;
}

}  // namespace streamguard::repo
