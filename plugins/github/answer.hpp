/// answer.hpp: what GitHub's GraphQL interface answered. It answers 200 for nearly everything, so the body decides: its
/// `errors` become an Error of their class, or, where they are of single advisories, those advisories are missing from
/// an otherwise good page. One thread at a time; what is handed out borrows from the object.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <set>
#include <streamguard/cpp/plugin.hpp>
#include <string>
#include <string_view>

namespace streamguard::github {

/// Thrown where the server does not know the cursor that we gave it (any more).
class StaleCursor : public std::exception {
 public:
  const char* what() const noexcept override { return "the cursor is not understood"; }
};

class Answer {
 public:
  /// `what` names the request in messages, `connection` the field of data that it is about. Throws StaleCursor and
  /// Error: SG_E_RATE_LIMITED with the time to the reset, SG_E_TRANSIENT where the server says that it was too slow,
  /// SG_E_CONFIG where the token may not, SG_E_DATA for all else with the server's message.
  Answer(const HttpResponse& response, std::string_view connection, std::string_view what);
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;

  simdjson::dom::object data() const { return data_; }  ///< the value of `connection`

  /// Places in `nodes` that an error was about, with what it said first.
  struct Fault {
    std::uint64_t node;
    std::string message;
    bool operator<(const Fault& other) const { return node < other.node; }
  };
  const std::set<Fault>& faults() const { return faults_; }

  std::uint64_t cost() const { return cost_; }  ///< points; 0 where it was not told

 private:
  void read_error(simdjson::dom::element error, const HttpResponse& response, std::string_view what);
  bool takes_node(simdjson::dom::element error, std::string_view message);
  void read_limit(simdjson::dom::object limit);

  simdjson::dom::parser parser_;
  std::string body_;
  simdjson::dom::object data_;
  bool has_data_ = false;
  std::set<Fault> faults_;
  std::uint64_t cost_ = 0;
  std::string reset_at_;
};

/// Milliseconds from the answer's own `date` to the reset of its rate limit, by x-ratelimit-reset or else by `reset_at`
/// (RFC 3339); retry-after comes before both. 0 where the answer tells neither.
std::uint64_t wait_of(std::string_view headers_json, std::string_view reset_at);

}  // namespace streamguard::github
