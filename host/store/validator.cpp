#include "store/validator.hpp"

#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <string>
#include <vector>

#include "core/batch.hpp"
#include "core/limits.hpp"
#include "store/json_text.hpp"
#include "store/sample_shape.hpp"

namespace streamguard::store {
namespace {

static_assert(Batch::kPadding >= simdjson::SIMDJSON_PADDING);

/// The first stage keeps four bytes of memory for each of the longest record it saw; above this it is made anew.
constexpr std::size_t kFirstCapacity = 16 * limits::KiB;
constexpr std::size_t kKeptCapacity = 256 * limits::KiB;

/// Control bytes are no part of a record anywhere: inside strings JSON forbids them, and between tokens a line feed or
/// a carriage return would end the line for some reader.
bool has_control_byte(std::string_view record) noexcept {
  std::size_t at = 0;
  for (; at + 64 <= record.size(); at += 64) {
    unsigned char found = 0;
    for (std::size_t i = 0; i < 64; ++i) {  // a fixed count, which compilers turn into vector code
      found |= static_cast<unsigned char>(static_cast<unsigned char>(record[at + i]) < 0x20);
    }
    if (found != 0) return true;
  }
  return std::any_of(record.begin() + static_cast<std::ptrdiff_t>(at), record.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

/// 64 lower-case hex digits to their first 128 bits.
bool read_sample_key(std::string_view id, SampleKey& key) noexcept {
  if (id.size() != 64) return false;
  std::uint64_t words[4] = {};
  for (std::size_t i = 0; i < 64; ++i) {
    const char c = id[i];
    std::uint64_t digit = 0;
    if (c >= '0' && c <= '9')
      digit = static_cast<std::uint64_t>(c - '0');
    else if (c >= 'a' && c <= 'f')
      digit = static_cast<std::uint64_t>(c - 'a') + 10;
    else
      return false;
    words[i / 16] = words[i / 16] << 4 | digit;
  }
  key = SampleKey{words[0], words[1]};
  return true;
}

/// Walks along the tokens that simdjson's first stage found. A token begins at a structural character, a quote or the
/// first character of anything else outside strings, and reaches to the next one: nothing of the record lies between
/// two.
class Tokens {
 public:
  Tokens() = default;
  Tokens(const char* text, const std::uint32_t* starts, std::size_t count)
      : text_(text), next_(starts), end_(starts + count) {}

  bool at_end() const noexcept { return next_ == end_; }
  /// The next token's first character, or NUL behind the last (which no token begins with).
  char peek() const noexcept { return at_end() ? '\0' : text_[*next_]; }
  const char* place() const noexcept { return text_ + *next_; }
  void skip() noexcept { ++next_; }
  bool skip_if(char c) noexcept {
    if (peek() != c) return false;
    ++next_;
    return true;
  }
  /// All of the token without the spaces behind it. The first stage leaves the text's size behind the last start.
  std::string_view take() noexcept {
    std::string_view token(text_ + next_[0], next_[1] - next_[0]);
    ++next_;
    while (!token.empty() && token.back() == ' ') token.remove_suffix(1);
    return token;
  }
  /// What stands between the quotes of the string that comes next; false where it is none.
  bool take_string(std::string_view& raw) noexcept {
    if (peek() != '"') return false;
    const std::string_view token = take();
    if (token.size() < 2 || token.back() != '"') return false;
    raw = token.substr(1, token.size() - 2);
    return true;
  }

 private:
  const char* text_ = nullptr;
  const std::uint32_t *next_ = nullptr, *end_ = nullptr;
};

}  // namespace

struct Validator::Parser {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> stage1;
  std::string reason;
  std::vector<std::string_view> open_keys;  ///< keys that no Field names, of all objects that are open now
  std::deque<std::string> unescaped;        ///< what the escaped ones of them stand for
  SampleKey key;
  Tokens tokens;

  bool fail(std::string_view what) {
    reason = what;
    return false;
  }
  bool fail(std::string_view what, std::string_view place, bool below = false) {
    reason.assign(what).append(": ").append(place);
    if (below) reason += place.empty() ? "*" : ".*";
    return false;
  }

  bool tokenize(std::string_view text);
  bool record(std::string_view text);
  bool find_key(std::string_view text);
  bool object(const Shape* shape, std::string_view place, int depth);
  bool field(const Shape* shape, std::size_t& expected, std::uint32_t& seen, std::string_view place, int depth);
  bool array(const Field* field, std::string_view place, int depth);
  bool value(const Field* field, std::string_view place, int depth);
  bool string(const Field* field);
  bool number(const Field* field);
  bool missing(const Shape& shape, std::uint32_t seen);
  bool distinct_keys(std::size_t first, std::string_view place);
};

bool Validator::Parser::tokenize(std::string_view text) {
  if (stage1 == nullptr || stage1->capacity() < text.size()) {
    const std::size_t capacity = std::max(text.size(), kFirstCapacity);
    stage1.reset();
    const auto* machine = simdjson::get_active_implementation().operator->();
    if (machine->create_dom_parser_implementation(capacity, 1, stage1) != simdjson::SUCCESS) return fail("not JSON");
  }
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto error = stage1->stage1(bytes, text.size(), simdjson::stage1_mode::regular);
  if (error == simdjson::UTF8_ERROR) return fail("not UTF-8");
  if (error != simdjson::SUCCESS) return fail("not JSON");
  tokens = Tokens(text.data(), stage1->structural_indexes.get(), stage1->n_structural_indexes);
  return true;
}

bool Validator::Parser::record(std::string_view text) {
  if (text.empty()) return fail("empty");
  if (text.size() > limits::kRecordBytes) return fail("too long");
  if (has_control_byte(text)) return fail("control byte");
  if (!tokenize(text)) return false;
  open_keys.clear();
  if (!unescaped.empty()) unescaped.clear();
  if (!tokens.skip_if('{')) return fail("not an object");
  if (!object(&kSampleShape, "", 1)) return false;
  return tokens.at_end() || fail("trailing bytes");
}

/// Called behind the '{'; returns behind the '}'.
bool Validator::Parser::object(const Shape* shape, std::string_view place, int depth) {
  if (depth > kDepth) return fail("too deep");
  const std::size_t first_key = open_keys.size();
  std::uint32_t seen = 0;
  std::size_t expected = 0;
  if (!tokens.skip_if('}')) {
    do {
      if (!field(shape, expected, seen, place, depth)) return false;
    } while (tokens.skip_if(','));
    if (!tokens.skip_if('}')) return fail("not JSON");
  }
  if (shape != nullptr && !missing(*shape, seen)) return false;
  if (open_keys.size() != first_key) {
    if (!distinct_keys(first_key, place)) return false;
    open_keys.resize(first_key);
  }
  return true;
}

/// One "key": value. Keys mostly come in the schema's order, so the one behind the last is tried first.
bool Validator::Parser::field(const Shape* shape, std::size_t& expected, std::uint32_t& seen, std::string_view place,
                              int depth) {
  const std::span<const Field> fields = shape != nullptr ? shape->fields : std::span<const Field>();
  if (tokens.peek() != '"') return fail("not JSON");
  std::size_t index = fields.size();
  if (expected < fields.size()) {
    const std::string_view name = fields[expected].name;  // shorter than the padding, so it may be compared at once
    const char* text = tokens.place() + 1;
    if (std::memcmp(text, name.data(), name.size()) == 0 && text[name.size()] == '"') index = expected;
  }
  if (index < fields.size()) {
    tokens.skip();
  } else {
    std::string_view name;
    if (!tokens.take_string(name)) return fail("not JSON");
    const Escapes escapes = check_escapes(name);
    if (escapes == Escapes::bad) return fail("escape");
    if (escapes == Escapes::good) name = unescaped.emplace_back(unescape(name));
    for (index = 0; index < fields.size() && fields[index].name != name;) ++index;
    if (index == fields.size()) open_keys.push_back(name);
  }
  if (!tokens.skip_if(':')) return fail("not JSON");
  if (index == fields.size()) return value(nullptr, place, depth);
  const Field& known = fields[index];
  if ((seen >> index & 1u) != 0) return fail("duplicate key", known.place);
  seen |= 1u << index;
  expected = index + 1;
  return value(&known, known.place, depth);
}

bool Validator::Parser::missing(const Shape& shape, std::uint32_t seen) {
  for (std::size_t i = 0; i < shape.fields.size(); ++i) {
    if (shape.fields[i].required && (seen >> i & 1u) == 0) return fail("missing", shape.fields[i].place);
  }
  return true;
}

bool Validator::Parser::distinct_keys(std::size_t first, std::string_view place) {
  constexpr std::size_t kFew = 8;
  const auto begin = open_keys.begin() + static_cast<std::ptrdiff_t>(first);
  const auto count = static_cast<std::size_t>(open_keys.end() - begin);
  if (count <= kFew) {
    for (auto a = begin; a != open_keys.end(); ++a) {
      if (std::find(a + 1, open_keys.end(), *a) != open_keys.end()) return fail("duplicate key", place, true);
    }
    return true;
  }
  std::sort(begin, open_keys.end());
  return std::adjacent_find(begin, open_keys.end()) == open_keys.end() || fail("duplicate key", place, true);
}

/// Called behind the '['; returns behind the ']'.
bool Validator::Parser::array(const Field* field, std::string_view place, int depth) {
  if (depth > kDepth) return fail("too deep");
  const Field* item = field != nullptr ? field->items : nullptr;
  std::uint64_t count = 0;
  if (!tokens.skip_if(']')) {
    do {
      if (!value(item, item != nullptr ? item->place : place, depth)) return false;
      ++count;
    } while (tokens.skip_if(','));
    if (!tokens.skip_if(']')) return fail("not JSON");
  }
  if (field != nullptr && field->exact_items != 0 && count != field->exact_items) return fail("items", field->place);
  return true;
}

bool Validator::Parser::value(const Field* field, std::string_view place, int depth) {
  const unsigned allowed = field != nullptr ? field->types : static_cast<unsigned>(kAnyType);
  const auto allow = [&](unsigned types) { return (allowed & types) != 0 || fail("type", place); };
  switch (tokens.peek()) {
    case '"':
      return allow(kString) && string(field);
    case '{':
      tokens.skip();
      return allow(kObject) && object(field != nullptr ? field->shape : nullptr, place, depth + 1);
    case '[':
      tokens.skip();
      return allow(kArray) && array(field, place, depth + 1);
    case 'n':
      return tokens.take() == "null" ? allow(kNull) : fail("not JSON");
    case 't':
      return tokens.take() == "true" ? allow(kBoolean) : fail("not JSON");
    case 'f':
      return tokens.take() == "false" ? allow(kBoolean) : fail("not JSON");
    case '\0':
      return fail("not JSON");
    default:
      return number(field);
  }
}

bool Validator::Parser::string(const Field* field) {
  std::string_view text;
  if (!tokens.take_string(text)) return fail("not JSON");
  const Escapes escapes = check_escapes(text);
  if (escapes == Escapes::bad) return fail("escape");
  if (field == nullptr || (field->words.empty() && field != kSampleIdField && field != kSourceField)) return true;

  std::string storage;
  if (escapes == Escapes::good) text = storage = unescape(text);
  if (field == kSampleIdField) return read_sample_key(text, key) || fail("pattern", field->place);
  if (field == kSourceField) return !text.empty() || fail("empty", field->place);
  return std::find(field->words.begin(), field->words.end(), text) != field->words.end() || fail("enum", field->place);
}

bool Validator::Parser::number(const Field* field) {
  const std::string_view token = tokens.take();
  bool integer = false;
  if (!check_number(token, integer)) return fail("not JSON");
  if (field != nullptr && (field->types & (kInteger | kNumber)) == 0) return fail("type", field->place);
  if (field != nullptr && (field->types & kNumber) == 0) {
    std::int64_t whole = 0;
    const auto end = token.data() + token.size();
    return (integer && std::from_chars(token.data(), end, whole).ec == std::errc()) || fail("type", field->place);
  }
  // Only an exponent or very many digits can leave the range of a double.
  constexpr std::size_t kSafeDigits = 300;
  if (token.size() < kSafeDigits && token.find_first_of("eE") == std::string_view::npos) return true;
  return std::isfinite(std::strtod(std::string(token).c_str(), nullptr)) || fail("number");
}

bool Validator::Parser::find_key(std::string_view text) {
  if (!tokenize(text)) return false;
  int depth = 0;
  std::string_view name, id;
  while (!tokens.at_end()) {
    const char c = tokens.peek();
    if (c == '"' && depth == 1) {
      if (!tokens.take_string(name)) return false;
      if (!tokens.skip_if(':')) continue;
      if (name != "sample_id" && (check_escapes(name) != Escapes::good || unescape(name) != "sample_id")) continue;
      return tokens.take_string(id) && check_escapes(id) != Escapes::bad && read_sample_key(unescape(id), key);
    }
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    tokens.skip();
  }
  return false;
}

Validator::Validator() : parser_(std::make_unique<Parser>()) {}
Validator::~Validator() = default;
Validator::Validator(Validator&&) noexcept = default;
Validator& Validator::operator=(Validator&&) noexcept = default;

std::string_view Validator::check(std::string_view record, SampleKey& key) {
  const bool good = parser_->record(record);
  if (record.size() > kKeptCapacity) parser_->stage1.reset();
  if (!good) return parser_->reason;
  key = parser_->key;
  return {};
}

bool Validator::find_key(std::string_view record, SampleKey& key) {
  const bool found = parser_->find_key(record);
  if (record.size() > kKeptCapacity) parser_->stage1.reset();
  if (found) key = parser_->key;
  return found;
}

}  // namespace streamguard::store
