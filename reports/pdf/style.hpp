/// style.hpp: the report's colours, sizes and grid, in points (1/72 inch). Colours differ in lightness too, so that a
/// grey print keeps them apart, and text on white has a contrast of at least 4.5 to 1.
#pragma once

#include <cstdint>

namespace streamguard::pdf_report {

struct Colour {
  std::uint8_t red = 0, green = 0, blue = 0;
};

constexpr Colour kInk{0x1D, 0x27, 0x31};
constexpr Colour kMuted{0x5A, 0x66, 0x70};
constexpr Colour kRule{0xC6, 0xCE, 0xD6};
constexpr Colour kFaint{0xE4, 0xE8, 0xEC};  ///< grid lines and empty bars
constexpr Colour kWash{0xF3, 0xF6, 0xF8};   ///< behind tables and boxes
constexpr Colour kAccent{0x1B, 0x4B, 0x73};
constexpr Colour kAccentMid{0x5B, 0x8D, 0xB5};
constexpr Colour kAccentSoft{0xB4, 0xCD, 0xE1};
constexpr Colour kGrey{0x9A, 0xA5, 0xAE};  ///< bars of what is unknown or added up
constexpr Colour kGood{0x25, 0x63, 0x44};
constexpr Colour kBad{0x9C, 0x2B, 0x20};

constexpr double kMargin = 54;
constexpr double kHeaderBaseline = 38;
constexpr double kContentTop = 70;
constexpr double kFooterSpace = 62;     ///< below the content
constexpr double kFooterBaseline = 34;  ///< above the lower edge
constexpr double kGutter = 24;          ///< between two columns

constexpr double kTitleSize = 30;
constexpr double kHeadingSize = 17;
constexpr double kSubheadingSize = 11.5;
constexpr double kBodySize = 9.5;
constexpr double kTableSize = 8.5;
constexpr double kSmallSize = 7.5;
constexpr double kBodyLeading = 14;

}  // namespace streamguard::pdf_report
