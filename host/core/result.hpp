/// result.hpp: how the host reports failure. A Result<T> holds a value or an Error; dropping one is a compile error.
/// An Error is made where the failure happens, gains context on its way up (`error.in("reading the ledger")`), and is
/// logged once, where it is handled. Programmer errors are asserts, not Errors.
#pragma once

#include <cassert>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace streamguard {

/// Few codes, each with a consequence. The first six are the classes of the plugin contract.
enum class Code {
  config,        ///< wrong manifest, option or permission: never retried
  transient,     ///< may work later
  rate_limited,  ///< may work after Error::retry_after_ms
  bug,           ///< a contract was broken
  data,          ///< the input is bad
  unavailable,   ///< the thing asked for does not exist
  cancelled,     ///< the run is being stopped
  io,            ///< the disk or the system refused: stop cleanly, resumable
  conflict,      ///< another run, or another manifest, owns the output folder
};

const char* name_of(Code code) noexcept;

struct Error {
  Code code = Code::bug;
  std::string message;
  std::uint64_t retry_after_ms = 0;

  /// The same error with the place put in front: "place: message".
  [[nodiscard]] Error in(const std::string& place) && {
    message = place + ": " + message;
    return std::move(*this);
  }
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)
  bool ok() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }
  T& value() & { return assert(ok()), std::get<0>(state_); }
  const T& value() const& { return assert(ok()), std::get<0>(state_); }
  T&& value() && { return assert(ok()), std::get<0>(std::move(state_)); }
  T* operator->() { return &value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  Error& error() & { return assert(!ok()), std::get<1>(state_); }
  const Error& error() const& { return assert(!ok()), std::get<1>(state_); }
  Error&& error() && { return assert(!ok()), std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)
  bool ok() const noexcept { return !error_.has_value(); }
  explicit operator bool() const noexcept { return ok(); }
  Error& error() & { return assert(!ok()), *error_; }
  const Error& error() const& { return assert(!ok()), *error_; }
  Error&& error() && { return assert(!ok()), std::move(*error_); }

 private:
  std::optional<Error> error_;
};

using Status = Result<void>;

}  // namespace streamguard
