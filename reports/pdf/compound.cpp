#include "compound.hpp"

namespace streamguard::pdf_report {
namespace {

constexpr std::size_t kHeader = 10;     // contours and the box around them
constexpr std::size_t kPartsMost = 64;  // of one glyph; real ones have a few
constexpr unsigned kWords = 0x0001, kScale = 0x0008, kMore = 0x0020, kTwoScales = 0x0040, kMatrix = 0x0080;

unsigned word_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned>(static_cast<unsigned char>(bytes[at])) << 8U | static_cast<unsigned char>(bytes[at + 1]);
}

}  // namespace

std::vector<std::uint16_t> parts_of_glyph(std::string_view glyph) {
  std::vector<std::uint16_t> parts;
  if (glyph.size() < kHeader || (word_at(glyph, 0) & 0x8000U) == 0) return parts;  // it has contours of its own
  for (std::size_t at = kHeader; at + 4 <= glyph.size() && parts.size() < kPartsMost;) {
    const unsigned flags = word_at(glyph, at);
    parts.push_back(static_cast<std::uint16_t>(word_at(glyph, at + 2)));
    if ((flags & kMore) == 0) break;
    at += 4 + ((flags & kWords) != 0 ? 4U : 2U);
    at += (flags & kScale) != 0 ? 2U : (flags & kTwoScales) != 0 ? 4U : (flags & kMatrix) != 0 ? 8U : 0U;
  }
  return parts;
}

}  // namespace streamguard::pdf_report
