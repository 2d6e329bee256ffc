#include "document.hpp"

#include <hpdf_fontdef.h>

#include <algorithm>
#include <charconv>
#include <streamguard/cpp/plugin.hpp>

#include "compound.hpp"
#include "document_impl.hpp"
#include "fonts.hpp"

namespace streamguard::pdf_report {
namespace {

constexpr HPDF_REAL kA4Width = 595.276F, kA4Height = 841.89F;
constexpr HPDF_REAL kLetterWidth = 612.0F, kLetterHeight = 792.0F;
constexpr char kUtf8[] = "UTF-8";

void note_error(HPDF_STATUS code, HPDF_STATUS, void* user) {
  auto& error = *static_cast<HPDF_STATUS*>(user);
  if (error == 0) error = code;
}

float share(std::uint8_t part) { return static_cast<float>(part) / 255.0F; }

void set_stroke(HPDF_Page page, double width, Colour colour) {
  HPDF_Page_SetLineWidth(page, static_cast<float>(width));
  HPDF_Page_SetRGBStroke(page, share(colour.red), share(colour.green), share(colour.blue));
}

void set_fill(HPDF_Page page, Colour colour) {
  HPDF_Page_SetRGBFill(page, share(colour.red), share(colour.green), share(colour.blue));
}

struct Letter {
  char32_t code;
  std::size_t bytes;
};

/// The first letter of printable text, which is not empty.
Letter first_letter(std::string_view text) {
  const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U; };
  const unsigned lead = byte(0);
  if (lead >= 0xE0) return {(lead & 0x0FU) << 12U | (byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU), 3};
  if (lead >= 0xC0) return {(lead & 0x1FU) << 6U | (byte(1) & 0x3FU), 2};
  return {lead, 1};
}

HPDF_UINT16 glyph_of(HPDF_FontDef font, char32_t letter) {
  return HPDF_TTFontDef_GetGlyphid(font, static_cast<HPDF_UINT16>(letter));
}

/// Of the scripts whose letters stand side by side as they are, and of these the font has; what it knows of others is
/// left alone.
bool is_east_asian(char32_t c) {
  return (c >= 0x2E80 && c <= 0xD7FF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE4F) ||
         (c >= 0xFF00 && c <= 0xFFEF);
}

}  // namespace

Document::Impl::Impl(Paper paper) : tags(1) {
  doc = HPDF_New(&note_error, &error);
  if (doc == nullptr) fail("did not start");
  HPDF_SetCompressionMode(doc, HPDF_COMP_ALL);
  HPDF_UseUTFEncodings(doc);
  utf8 = checked(HPDF_GetEncoder(doc, kUtf8));
  definitions[0] = load_font(kRegularFont, kRegularFontSize, "SGREGU");
  definitions[1] = load_font(kStrongFont, kStrongFontSize, "SGSTRO");
  for (std::size_t i = 0; i < fonts.size(); ++i) fonts[i] = add_font(definitions[i]);
  width = static_cast<double>(paper == Paper::kA4 ? kA4Width : kLetterWidth);
  height = static_cast<double>(paper == Paper::kA4 ? kA4Height : kLetterHeight);
  tags[kWhole].type = "Document";
}

Document::Impl::~Impl() {
  if (east_asian_definition != nullptr && east_asian_font == nullptr) HPDF_FontDef_Free(east_asian_definition);
  if (doc != nullptr) HPDF_Free(doc);
}

void Document::Impl::fail(const std::string& what) { throw Error(SG_E_BUG, "the PDF library " + what); }

void Document::Impl::check() const {
  if (error == 0) return;
  std::array<char, 16> code{};
  const auto done = std::to_chars(code.data(), code.data() + code.size(), error, 16);
  fail("reports error 0x" + std::string(code.data(), done.ptr));
}

/// As HPDF_LoadTTFontFromFile does, but from memory: a sandboxed plugin has no file to offer.
HPDF_FontDef Document::Impl::load_font(const unsigned char* bytes, std::size_t size, const char* tag) const {
  HPDF_Stream stream = checked(HPDF_MemStream_New(doc->mmgr, static_cast<HPDF_UINT>(size)));
  HPDF_Stream_Write(stream, bytes, static_cast<HPDF_UINT>(size));
  HPDF_FontDef definition = checked(HPDF_TTFontDef_Load(doc->mmgr, stream, HPDF_TRUE));
  std::string name(tag);
  HPDF_TTFontDef_SetTagName(definition, name.data());
  return definition;
}

