#include "view/exposition.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace streamguard::view {
namespace {

constexpr double kWholeMost = 9007199254740992.0;  // every whole number up to here is exact

void append_number(std::string& out, double value) {
  std::array<char, 32> text{};
  const bool whole = std::trunc(value) == value && std::fabs(value) <= kWholeMost;
  const auto end = whole ? std::to_chars(text.data(), text.data() + text.size(), static_cast<long long>(value)).ptr
                         : std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  out.append(text.data(), end);
}

void append_escaped(std::string& out, std::string_view text, bool quotes) {
  for (const char c : text) {
    if (c == '\\') {
      out += "\\\\";
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '"' && quotes) {
      out += "\\\"";
    } else {
      out += c;
    }
  }
}

const char* suffix_of(Exposition::Type type) noexcept {
  switch (type) {
    case Exposition::Type::counter:
      return "_total";
    case Exposition::Type::info:
      return "_info";
    case Exposition::Type::gauge:
      break;
  }
  return "";
}

/// The older dialect has no type of its own for facts.
const char* name_of(Exposition::Type type, Dialect dialect) noexcept {
  if (type == Exposition::Type::counter) return "counter";
  return type == Exposition::Type::info && dialect == Dialect::openmetrics ? "info" : "gauge";
}

}  // namespace

const char* media_type_of(Dialect dialect) noexcept {
  return dialect == Dialect::openmetrics ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                                         : "text/plain; version=0.0.4; charset=utf-8";
}

void Exposition::family(std::string_view name, Type type, std::string_view unit, std::string_view help) {
  name_ = name;
  type_ = type;
  unit_ = unit;
  help_ = help;
  begun_ = false;
}

void Exposition::begin() {
  begun_ = true;
  // OpenMetrics names the family, the older dialect what its samples are called.
  const std::string name = dialect_ == Dialect::openmetrics ? name_ : name_ + suffix_of(type_);
  out_ += "# TYPE " + name + ' ' + name_of(type_, dialect_) + '\n';
  if (dialect_ == Dialect::openmetrics && !unit_.empty()) out_ += "# UNIT " + name + ' ' + unit_ + '\n';
  out_ += "# HELP " + name + ' ';
  append_escaped(out_, help_, dialect_ == Dialect::openmetrics);
  out_ += '\n';
}

void Exposition::sample(std::initializer_list<Label> labels, double value) {
  if (!begun_) begin();
  std::string series = name_ + suffix_of(type_);
  char before = '{';
  for (const Label& label : labels) {
    series += before;
    series.append(label.name).append("=\"");
    append_escaped(series, label.value, true);
    series += '"';
    before = ',';
  }
  if (before == ',') series += '}';
  if (type_ == Type::counter) {
    double& highest = highest_.try_emplace(series, value).first->second;
    highest = value = std::max(highest, value);
  }
  out_ += series;
  out_ += ' ';
  append_number(out_, value);
  out_ += '\n';
}

std::string Exposition::finish() && {
  if (dialect_ == Dialect::openmetrics) out_ += "# EOF\n";
  return std::move(out_);
}

}  // namespace streamguard::view
