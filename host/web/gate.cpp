#include "web/gate.hpp"

#include <random>

#include "web/address.hpp"

namespace streamguard::web {
namespace {

constexpr std::size_t kTokenDigits = 22;  // of six bits: 132 bits, and an address that fits on a line of 60 columns

/// The value of `name` in "a=1&b=2" or "a=1; b=2"; empty where there is none.
std::string_view value_of(std::string_view name, std::string_view list, char between) {
  while (!list.empty()) {
    std::string_view one = list.substr(0, list.find(between));
    list.remove_prefix(std::min(list.size(), one.size() + 1));
    while (one.starts_with(' ')) one.remove_prefix(1);
    if (one.starts_with(name) && one.substr(name.size()).starts_with('=')) return one.substr(name.size() + 1);
  }
  return {};
}

}  // namespace

Token Token::random() {
  static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  static_assert(kDigits.size() == 64);
  std::random_device device;
  std::string text;
  for (std::size_t i = 0; i < kTokenDigits; ++i) text += kDigits[device() & 63U];
  return Token(std::move(text));
}

bool Token::matches(std::string_view other) const noexcept {
  volatile unsigned differs = other.size() == text_.size() ? 0 : 1;
  for (std::size_t i = 0; i < text_.size(); ++i) {
    const char theirs = other.empty() ? '\0' : other[i % other.size()];
    differs = differs | static_cast<unsigned>(static_cast<unsigned char>(text_[i] ^ theirs));
  }
  return differs == 0 && !text_.empty();
}

std::string cookie_name(std::uint16_t port) { return "streamguard_" + std::to_string(port); }

Verdict judge(const Asked& asked, const Token& token, std::uint16_t port) {
  Verdict out;
  if (!names_loopback(asked.host)) {
    out.is = Verdict::Is::other_host;
    return out;
  }
  const auto question = asked.target.find('?');
  out.path = asked.target.substr(0, question);
  const std::string_view query = question == std::string_view::npos ? "" : asked.target.substr(question + 1);
  out.set_cookie = token.matches(value_of("token", query, '&'));
  if (!out.set_cookie && !token.matches(value_of(cookie_name(port), asked.cookies, ';'))) return out;
  out.is = asked.method == "GET" || asked.method == "HEAD" ? Verdict::Is::pass : Verdict::Is::method;
  return out;
}

}  // namespace streamguard::web
