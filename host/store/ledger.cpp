#include "store/ledger.hpp"

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/crc32c.hpp"
#include "core/limits.hpp"
#include "store/json_text.hpp"

namespace streamguard::store {
namespace {

constexpr std::string_view kCrcKey = ",\"line_crc\":\"";
constexpr std::size_t kCrcTail = kCrcKey.size() + 8 + 2;  // eight digits, a quote and a brace
constexpr std::size_t kBlock = 1 * limits::MiB;
/// Longer than any line we write: a token, its escapes, and a list of units.
constexpr std::size_t kLongestLine = 64 * limits::MiB;

std::string hex8(std::uint32_t value) {
  std::array<char, 9> text{};
  std::snprintf(text.data(), text.size(), "%08x", static_cast<unsigned>(value));
  return text.data();
}

bool read_hex8(const nlohmann::json& text, std::uint32_t& value) {
  const auto& digits = text.get_ref<const std::string&>();
  if (digits.size() != 8 || digits.find_first_not_of("0123456789abcdef") != std::string::npos) return false;
  value = static_cast<std::uint32_t>(std::stoul(digits, nullptr, 16));
  return true;
}

bool read_end(const std::string& name, End& end) {
  for (const End known : {End::open, End::target, End::exhausted}) {
    if (name == name_of(known)) {
      end = known;
      return true;
    }
  }
  return false;
}

bool read_json(const nlohmann::json& line, Entry& entry) {
  Committed& totals = entry.totals;
  totals.sequence = line.at("seq").get<std::uint64_t>();
  totals.epoch = line.at("epoch").get<std::uint64_t>();
  totals.bytes = line.at("end").get<std::uint64_t>();
  totals.records = line.at("records").get<std::uint64_t>();
  entry.rejected_end = line.at("rejected_end").get<std::uint64_t>();
  totals.rejected = line.at("rejected").get<std::uint64_t>();
  totals.duplicates = line.at("duplicates").get<std::uint64_t>();
  totals.rejected_by_reason = line.at("reasons").get<std::map<std::string, std::uint64_t>>();
  totals.token = line.at("token").get<std::string>();
  totals.quarantined = line.at("units").get<std::vector<std::string>>();
  return read_hex8(line.at("crc"), entry.crc) && read_hex8(line.at("rejected_crc"), entry.rejected_crc) &&
         read_end(line.at("state").get<std::string>(), totals.end);
}

/// Follows the lines and judges each by the one before.
struct Scanner {
  LedgerScan scan;
  std::uint64_t bad_at = 0;
  bool bad = false, good_after_bad = false;

  void line(std::string_view text, std::uint64_t begin) {
    Entry entry;
    const bool whole = read_line(text, entry);
    const Entry& last = scan.last;
    const bool follows = whole && entry.totals.sequence == last.totals.sequence + 1 &&
                         entry.totals.bytes >= last.totals.bytes && entry.rejected_end >= last.rejected_end;
    if (bad || !follows) {
      good_after_bad = good_after_bad || (bad && whole);
      if (!std::exchange(bad, true)) bad_at = begin;
      return;
    }
    scan.lines.push_back(
        {begin, begin + text.size() + 1, entry.totals.bytes, entry.rejected_end, entry.crc, entry.rejected_crc});
    scan.last = std::move(entry);
  }
};

}  // namespace

const char* name_of(End end) noexcept {
  switch (end) {
    case End::open:
      return "open";
    case End::target:
      return "target";
    case End::exhausted:
      return "exhausted";
  }
  return "?";
}

std::string line_of(const Entry& entry) {
  const Committed& totals = entry.totals;
  std::string line = "{\"seq\":" + std::to_string(totals.sequence) + ",\"epoch\":" + std::to_string(totals.epoch) +
                     ",\"end\":" + std::to_string(totals.bytes) + ",\"records\":" + std::to_string(totals.records) +
                     ",\"crc\":\"" + hex8(entry.crc) + "\",\"rejected_end\":" + std::to_string(entry.rejected_end) +
                     ",\"rejected\":" + std::to_string(totals.rejected) + ",\"rejected_crc\":\"" +
                     hex8(entry.rejected_crc) + "\",\"duplicates\":" + std::to_string(totals.duplicates) +
                     ",\"reasons\":{";
  const char* comma = "";
  for (const auto& [reason, count] : totals.rejected_by_reason) {
    line += std::exchange(comma, ",");
    append_quoted(line, reason);
    line += ":" + std::to_string(count);
  }
  line += "},\"token\":";
  append_quoted(line, totals.token);
  line += ",\"units\":[";
  comma = "";
  for (const std::string& unit : totals.quarantined) {
    line += std::exchange(comma, ",");
    append_quoted(line, unit);
  }
  line += "],\"state\":\"" + std::string(name_of(totals.end)) + "\"";
  const std::uint32_t crc = crc32c::of(line);
  line += std::string(kCrcKey) + hex8(crc) + "\"}\n";
  return line;
}

bool read_line(std::string_view line, Entry& entry) {
  if (line.size() < kCrcTail) return false;
  const std::string_view body = line.substr(0, line.size() - kCrcTail);
  if (line.substr(body.size()) != std::string(kCrcKey) + hex8(crc32c::of(body)) + "\"}") return false;
  const auto json = nlohmann::json::parse(line, nullptr, false);
  if (!json.is_object()) return false;
  try {
    return read_json(json, entry);
  } catch (const nlohmann::json::exception&) {  // a key is missing or has another type
    return false;
  }
}

Result<LedgerScan> scan_ledger(const os::File& ledger, const std::string& path) {
  Scanner scanner;
  std::string held;  // from the beginning of the line that is not complete yet
  std::uint64_t held_at = 0, offset = 0;
  std::vector<char> block(kBlock);
  for (;;) {
    auto got = ledger.read(offset, block);
    if (!got) return std::move(got).error().in("reading the ledger");
    if (*got == 0) break;
    const std::size_t seen = held.size();
    held.append(block.data(), *got);
    offset += *got;
    std::size_t begin = 0;
    for (std::size_t stop = held.find('\n', seen); stop != std::string::npos; stop = held.find('\n', begin)) {
      scanner.line(std::string_view(held).substr(begin, stop - begin), held_at + begin);
      begin = stop + 1;
    }
    held.erase(0, begin);
    held_at += begin;
    if (held.size() > kLongestLine) break;  // no line of ours: a tail
  }
  if (scanner.good_after_bad) {
    return Error{Code::data,
                 path + ": the ledger is damaged at byte " + std::to_string(scanner.bad_at) +
                     " and goes on soundly after it: bring the file back from a copy, or begin again with --fresh"};
  }
  return std::move(scanner.scan);
}

Result<Entry> read_entry(const os::File& ledger, const LineMark& line, const std::string& path) {
  std::string text(static_cast<std::size_t>(line.end - line.begin), '\0');
  std::size_t done = 0;
  while (done < text.size()) {
    auto got = ledger.read(line.begin + done, std::span(text).subspan(done));
    if (!got) return std::move(got).error().in("reading the ledger");
    if (*got == 0) break;
    done += *got;
  }
  Entry entry;
  if (done != text.size() || !read_line(std::string_view(text).substr(0, text.size() - 1), entry)) {
    return Error{Code::io, path + ": the ledger changed while it was read: is another program writing there?"};
  }
  return entry;
}

}  // namespace streamguard::store
