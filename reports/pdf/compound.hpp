/// compound.hpp: letters of a TrueType font that are put together from other glyphs of it. Pure; bytes that are no font
/// give what can be read of them.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace streamguard::pdf_report {

/// The glyphs that the one described by these bytes of a "glyf" table consists of; none where it is drawn by itself.
std::vector<std::uint16_t> parts_of_glyph(std::string_view glyph);

}  // namespace streamguard::pdf_report
