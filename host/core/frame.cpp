#include "core/frame.hpp"

#include <cassert>

#include "core/crc32c.hpp"
#include "core/limits.hpp"

namespace streamguard::frame {
namespace {

template <class Number>
void put(char* at, Number value) noexcept {
  for (std::size_t i = 0; i < sizeof value; ++i) at[i] = static_cast<char>((value >> (8 * i)) & 0xff);
}

template <class Number>
Number get(const char* at) noexcept {
  Number value = 0;
  for (std::size_t i = 0; i < sizeof value; ++i) {
    value = static_cast<Number>(value |
                                static_cast<Number>(static_cast<Number>(static_cast<unsigned char>(at[i])) << (8 * i)));
  }
  return value;
}

HeaderBytes head(std::uint16_t type, std::uint32_t stream, std::size_t length) noexcept {
  assert(length <= limits::kFramePayloadBytes);
  HeaderBytes bytes{};
  put(bytes.data(), static_cast<std::uint32_t>(length));
  put(bytes.data() + 4, type);
  put(bytes.data() + 8, stream);
  return bytes;
}

}  // namespace

HeaderBytes encode(std::uint16_t type, std::uint32_t stream, const std::vector<std::string_view>& payload) {
  std::size_t length = 0;
  for (std::string_view piece : payload) length += piece.size();
  HeaderBytes bytes = head(type, stream, length);
  std::uint32_t crc = crc32c::of({bytes.data(), 12});
  for (std::string_view piece : payload) crc = crc32c::extend(crc, piece);
  put(bytes.data() + 12, crc);
  return bytes;
}

HeaderBytes encode(std::uint16_t type, std::uint32_t stream, std::string_view payload) {
  HeaderBytes bytes = head(type, stream, payload.size());
  put(bytes.data() + 12, crc32c::extend(crc32c::of({bytes.data(), 12}), payload));
  return bytes;
}

Result<Header> decode(std::string_view header) {
  assert(header.size() == kHeaderBytes);
  Header out{get<std::uint32_t>(header.data()), get<std::uint16_t>(header.data() + 4),
             get<std::uint32_t>(header.data() + 8), get<std::uint32_t>(header.data() + 12)};
  if (out.length > limits::kFramePayloadBytes) {
    return Error{Code::data, "frame of " + std::to_string(out.length) + " bytes, the limit is " +
                                 std::to_string(limits::kFramePayloadBytes)};
  }
  if (get<std::uint16_t>(header.data() + 6) != 0) return Error{Code::data, "frame with a reserved field that is not 0"};
  return out;
}

bool intact(std::string_view header, std::string_view payload) noexcept {
  return get<std::uint32_t>(header.data() + 12) == crc32c::extend(crc32c::of(header.substr(0, 12)), payload);
}

Writer& Writer::u32(std::uint32_t value) {
  char bytes[4];
  put(bytes, value);
  bytes_.append(bytes, sizeof bytes);
  return *this;
}

Writer& Writer::u64(std::uint64_t value) {
  char bytes[8];
  put(bytes, value);
  bytes_.append(bytes, sizeof bytes);
  return *this;
}

Writer& Writer::text(std::string_view value) {
  u32(static_cast<std::uint32_t>(value.size()));
  bytes_.append(value);
  return *this;
}

Writer& Writer::list(const std::vector<std::string>& value) {
  u32(static_cast<std::uint32_t>(value.size()));
  for (const std::string& one : value) text(one);
  return *this;
}

std::string_view Reader::take(std::size_t count) {
  if (!ok_ || count > rest_.size()) {
    ok_ = false;
    rest_ = {};
    return {};
  }
  const std::string_view taken = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return taken;
}

std::uint32_t Reader::u32() {
  const std::string_view bytes = take(4);
  return bytes.empty() ? 0 : get<std::uint32_t>(bytes.data());
}

std::uint64_t Reader::u64() {
  const std::string_view bytes = take(8);
  return bytes.empty() ? 0 : get<std::uint64_t>(bytes.data());
}

std::string_view Reader::text() { return take(u32()); }

std::vector<std::string> Reader::list() {
  std::vector<std::string> out;
  for (std::uint32_t left = u32(); left > 0 && ok_; --left) out.emplace_back(text());
  if (!ok_) out.clear();
  return out;
}

}  // namespace streamguard::frame
