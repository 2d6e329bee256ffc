/// exposition.hpp: metrics as the text that monitoring systems read, in either of its two dialects: Prometheus' text
/// format 0.0.4 and OpenMetrics 1.0. Knows nothing of runs. Used on one thread.
///
///     Exposition out(Dialect::openmetrics, highest);
///     out.family("streamguard_requests", Exposition::Type::counter, "", "Requests that were sent.");
///     out.sample({{"collector", "OSV"}}, 12);
///     std::string text = std::move(out).finish();
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

namespace streamguard::view {

enum class Dialect { prometheus, openmetrics };
const char* media_type_of(Dialect dialect) noexcept;

/// The highest value that each counter ever had: what is shown of a counter never goes down.
using Highest = std::map<std::string, double, std::less<>>;

struct Label {
  std::string_view name, value;  ///< the value may hold anything that is UTF-8
};

class Exposition {
 public:
  enum class Type { counter, gauge, info };

  Exposition(Dialect dialect, Highest& highest) : dialect_(dialect), highest_(highest) {}

  /// Begins a family. `name` comes without "_total" and "_info"; where there is a unit the name ends in it. A family
  /// without a sample leaves no trace.
  void family(std::string_view name, Type type, std::string_view unit, std::string_view help);
  /// One of the family; `value` is finite.
  void sample(std::initializer_list<Label> labels, double value);
  std::string finish() &&;

 private:
  void begin();
  Dialect dialect_;
  Highest& highest_;
  std::string out_, name_, unit_, help_;
  Type type_ = Type::gauge;
  bool begun_ = false;
};

}  // namespace streamguard::view
