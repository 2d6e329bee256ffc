#include "record/cvss.hpp"

#include "record/cvss_metrics.hpp"

namespace streamguard::record {
namespace {

constexpr std::size_t kQuoted = 40;  ///< bytes of hostile text that a message repeats

std::string quoted(std::string_view text) { return "\"" + std::string(text.substr(0, kQuoted)) + "\""; }

bool has_value(std::string_view values, std::string_view value) {
  if (value.empty() || value.find(' ') != std::string_view::npos) return false;
  while (true) {
    const std::size_t space = values.find(' ');
    if (values.substr(0, space) == value) return true;
    if (space == std::string_view::npos) return false;
    values.remove_prefix(space + 1);
  }
}

bool read_one(std::string_view part, std::span<const CvssMetric> table, CvssValues& values, std::string& error) {
  const std::size_t colon = part.find(':');
  if (colon == std::string_view::npos) {
    error = "CVSS vector: " + quoted(part) + " is not of the form metric:value";
    return false;
  }
  const std::string_view name = part.substr(0, colon);
  const std::string_view value = part.substr(colon + 1);
  std::size_t at = 0;
  while (at < table.size() && table[at].name != name) ++at;
  if (at == table.size()) {
    error = "CVSS vector: this version has no metric " + quoted(name);
    return false;
  }
  if (!values[at].empty()) {
    error = "CVSS vector: metric " + quoted(name) + " is given twice";
    return false;
  }
  if (!has_value(table[at].values, value)) {
    error = "CVSS vector: metric " + quoted(name) + " has no value " + quoted(value) +
            " (known: " + std::string(table[at].values) + ")";
    return false;
  }
  values[at] = value;
  return true;
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

}  // namespace

bool read_cvss_metrics(std::string_view text, std::span<const CvssMetric> table, CvssValues& values,
                       std::string& error) {
  values.fill({});
  if (text.empty()) {
    error = "CVSS vector: it holds no metrics";
    return false;
  }
  while (true) {
    const std::size_t slash = text.find('/');
    if (!read_one(text.substr(0, slash), table, values, error)) return false;
    if (slash == std::string_view::npos) break;
    text.remove_prefix(slash + 1);
  }
  for (std::size_t i = 0; i < table.size() && table[i].mandatory; ++i) {
    if (values[i].empty()) {
      error = "CVSS vector: the base metric " + quoted(table[i].name) + " is missing";
      return false;
    }
  }
  return true;
}

CvssScore cvss_score(std::string_view vector) {
  CvssScore result;
  int tenths = 0;
  bool known = false;
  if (take_prefix(vector, "CVSS:4.0/")) {
    result.version = "4.0";
    known = score_cvss_v4(vector, tenths, result.error);
  } else if (take_prefix(vector, "CVSS:3.1/")) {
    result.version = "3.1";
    known = score_cvss_v3(vector, tenths, result.error);
  } else if (take_prefix(vector, "CVSS:3.0/")) {
    result.version = "3.0";
    known = score_cvss_v3(vector, tenths, result.error);
  } else if (vector.starts_with("CVSS:")) {
    result.error = "CVSS vector: " + quoted(vector) + " is of a version that is not known (known: 2.0, 3.0, 3.1, 4.0)";
  } else {
    if (vector.size() > 1 && vector.front() == '(' && vector.back() == ')') {
      vector = vector.substr(1, vector.size() - 2);
    }
    result.version = "2.0";
    known = score_cvss_v2(vector, tenths, result.error);
  }
  if (known) result.score = tenths / 10.0;
  return result;
}

}  // namespace streamguard::record
