/// faults.hpp: what is wrong, gathered. One Faults for one load; one thread. Nothing that was given to hide() and
/// nothing that looks like a secret leaves it in a message.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "manifest/manifest.hpp"
#include "manifest/node.hpp"

namespace streamguard::manifest {

class Faults {
 public:
  void error(const Place& place, std::string message, std::string hint = {});
  void warning(const Place& place, std::string message, std::string hint = {});
  void hide(std::string value);
  std::size_t errors() const noexcept { return errors_; }
  /// By place, each once.
  std::vector<Fault> sorted() const;

 private:
  void add(const Place& place, std::string message, std::string hint, bool warning);
  std::vector<Fault> faults_;
  std::vector<std::string> hidden_;
  std::size_t errors_ = 0;
};

/// A text of the user's inside a message: quoted, short, one line; a likely secret is not repeated.
std::string shown(std::string_view text);

/// What kind of secret a text looks like ("a GitHub token"), or nothing.
std::string_view secret_kind(std::string_view text);

/// Whether a key or variable of this name would hold a secret.
bool names_secret(std::string_view name);

/// The candidate that was probably meant, or an empty string.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

/// "a, b, c", or "none".
std::string listed(const std::vector<std::string>& words);

/// "did you mean 'x'?", or else what can be chosen.
std::string choice_hint(std::string_view word, const std::vector<std::string>& candidates, std::string_view what);

}  // namespace streamguard::manifest
