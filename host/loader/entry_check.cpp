#include "loader/entry_check.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "core/limits.hpp"

namespace streamguard::loader {

namespace {

/// The struct as it was in 1.0; fields are only ever appended.
constexpr std::uint32_t kFirstSize = offsetof(sg_entry, create_reporter) + sizeof(sg_entry::create_reporter);

Error unfit(std::string message) { return Error{Code::config, std::move(message)}; }
Error broken(std::string message) { return Error{Code::bug, std::move(message)}; }

std::string hex(std::uint32_t number) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "0x%08x", number);
  return text.data();
}

/// How many bytes the UTF-8 sequence at the beginning has; 0 where there is none. Overlong forms, surrogates and what
/// lies above U+10FFFF are none.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&text](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto follows = [&byte](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned first = byte(0), second = byte(1);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4 || !follows(1)) return 0;
  if (first < 0xE0) return 2;
  if (!follows(2)) return 0;
  if (first < 0xF0) return (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ? 0 : 3;
  if (!follows(3)) return 0;
  return (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F) ? 0 : 4;
}

bool is_text(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t length = sequence_length(bytes);
    if (length == 0 || bytes.front() == '\0') return false;
    bytes.remove_prefix(length);
  }
  return true;
}

Status check_version(const sg_entry& entry) {
  const std::string host = std::to_string(SG_ABI_MAJOR) + "." + std::to_string(SG_ABI_MINOR);
  if (entry.abi_major != SG_ABI_MAJOR) {
    const std::string theirs = std::to_string(entry.abi_major);
    return unfit("built for plugin ABI " + theirs + ", this StreamGuard speaks " + std::to_string(SG_ABI_MAJOR) +
                 ": rebuild the plugin with this StreamGuard's SDK, or install a StreamGuard that speaks " + theirs);
  }
  if (entry.abi_minor_required > SG_ABI_MINOR) {
    return unfit("needs plugin ABI " + std::to_string(entry.abi_major) + "." +
                 std::to_string(entry.abi_minor_required) + " or newer, this StreamGuard speaks " + host +
                 ": install a newer StreamGuard");
  }
  return {};
}

Status check_kinds(const sg_entry& entry) {
  constexpr std::uint32_t known = SG_KIND_COLLECTOR | SG_KIND_REPORTER;
  if ((entry.kinds & known) == 0) {
    return broken("offers neither a collector nor a reporter (kinds is " + hex(entry.kinds) +
                  "): set SG_KIND_COLLECTOR or SG_KIND_REPORTER in sg_plugin_entry");
  }
  if ((entry.kinds & SG_KIND_COLLECTOR) != 0 && entry.create_collector == nullptr) {
    return broken("says SG_KIND_COLLECTOR but create_collector is NULL: set it in sg_plugin_entry");
  }
  if ((entry.kinds & SG_KIND_REPORTER) != 0 && entry.create_reporter == nullptr) {
    return broken("says SG_KIND_REPORTER but create_reporter is NULL: set it in sg_plugin_entry");
  }
  return {};
}

Status check_manifest(const sg_entry& entry) {
  if (entry.manifest_json == nullptr || entry.manifest_len == 0) {
    return broken(
        "carries no manifest: set manifest_json and manifest_len in sg_plugin_entry (streamguard_add_plugin() "
        "makes plugin_manifest.h for that)");
  }
  if (entry.manifest_len > limits::kPluginManifestBytes) {
    return broken("says its manifest has " + std::to_string(entry.manifest_len) + " bytes, at most " +
                  std::to_string(limits::kPluginManifestBytes) + " are allowed: check manifest_len in sg_plugin_entry");
  }
  if (!is_text({entry.manifest_json, static_cast<std::size_t>(entry.manifest_len)})) {
    return broken(
        "its manifest is not UTF-8 text: save plugin.json as UTF-8, and leave the closing NUL out of "
        "manifest_len");
  }
  return {};
}

}  // namespace

Status check_entry(const sg_entry& entry) {
  if (entry.magic != SG_MAGIC) {
    return unfit("is no StreamGuard plugin: " SG_ENTRY_SYMBOL " begins with " + hex(entry.magic) + ", not " +
                 hex(SG_MAGIC) + ": set magic to SG_MAGIC");
  }
  if (entry.size < kFirstSize) {
    return broken(SG_ENTRY_SYMBOL " says it has " + std::to_string(entry.size) + " bytes, the first version had " +
                  std::to_string(kFirstSize) + ": set size to sizeof(sg_entry)");
  }
  if (Status version = check_version(entry); !version) return version;
  if (Status kinds = check_kinds(entry); !kinds) return kinds;
  return check_manifest(entry);
}

}  // namespace streamguard::loader