HPDF_Font Document::Impl::add_font(HPDF_FontDef definition) {
  HPDF_List_Add(doc->fontdef_list, definition);
  HPDF_Font font = checked(HPDF_GetFont(doc, definition->base_font, kUtf8));
  set_to_unicode(font);
  return font;
}

HPDF_FontDef Document::Impl::east_asian() const {
  if (east_asian_definition == nullptr && kEastAsianFontSize > 0) {
    east_asian_definition = load_font(kEastAsianFont, kEastAsianFontSize, "SGEAST");
  }
  return east_asian_definition;
}

/// The library misses parts of letters whose numbers are beyond 32,767, and most Chinese letters have such.
void Document::Impl::keep_parts(HPDF_FontDef font, std::uint16_t glyph, int depth) const {
  constexpr int kDeepest = 4;
  const auto* attributes = static_cast<HPDF_TTFontDefAttr>(font->attr);
  if (font != east_asian_definition || depth > kDeepest || glyph >= attributes->num_glyphs) return;
  const std::size_t unit = attributes->header.index_to_loc_format == 0 ? 2 : 1;
  const std::size_t begin = attributes->glyph_tbl.base_offset + attributes->glyph_tbl.offsets[glyph] * unit;
  const std::size_t end = attributes->glyph_tbl.base_offset + attributes->glyph_tbl.offsets[glyph + 1] * unit;
  if (begin >= end || end > kEastAsianFontSize) return;
  for (const std::uint16_t part :
       parts_of_glyph({reinterpret_cast<const char*>(kEastAsianFont) + begin, end - begin})) {
    if (part >= attributes->num_glyphs) continue;
    attributes->glyph_tbl.flgs[part] = 1;
    keep_parts(font, part, depth + 1);
  }
}

HPDF_FontDef Document::Impl::definition_of(Face face, char32_t letter) const {
  HPDF_FontDef own = definitions[static_cast<std::size_t>(face)];
  if (!is_east_asian(letter) || glyph_of(own, letter) != 0) return own;
  HPDF_FontDef other = east_asian();
  return other != nullptr && glyph_of(other, letter) != 0 ? other : own;
}

HPDF_Font Document::Impl::font_of(HPDF_FontDef definition) {
  for (std::size_t i = 0; i < fonts.size(); ++i) {
    if (definitions[i] == definition) return fonts[i];
  }
  if (east_asian_font == nullptr) east_asian_font = add_font(definition);
  return east_asian_font;
}

/// libharu's own map is one that other programs call invalid; its codes are UTF-16 units, so ours is the identity.
void Document::Impl::set_to_unicode(HPDF_Font font) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  constexpr int kRangesABlock = 64;  // a CMap may not have more than 100
  std::string map =
      "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
      "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
      "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
      "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n";
  for (int high = 0; high < 256; ++high) {
    if (high % kRangesABlock == 0) map += std::to_string(kRangesABlock) + " beginbfrange\n";
    const std::string byte{kDigits[high / 16], kDigits[high % 16]};
    for (const char* piece : {"<", "00> <", "FF> <"}) map.append(piece).append(byte);
    map += "00>\n";
    if (high % kRangesABlock == kRangesABlock - 1) map += "endbfrange\n";
  }
  map += "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
  HPDF_Dict object = checked(HPDF_DictStream_New(doc->mmgr, doc->xref));
  object->filter = HPDF_STREAM_FILTER_FLATE_DECODE;
  HPDF_Stream_Write(object->stream, reinterpret_cast<const HPDF_BYTE*>(map.data()), static_cast<HPDF_UINT>(map.size()));
  HPDF_Dict_Add(font, "ToUnicode", object);
  check();
}

void Document::Impl::write_content(const std::string& operators) {
  HPDF_Stream_WriteStr(static_cast<HPDF_PageAttr>(page()->attr)->stream, operators.c_str());
}

Document::Document(Paper paper) : impl_(std::make_unique<Impl>(paper)) {}
Document::~Document() = default;

