#include "manifest/keys.hpp"

namespace streamguard::manifest {

const std::vector<KeyBlock>& key_blocks() {
  static const std::vector<KeyBlock> blocks = {
      {Block::top,
       "top",
       {"version", "name", "extends", "output", "mode", "seed", "sandbox", "cache", "secrets", "upstreams",
        "collectors", "reports", "plugins"}},
      {Block::cache, "cache", {"enabled", "dir", "max_size", "fresh"}},
      {Block::secret, "secret", {"env", "optional"}},
      {Block::upstream, "upstream", {"url", "serves", "limit", "auth", "concurrency"}},
      {Block::limit, "limit", {"requests", "per"}},
      {Block::auth, "auth", {"secret", "header", "scheme", "limit"}},
      {Block::collector,
       "collector",
       {"plugin", "target", "shards", "upstreams", "programs", "read", "limits", "restart", "config"}},
      {Block::limits, "limits", {"memory", "scratch", "lease", "cpu"}},
      {Block::restart, "restart", {"max", "within"}},
      {Block::reporter, "reporter", {"plugin", "programs", "read", "config"}},
      {Block::plugins, "plugins", {"path"}},
  };
  return blocks;
}

const std::vector<std::string>& keys_of(Block block) { return key_blocks()[static_cast<std::size_t>(block)].keys; }

}  // namespace streamguard::manifest
