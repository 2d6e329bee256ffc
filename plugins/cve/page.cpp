#include "cve/page.hpp"

#include <algorithm>
#include <utility>

namespace streamguard::cve {
namespace {

constexpr std::string_view kListKey = "\"vulnerabilities\"";
constexpr std::string_view kCveKey = "\"cve\"";
constexpr std::size_t kStretch = 24 * 1024;  ///< parsed at once: what the processor's first caches hold

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

std::size_t skip_space(std::string_view text, std::size_t at) {
  while (at < text.size() && is_space(text[at])) ++at;
  return at;
}

/// Where the text `"cve"` stands. Compilers turn the inner loop into SIMD instructions, which makes it several times as
/// fast as memmem(): this is all that is done to most bytes beside parsing them.
std::size_t next_key(std::string_view text, std::size_t at) {
  constexpr std::size_t kBlock = 64;
  for (; at + kBlock + kCveKey.size() <= text.size(); at += kBlock) {
    const char* block = text.data() + at;
    unsigned char hit = 0;
    for (std::size_t i = 0; i < kBlock; ++i) {
      hit = static_cast<unsigned char>(hit | ((block[i] == '"') & (block[i + 1] == 'c') & (block[i + 4] == '"')));
    }
    if (hit == 0) continue;
    const std::size_t found = text.substr(at, kBlock + kCveKey.size() - 1).find(kCveKey);
    if (found != std::string_view::npos) return at + found;
  }
  return text.find(kCveKey, at);
}

/// Behind the bracket that brings `depth` back to 0; npos where none does.
std::size_t closed(std::string_view text, std::size_t at, std::size_t depth) {
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') {
      for (++at; at < text.size() && text[at] != '"'; ++at) at += text[at] == '\\';
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      return at + 1;
    }
  }
  return std::string_view::npos;
}

/// Where the value that begins at `at` ends, by its brackets; npos where it does not.
std::size_t value_end(std::string_view text, std::size_t at) { return closed(text, at, 0); }

/// The ']' of the list in which `at` lies.
std::size_t list_end(std::string_view text, std::size_t at) {
  const std::size_t end = closed(text, at, 1);
  return end == std::string_view::npos || text[end - 1] != ']' ? std::string_view::npos : end - 1;
}

/// The next '{' behind `from` that a key "cve" follows, and a colon after it. Inside a text the quotes would be
/// escaped, so it is one of the document's own braces.
std::size_t next_entry(std::string_view text, std::size_t from) {
  for (std::size_t at = from; (at = next_key(text, at)) != std::string_view::npos; at += kCveKey.size()) {
    const std::size_t colon = skip_space(text, at + kCveKey.size());
    if (colon >= text.size() || text[colon] != ':') continue;
    std::size_t brace = at;
    while (brace > from && is_space(text[brace - 1])) --brace;
    if (brace > from && text[brace - 1] == '{') return brace - 1;
  }
  return std::string_view::npos;
}

bool is_cve_id(std::string_view id) {
  constexpr std::size_t kShortest = 13, kLongest = 32;  // CVE-2024-1234
  return id.size() >= kShortest && id.size() <= kLongest && id.starts_with("CVE-") &&
         std::all_of(id.begin() + 4, id.end(), [](char c) { return (c >= '0' && c <= '9') || c == '-'; });
}

}  // namespace

bool Page::fail(std::string why) {
  problem_ = std::move(why);
  entries_.clear();
  return false;
}

bool Page::damaged() const {
  return std::any_of(faults_.begin(), faults_.end(), [](const Fault& fault) { return fault.damaged; });
}

bool Page::read(std::span<char> bytes) {
  const std::string_view document(bytes.data(), bytes.size());
  problem_.clear();
  entries_.clear();
  faults_.clear();
  total_ = start_ = 0;
  const std::size_t key = document.find(kListKey);
  if (key == std::string_view::npos) return fail("it has no list of vulnerabilities");
  std::size_t at = skip_space(document, key + kListKey.size());
  if (at >= document.size() || document[at] != ':') return fail("its list of vulnerabilities has no value");
  at = skip_space(document, at + 1);
  if (at >= document.size() || document[at] != '[') return fail("its vulnerabilities are no list");
  const std::string_view head = document.substr(0, ++at);
  if (!read_entries(bytes, at)) return false;
  return read_frame(head, document.substr(at));
}

/// `at`: behind the list's '['; afterwards at its ']'.
bool Page::read_entries(std::span<char> bytes, std::size_t& at) {
  const std::string_view document(bytes.data(), bytes.size());
  for (at = skip_space(document, at); at < document.size() && document[at] != ']';) {
    if (document[at] != '{') return fail("at byte " + std::to_string(at) + " there is no entry");
    const std::size_t next =
        document.size() - at > kStretch ? next_entry(document, at + kStretch) : std::string_view::npos;
    std::size_t end = next == std::string_view::npos ? list_end(document, at) : next;
    if (end == std::string_view::npos) return fail("its list of vulnerabilities breaks off");
    while (end > at && (is_space(document[end - 1]) || document[end - 1] == ',')) --end;
    if (!take_stretch(bytes, at, end) && !take_one_by_one(document, at, end)) return false;
    if (entries_.size() > kMostEntries) return fail("it has over " + std::to_string(kMostEntries) + " entries");
    at = skip_space(document, end);
    const bool more = at < document.size() && document[at] == ',';
    if (more) at = skip_space(document, at + 1);
    if (at >= document.size() || (document[at] == ']') == more) return fail("its list of vulnerabilities breaks off");
  }
  return at < document.size() || fail("its list of vulnerabilities breaks off");
}

