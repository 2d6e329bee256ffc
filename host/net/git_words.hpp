/// git_words.hpp: what a fetch that failed says about its cause. The program tells it in words only, so this is a table
/// of words; what it does not know counts as a passing trouble. Pure.
#pragma once

#include <string>
#include <string_view>

#include "net/retry.hpp"

namespace streamguard::net {

struct GitFailure {
  enum class Kind {
    not_there,  ///< the server has no object `object` (empty: one of those asked for)
    no_repository,
    forbidden,  ///< 403: a limit, or a repository that is closed; only asking again tells
    refused,    ///< our credentials
    moved,      ///< the server answers from another place
    unsound,    ///< what came is no sound repository
    disk,       ///< ours
    http,       ///< `answer` says what
  };
  Kind kind = Kind::http;
  std::string object;
  Answer answer;
  std::string line;  ///< the line that tells most
};

/// `words` is all that the program printed, in the C locale.
GitFailure read_failure(std::string_view words);

}  // namespace streamguard::net
