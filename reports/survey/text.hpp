/// text.hpp: text of others made fit for a line of a report, before a format's own escaping. Pure functions on valid
/// UTF-8; bytes that are not are replaced.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace streamguard::survey {

struct Symbol {
  char32_t code;
  std::string_view bytes;
};

/// Takes the first character off `text`, which is not empty; U+FFFD for a byte that begins none.
Symbol take_symbol(std::string_view& text);
bool is_space(char32_t code);
/// What is invisible, steers a terminal or turns the direction of writing.
bool is_unseen(char32_t code);

/// One line of at most `most` bytes: white space of any kind becomes one space, and what is invisible, steers a
/// terminal or turns the direction of writing is left out. An ellipsis marks a cut.
std::string plain_line(std::string_view text, std::size_t most);

/// JSON text with what is_unseen(), and with the line breaks of Unicode, written as \u: programs read it as the same.
std::string inert_json(std::string_view json);

/// "1,234,567"
std::string grouped(std::uint64_t number);
/// "512 B", "1.5 KB", "45.23 MB": powers of 1000.
std::string bytes_text(std::uint64_t bytes);
/// "850 ms", "12.3 s", "4 min 05 s", "2 h 03 min"
std::string duration_text(double seconds);
/// "98.4%"; an empty whole gives "0.0%".
std::string percent_text(double part, double whole);
/// With a point, whatever the locale.
std::string number_text(double number, int decimals);
/// A bar of `width` cells, of which part/whole are full, in eighths where `blocks` are wanted, else of '#' and '.'.
std::string bar_text(double part, double whole, std::size_t width, bool blocks);

/// Bytes of a URI's path that need it as %XX; '/' stays. For places in repositories.
std::string path_as_uri(std::string_view path);

}  // namespace streamguard::survey
