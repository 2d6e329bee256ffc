#include "policy.hpp"

#include <nettle/base64.h>
#include <nettle/sha2.h>

#include <array>
#include <cstdint>

namespace streamguard::html_report {

std::string source_hash(std::string_view text) {
  sha256_ctx context;
  sha256_init(&context);
  sha256_update(&context, text.size(), reinterpret_cast<const std::uint8_t*>(text.data()));
  std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
  sha256_digest(&context, digest.size(), digest.data());
  std::array<char, BASE64_ENCODE_RAW_LENGTH(SHA256_DIGEST_SIZE)> encoded{};
  base64_encode_raw(encoded.data(), digest.size(), digest.data());
  return "'sha256-" + std::string(encoded.data(), encoded.size()) + "'";
}

std::string content_policy(std::initializer_list<std::string_view> scripts, std::string_view style) {
  std::string policy = "default-src 'none'; script-src";
  for (const std::string_view script : scripts) policy += " " + source_hash(script);
  return policy + "; style-src " + source_hash(style) + "; img-src data:; base-uri 'none'; form-action 'none'";
}

}  // namespace streamguard::html_report
