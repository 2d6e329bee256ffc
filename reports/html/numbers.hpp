/// numbers.hpp: numbers as people read them. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace streamguard::html_report {

/// "63,343"
std::string grouped(std::uint64_t count);
/// "1 sample", "63,343 samples"
std::string counted(std::uint64_t count, std::string_view one, std::string_view many);
/// With so many decimals and a point, whatever the locale.
std::string decimal(double number, int decimals);
/// "512 B", "1.4 MB": powers of 1,000
std::string sized(std::uint64_t bytes);
/// "0.2 s", "45 s", "12 min 5 s", "3 h 20 min"
std::string lasted(double seconds);
/// "9.4 %"; a part that is not nothing is never called 0
std::string share(std::uint64_t part, std::uint64_t whole);
/// 2025-03-01T10:02:00.250Z to "2025-03-01 10:02:00 UTC"; any other text stays as it is
std::string moment(std::string_view time);

}  // namespace streamguard::html_report
