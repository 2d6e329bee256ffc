#include "store/rejected.hpp"

#include "store/json_text.hpp"

namespace streamguard::store {
namespace {

/// The first bytes of a long record, without a character that the cut went through.
std::string_view beginning(std::string_view record) noexcept {
  if (record.size() <= kRejectedRecordBytes) return record;
  std::size_t size = kRejectedRecordBytes;
  while (size > kRejectedRecordBytes - 4 && (static_cast<unsigned char>(record[size]) & 0xc0u) == 0x80u) --size;
  return record.substr(0, size);
}

}  // namespace

void append_rejected(std::string& out, std::string_view reason, std::string_view collector, std::string_view record,
                     std::uint64_t at_record) {
  const std::string_view kept = beginning(record);
  out += "{\"reason\":";
  append_quoted(out, reason);
  out += ",\"collector\":";
  append_quoted(out, collector);
  out += ",\"at_record\":" + std::to_string(at_record) + ",\"bytes\":" + std::to_string(record.size());
  if (kept.size() != record.size()) out += ",\"truncated\":true";
  if (valid_utf8(kept)) {
    out += ",\"record\":";
    append_quoted(out, kept);
  } else {
    out += ",\"record_bytes\":";
    append_quoted_bytes(out, kept);
  }
  out += "}\n";
}

}  // namespace streamguard::store
