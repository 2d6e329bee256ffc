/// axis.hpp: round numbers for the axes of charts. Pure; any thread.
#pragma once

#include <vector>

namespace streamguard::pdf_report {

/// Values from 0, evenly spaced by 1, 2 or 5 times a power of ten, at most `most` + 1 of them, the last one not below
/// `highest`. Whole numbers where `whole` says so.
std::vector<double> ticks(double highest, int most, bool whole);

/// The same for an axis of time in seconds, spaced as clocks are, up to the last that is not above `longest`.
std::vector<double> time_ticks(double longest, int most);

}  // namespace streamguard::pdf_report
