/// gate.hpp: who may see the live page: those who know the token that was printed where the run was started, and who
/// ask by a name of this machine itself. Pure but for making a token.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace streamguard::web {

/// A random word for one run.
class Token {
 public:
  /// From the system's source of randomness.
  static Token random();
  explicit Token(std::string text) : text_(std::move(text)) {}
  const std::string& text() const noexcept { return text_; }
  /// Takes the same time wherever they differ.
  bool matches(std::string_view other) const noexcept;

 private:
  std::string text_;
};

/// What of a request decides.
struct Asked {
  std::string_view method, target, host, cookies;
};

struct Verdict {
  enum class Is { pass, other_host, method, no_token } is = Is::no_token;
  std::string_view path;    ///< of the target, without what follows "?"
  bool set_cookie = false;  ///< the token came in the address: let the browser keep it
};

/// Names of cookies are shared by all ports of a host, so `port` is part of this one's.
std::string cookie_name(std::uint16_t port);

Verdict judge(const Asked& asked, const Token& token, std::uint16_t port);

}  // namespace streamguard::web
