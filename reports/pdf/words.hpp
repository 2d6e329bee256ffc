/// words.hpp: numbers as people read them, where survey/text.hpp does not say it already. English, whatever the locale.
/// Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace streamguard::pdf_report {

constexpr std::string_view kNotKnown = "\xE2\x80\x93";  ///< an en dash, where a table has no value

std::string count_words(std::uint64_t count);                        ///< 1,234,567
std::string count_words(const std::optional<std::uint64_t>& count);  ///< or kNotKnown
std::string counted(std::uint64_t count, std::string_view one);      ///< "1 sample", "2 samples"
std::string counted(std::uint64_t count, std::string_view one, std::string_view many);
std::string percent_words(double percent);                         ///< "12.5%"; never rounded to 0 or 100%
std::string share_words(std::uint64_t part, std::uint64_t whole);  ///< the same; kNotKnown of nothing
std::string duration_words(double seconds);          ///< as survey::duration_text(), but "0 s", "<1 ms", ">100 years"
std::string rate_words(double each_second);          ///< "1,234", "3.4", "0.02"
std::string moment_words(std::string_view rfc3339);  ///< "22 November 2026, 09:17:19 UTC"
std::string list_words(const std::vector<std::string>& words);  ///< "a, b and c"

}  // namespace streamguard::pdf_report
