#include "net/inflate.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <new>

#include "net/bounds.hpp"

namespace streamguard::net {

struct Inflater::State {
  z_stream stream{};
  std::array<unsigned char, 64 * limits::KiB> room{};
  std::uint64_t in = 0, out = 0;
  bool inside = false;  ///< a member has begun and has not ended
};

Inflater::Inflater() : state_(std::make_unique<State>()) {
  // 15 bits of window, +32: gzip or zlib header, whichever comes.
  if (inflateInit2(&state_->stream, 15 + 32) != Z_OK) throw std::bad_alloc();
}

Inflater::~Inflater() { inflateEnd(&state_->stream); }

Wire Inflater::add(std::string_view bytes, const Out& out) {
  State& s = *state_;
  s.in += bytes.size();
  // zlib's interface lacks const; it does not write to its input.
  s.stream.next_in = reinterpret_cast<unsigned char*>(const_cast<char*>(bytes.data()));
  s.stream.avail_in = static_cast<uInt>(bytes.size());
  const std::uint64_t most = std::max(limits::kInflateFree, s.in * limits::kInflateRatio);
  bool more = s.stream.avail_in > 0;
  while (more) {
    s.inside = true;
    s.stream.next_out = s.room.data();
    s.stream.avail_out = static_cast<uInt>(s.room.size());
    const int rc = inflate(&s.stream, Z_NO_FLUSH);
    if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR) return Wire::garbled;
    const std::size_t got = s.room.size() - s.stream.avail_out;
    s.out += got;
    if (s.out > most) return Wire::too_large;
    if (got > 0) {
      const Wire wire = out(std::string_view(reinterpret_cast<const char*>(s.room.data()), got));
      if (wire != Wire::done) return wire;
    }
    if (rc == Z_STREAM_END) {
      s.inside = false;
      if (inflateReset(&s.stream) != Z_OK) return Wire::garbled;
      more = s.stream.avail_in > 0;  // the next member
    } else {
      // With room left over and no input, zlib holds nothing back; a full room may hide more.
      more = s.stream.avail_in > 0 || s.stream.avail_out == 0;
    }
  }
  return Wire::done;
}

Wire Inflater::finish() const { return state_->inside || state_->in == 0 ? Wire::truncated : Wire::done; }

}  // namespace streamguard::net
