/// fonts.hpp: the TrueType fonts that the report embeds. Their files are part of the plugin, so that it reads nothing
/// at run time. Constants; any thread.
#pragma once

#include <cstddef>

extern "C" {
extern const unsigned char kRegularFont[];
extern const std::size_t kRegularFontSize;
extern const unsigned char kStrongFont[];
extern const std::size_t kStrongFontSize;
/// For letters that the others lack; its size is 0 where the build had none.
extern const unsigned char kEastAsianFont[];
extern const std::size_t kEastAsianFontSize;
}
