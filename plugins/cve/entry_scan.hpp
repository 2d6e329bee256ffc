/// entry_scan.hpp: a list of entries checked and cut in one walk over the tokens that simdjson's first stage finds, at
/// half the cost of a DOM. One thread at a time; what it finds borrows from the text.
///
/// It takes nothing that simdjson's DOM parser would refuse, but refuses more: numbers with exponents or very many
/// digits, surrogates written as escapes, deep nesting, keys that are spelled with escapes. What it refuses may still
/// be good; that is for the DOM parser to say.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace streamguard::cve {

/// One {"cve": {…}, …} of the list.
struct ScannedEntry {
  std::string_view text;                      ///< from its '{' to its '}'
  std::optional<std::string_view> id;         ///< of the cve object; nullopt where it has none that is a text
  std::optional<std::string_view> published;  ///< likewise
};

class EntryScan {
 public:
  /// `list` is "[{…},…]", with simdjson's padding readable behind it. False: somebody else must look at it.
  bool read(std::string_view list);

  const std::vector<ScannedEntry>& entries() const { return entries_; }

 private:
  bool tokenize();
  bool good_escapes() const;
  bool entry();
  bool cve(ScannedEntry& entry);
  bool known_text(std::optional<std::string_view>& text, bool& seen);
  bool field();
  bool object();
  bool array();
  bool value();
  bool scalar();

  char peek() const { return next_ == end_ ? '\0' : list_[*next_]; }
  bool skip_if(char c) {
    if (peek() != c) return false;
    ++next_;
    return true;
  }
  std::string_view take();
  bool take_text(std::string_view& raw);

  std::unique_ptr<simdjson::internal::dom_parser_implementation> stage1_;
  std::string_view list_;
  const std::uint32_t *next_ = nullptr, *end_ = nullptr;
  std::size_t depth_ = 0;
  std::vector<ScannedEntry> entries_;
};

}  // namespace streamguard::cve