/// Takes some entries at once: by a walk over their tokens where they are plain, else by a DOM, which is still a third
/// faster than one by one. False, with nothing taken, where they are not JSON or do not lie where they seem to.
bool Page::take_stretch(std::span<char> bytes, std::size_t first, std::size_t last) {
  const std::string_view text(bytes.data() + first, last - first);
  // They become a list of their own for a moment: that is cheaper than to copy them.
  const char before = std::exchange(bytes[first - 1], '[');
  const char behind = std::exchange(bytes[last], ']');
  const bool plain = scan_.read({bytes.data() + first - 1, text.size() + 2});
  simdjson::dom::array list;
  const auto error =
      plain ? simdjson::SUCCESS : parser_.parse(bytes.data() + first - 1, text.size() + 2, false).get(list);
  bytes[first - 1] = before;
  bytes[last] = behind;
  if (!plain) return error == simdjson::SUCCESS && take_list(text, list);
  for (const ScannedEntry& entry : scan_.entries()) take(entry.text, entry.id, entry.published);
  return true;
}

bool Page::take_list(std::string_view text, simdjson::dom::array list) {
  starts_.clear();
  for (std::size_t at = 0; at != std::string_view::npos; at = next_entry(text, at + 1)) starts_.push_back(at);
  starts_.push_back(text.size());
  if (list.size() + 1 != starts_.size()) return false;
  std::size_t place = 0;
  for (const simdjson::dom::element item : list) {
    const std::size_t begin = starts_[place++];
    std::size_t end = starts_[place];
    while (end > begin && (is_space(text[end - 1]) || text[end - 1] == ',')) --end;
    take(text.substr(begin, end - begin), item);
  }
  return true;
}

/// Takes the entries from `at` to `end`, which moves where the last of them turns out to be longer.
bool Page::take_one_by_one(std::string_view document, std::size_t at, std::size_t& end) {
  while (at < end) {
    if (document[at] != '{') return fail("at byte " + std::to_string(at) + " there is no entry");
    const std::size_t next = std::min(next_entry(document.substr(0, end), at + 1), end);
    std::size_t last = next;
    while (last > at && (is_space(document[last - 1]) || document[last - 1] == ',')) --last;
    simdjson::dom::element item;
    auto error = parser_.parse(document.data() + at, last - at, false).get(item);
    if (error != simdjson::SUCCESS) {
      // Perhaps the CVE has a key of that name itself: then its brackets tell where it ends.
      const std::size_t whole = value_end(document, at);
      if (whole != std::string_view::npos && whole != last &&
          parser_.parse(document.data() + at, whole - at, false).get(item) == simdjson::SUCCESS) {
        error = simdjson::SUCCESS;
        last = whole;
      }
    }
    if (error == simdjson::SUCCESS) {
      take(document.substr(at, last - at), item);
    } else {
      faults_.push_back({entries_.size(), simdjson::error_message(error), true});
      entries_.push_back({document.substr(at, last - at), {}});
    }
    end = std::max(end, last);
    at = skip_space(document, last);
    if (at < end && document[at] == ',') at = skip_space(document, at + 1);
  }
  return true;
}

/// What surrounds the entries must be an object, too, and tells how many there are.
bool Page::read_frame(std::string_view head, std::string_view tail) {
  frame_.assign(head).append(tail);
  simdjson::dom::object frame;
  const simdjson::error_code error = parser_.parse(frame_).get_object().get(frame);
  if (error != simdjson::SUCCESS)
    return fail(std::string("it is not a JSON object: ") + simdjson::error_message(error));
  if (frame["totalResults"].get(total_) != simdjson::SUCCESS) return fail("it does not tell totalResults");
  if (frame["startIndex"].get(start_) != simdjson::SUCCESS) start_ = 0;
  return true;
}

void Page::take(std::string_view text, simdjson::dom::element root) {
  simdjson::dom::object cve;
  if (root["cve"].get(cve) != simdjson::SUCCESS) return take(text, std::nullopt, std::nullopt);
  const auto text_at = [&cve](std::string_view key) {
    std::string_view found;
    return cve[key].get(found) == simdjson::SUCCESS ? std::optional(found) : std::nullopt;
  };
  take(text, text_at("id"), text_at("published"));
}

void Page::take(std::string_view text, std::optional<std::string_view> id, std::optional<std::string_view> published) {
  Entry entry{text, {}};
  if (!id || !is_cve_id(*id)) {
    faults_.push_back({entries_.size(), "it has no id of a CVE", false});
  } else if (const auto time = published ? parse_time(*published) : std::nullopt) {
    entry.key = {*time, std::string(*id)};
  } else {
    faults_.push_back({entries_.size(), std::string(*id) + " does not tell when it was published", false});
  }
  entries_.push_back(std::move(entry));
}

std::string_view cve_bytes(std::string_view entry) {
  const std::size_t colon = entry.find(':', entry.find(kCveKey) + kCveKey.size());
  std::size_t end = entry.size() - 1;
  while (end > colon && is_space(entry[end - 1])) --end;
  const std::size_t begin = skip_space(entry, colon + 1);
  return entry.substr(begin, end - begin);
}

}  // namespace streamguard::cve
