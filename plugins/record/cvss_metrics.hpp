/// cvss_metrics.hpp: reading "AV:N/AC:L/…" against a table of the metrics that a CVSS version knows. Pure, any thread.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace streamguard::record {

/// One metric of a version: `values` are its letters with a space between. Mandatory ones come first in each table.
struct CvssMetric {
  std::string_view name;
  std::string_view values;
  bool mandatory;
};

inline constexpr std::size_t kMostCvssMetrics = 32;                 ///< version 4.0 has exactly so many
using CvssValues = std::array<std::string_view, kMostCvssMetrics>;  ///< by place in the table; empty = not given

/// Fills `values` from `text`. On failure false, and `error` says which metric and why.
bool read_cvss_metrics(std::string_view text, std::span<const CvssMetric> table, CvssValues& values,
                       std::string& error);

/// The scores of the versions, in tenths. The vector's prefix is gone already.
bool score_cvss_v2(std::string_view metrics, int& tenths, std::string& error);
bool score_cvss_v3(std::string_view metrics, int& tenths, std::string& error);
bool score_cvss_v4(std::string_view metrics, int& tenths, std::string& error);

}  // namespace streamguard::record
