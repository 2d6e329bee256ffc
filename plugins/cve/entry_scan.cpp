#include "cve/entry_scan.hpp"

#include <algorithm>
#include <utility>

namespace streamguard::cve {
namespace {

constexpr std::size_t kFirstCapacity = 64 * 1024;  ///< of the first stage, which keeps four bytes for each
constexpr std::size_t kDeepest = 64;
constexpr std::size_t kMostDigits = 15;  ///< as many fit any integer, and no double out of its range
constexpr std::string_view kCve = "\"cve\"";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// Digits, perhaps with a minus before them and a fraction behind them.
bool is_plain_number(std::string_view token) {
  if (token.starts_with('-')) token.remove_prefix(1);
  const std::size_t whole = std::min(token.find('.'), token.size());
  const std::string_view fraction = token.substr(whole);
  if (whole == 0 || fraction.size() == 1 || token.size() > kMostDigits) return false;
  if (token[0] == '0' && whole != 1) return false;
  const auto digits = [](std::string_view text) { return std::all_of(text.begin(), text.end(), is_digit); };
  return digits(token.substr(0, whole)) && (fraction.empty() || digits(fraction.substr(1)));
}

}  // namespace

bool EntryScan::read(std::string_view list) {
  list_ = list;
  entries_.clear();
  depth_ = 0;
  if (!tokenize() || !good_escapes() || !skip_if('[')) return false;
  do {
    if (!entry()) return false;
  } while (skip_if(','));
  return skip_if(']') && next_ == end_;
}

/// The first stage finds where tokens begin: at a structural character, at the quote that opens a text, and at the
/// first character of anything else outside texts. It also checks that texts are closed and hold no control bytes, and
/// UTF-8.
bool EntryScan::tokenize() {
  if (stage1_ == nullptr || stage1_->capacity() < list_.size()) {
    stage1_.reset();
    const auto* machine = simdjson::get_active_implementation().operator->();
    const std::size_t capacity = std::max(list_.size(), kFirstCapacity);
    if (machine->create_dom_parser_implementation(capacity, 1, stage1_) != simdjson::SUCCESS) return false;
  }
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(list_.data());
  if (stage1_->stage1(bytes, list_.size(), simdjson::stage1_mode::regular) != simdjson::SUCCESS) return false;
  next_ = stage1_->structural_indexes.get();
  end_ = next_ + stage1_->n_structural_indexes;
  return true;
}

/// A backslash outside of texts would be part of a scalar, where it is refused; so all of them can be looked at here,
/// however few they are.
bool EntryScan::good_escapes() const {
  for (std::size_t at = 0; (at = list_.find('\\', at)) != std::string_view::npos; at += 2) {
    const char kind = at + 1 < list_.size() ? list_[at + 1] : '\0';
    if (kind != 'u') {
      if (kind == '\0' || std::string_view("\"\\/bfnrt").find(kind) == std::string_view::npos) return false;
      continue;
    }
    const std::string_view digits = list_.substr(at + 2, 4);
    if (digits.size() < 4 || !std::all_of(digits.begin(), digits.end(), is_hex)) return false;
    if (digits[0] == 'd' || digits[0] == 'D') return false;  // perhaps half of a pair
  }
  return true;
}

/// All of the token without the white space behind it. Behind the last token's start stands the text's size.
std::string_view EntryScan::take() {
  std::string_view token = list_.substr(next_[0], next_[1] - next_[0]);
  ++next_;
  while (token.back() == ' ' || token.back() == '\n' || token.back() == '\r' || token.back() == '\t') {
    token.remove_suffix(1);
  }
  return token;
}

/// What stands between the quotes, where that is what it means, too.
bool EntryScan::take_text(std::string_view& raw) {
  if (peek() != '"') return false;
  raw = take();
  if (raw.size() < 2 || raw.back() != '"' || raw.find('\\') != std::string_view::npos) return false;
  raw = raw.substr(1, raw.size() - 2);
  return true;
}

bool EntryScan::entry() {
  if (peek() != '{') return false;
  const std::size_t begin = *next_++;
  if (peek() != '"' || list_.substr(*next_, kCve.size()) != kCve) return false;
  ++next_;
  ScannedEntry entry;
  if (!skip_if(':') || !cve(entry)) return false;
  while (skip_if(',')) {
    if (!field()) return false;
  }
  if (peek() != '}') return false;
  entry.text = list_.substr(begin, *next_++ + 1 - begin);
  entries_.push_back(entry);
  return true;
}

/// Of a key that comes twice the first one counts, as in a DOM.
bool EntryScan::cve(ScannedEntry& entry) {
  if (!skip_if('{')) return false;
  if (skip_if('}')) return true;
  bool has_id = false, has_published = false;
  do {
    std::string_view key;
    if (!take_text(key) || !skip_if(':')) return false;
    const bool good = key == "id"          ? known_text(entry.id, has_id)
                      : key == "published" ? known_text(entry.published, has_published)
                                           : value();
    if (!good) return false;
  } while (skip_if(','));
  return skip_if('}');
}

bool EntryScan::known_text(std::optional<std::string_view>& text, bool& seen) {
  if (std::exchange(seen, true) || peek() != '"') return value();
  return take_text(text.emplace());
}

bool EntryScan::field() {
  if (peek() != '"') return false;
  ++next_;
  return skip_if(':') && value();
}

bool EntryScan::object() {
  if (++depth_ > kDeepest) return false;
  if (!skip_if('}')) {
    do {
      if (!field()) return false;
    } while (skip_if(','));
    if (!skip_if('}')) return false;
  }
  --depth_;
  return true;
}

bool EntryScan::array() {
  if (++depth_ > kDeepest) return false;
  if (!skip_if(']')) {
    do {
      if (!value()) return false;
    } while (skip_if(','));
    if (!skip_if(']')) return false;
  }
  --depth_;
  return true;
}

/// A text needs no look at its end: what follows its closing quote is a token of its own, unless it is white space.
bool EntryScan::value() {
  switch (peek()) {
    case '"':
      ++next_;
      return true;
    case '{':
      ++next_;
      return object();
    case '[':
      ++next_;
      return array();
    default:
      return scalar();
  }
}

bool EntryScan::scalar() {
  if (next_ == end_) return false;
  const std::string_view token = take();
  return token == "true" || token == "false" || token == "null" || is_plain_number(token);
}

}  // namespace streamguard::cve