double Document::width() const { return impl_->width; }
double Document::height() const { return impl_->height; }
std::size_t Document::pages() const { return impl_->pages.size(); }

void Document::add_page() {
  HPDF_Page page = impl_->checked(HPDF_AddPage(impl_->doc));
  HPDF_Page_SetWidth(page, static_cast<float>(impl_->width));
  HPDF_Page_SetHeight(page, static_cast<float>(impl_->height));
  impl_->current = impl_->pages.size();
  impl_->pages.push_back(page);
  impl_->marks.push_back(0);
}

void Document::select(std::size_t page) { impl_->current = page; }

double Document::text_width(Face face, double size, std::string_view text) const {
  int sum = 0;  // thousandths of the size
  while (!text.empty()) {
    const Letter letter = first_letter(text);
    HPDF_FontDef font = impl_->definition_of(face, letter.code);
    sum += HPDF_TTFontDef_GetGidWidth(font, glyph_of(font, letter.code));
    text.remove_prefix(std::min(letter.bytes, text.size()));
  }
  return sum * size / 1000.0;
}

bool Document::has_glyph(char32_t symbol) const {
  if (symbol > 0xFFFF) return false;
  for (const Face face : {Face::kRegular, Face::kStrong}) {
    if (glyph_of(impl_->definition_of(face, symbol), symbol) == 0) return false;
  }
  return true;
}

void Document::text(Point baseline, Face face, double size, Colour colour, std::string_view text) {
  if (text.empty()) return;
  HPDF_Page page = impl_->page();
  HPDF_Page_BeginText(page);
  set_fill(page, colour);
  HPDF_Page_MoveTextPos(page, static_cast<float>(baseline.x), impl_->up(baseline.y));
  while (!text.empty()) {
    HPDF_FontDef font = impl_->definition_of(face, first_letter(text).code);
    std::size_t end = 0;
    while (end < text.size()) {
      const Letter letter = first_letter(text.substr(end));
      if (impl_->definition_of(face, letter.code) != font) break;
      impl_->keep_parts(font, glyph_of(font, letter.code), 0);
      end = std::min(end + letter.bytes, text.size());
    }
    HPDF_Page_SetFontAndSize(page, impl_->font_of(font), static_cast<float>(size));
    HPDF_Page_ShowText(page, std::string(text.substr(0, end)).c_str());
    text.remove_prefix(end);
  }
  HPDF_Page_EndText(page);
  impl_->check();
}

void Document::fill(Box box, Colour colour) {
  if (box.width <= 0 || box.height <= 0) return;
  HPDF_Page page = impl_->page();
  set_fill(page, colour);
  HPDF_Page_Rectangle(page, static_cast<float>(box.x), impl_->up(box.y + box.height), static_cast<float>(box.width),
                      static_cast<float>(box.height));
  HPDF_Page_Fill(page);
}

void Document::line(Point from, Point to, double width, Colour colour) { polyline({from, to}, width, colour); }

void Document::dashed_line(Point from, Point to, double width, Colour colour) {
  constexpr HPDF_UINT16 kDashes[] = {2, 2};
  HPDF_Page_SetDash(impl_->page(), kDashes, 2, 0);
  polyline({from, to}, width, colour);
  HPDF_Page_SetDash(impl_->page(), nullptr, 0, 0);
}

void Document::polyline(const std::vector<Point>& points, double width, Colour colour) {
  if (points.size() < 2) return;
  HPDF_Page page = impl_->page();
  set_stroke(page, width, colour);
  HPDF_Page_SetLineJoin(page, HPDF_ROUND_JOIN);
  HPDF_Page_MoveTo(page, static_cast<float>(points[0].x), impl_->up(points[0].y));
  for (std::size_t i = 1; i < points.size(); ++i) {
    HPDF_Page_LineTo(page, static_cast<float>(points[i].x), impl_->up(points[i].y));
  }
  HPDF_Page_Stroke(page);
  impl_->check();
}

void Document::dot(Point middle, double radius, Colour colour) {
  HPDF_Page page = impl_->page();
  set_fill(page, colour);
  HPDF_Page_Circle(page, static_cast<float>(middle.x), impl_->up(middle.y), static_cast<float>(radius));
  HPDF_Page_Fill(page);
}

}  // namespace streamguard::pdf_report
