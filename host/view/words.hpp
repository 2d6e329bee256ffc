/// words.hpp: what an event says to a person, in one line without symbols; and numbers as people read them.
#pragma once

#include <optional>
#include <string>

#include "core/event.hpp"

namespace streamguard::view {

/// Not made harmless: what is foreign in it may hold anything. `seconds`: of the collector's work, for its end.
std::string words_of(const Event& event, double seconds);

/// "1,234/s", "4.2/s"
std::string rate_text(double rate);
/// "records", "repositories", "batches" of a plugin's noun.
std::string plural(const std::string& noun);
std::string fixed(double value, int digits);
/// "0:04:05": hours, minutes, seconds.
std::string clock_text(double seconds);
/// "512K", "48M", "1.2G": at most five columns, of powers of 1024.
std::string memory_text(std::uint64_t bytes);

/// A symbol for an event, of one or two columns, and for a phase, of one. Without `unicode` an ASCII one.
const char* symbol_of(Event::Kind kind, LogLevel level, Phase phase, bool unicode) noexcept;
const char* symbol_of(Phase phase, bool unicode) noexcept;

}  // namespace streamguard::view
