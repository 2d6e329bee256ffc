#include "document.hpp"

#include <hpdf_fontdef.h>

#include <charconv>
#include <streamguard/cpp/plugin.hpp>

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

}  // namespace

Document::Impl::Impl(Paper paper) : tags(1) {
  doc = HPDF_New(&note_error, &error);
  if (doc == nullptr) fail("did not start");
  HPDF_SetCompressionMode(doc, HPDF_COMP_ALL);
  HPDF_UseUTFEncodings(doc);
  utf8 = checked(HPDF_GetEncoder(doc, kUtf8));
  fonts[0] = add_font(kRegularFont, kRegularFontSize, "SGREGU");
  fonts[1] = add_font(kStrongFont, kStrongFontSize, "SGSTRO");
  for (std::size_t i = 0; i < fonts.size(); ++i)
    definitions[i] = reinterpret_cast<HPDF_FontAttr>(fonts[i]->attr)->fontdef;
  width = static_cast<double>(paper == Paper::kA4 ? kA4Width : kLetterWidth);
  height = static_cast<double>(paper == Paper::kA4 ? kA4Height : kLetterHeight);
  tags[kWhole].type = "Document";
}

Document::Impl::~Impl() {
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
HPDF_Font Document::Impl::add_font(const unsigned char* bytes, std::size_t size, const char* tag) {
  HPDF_Stream stream = checked(HPDF_MemStream_New(doc->mmgr, static_cast<HPDF_UINT>(size)));
  HPDF_Stream_Write(stream, bytes, static_cast<HPDF_UINT>(size));
  HPDF_FontDef definition = checked(HPDF_TTFontDef_Load(doc->mmgr, stream, HPDF_TRUE));
  std::string name(tag);
  HPDF_TTFontDef_SetTagName(definition, name.data());
  HPDF_List_Add(doc->fontdef_list, definition);
  HPDF_Font font = checked(HPDF_GetFont(doc, definition->base_font, kUtf8));
  set_to_unicode(font);
  return font;
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
  HPDF_FontDef font = impl_->definitions[static_cast<std::size_t>(face)];
  int sum = 0;  // thousandths of the size
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = [&](std::size_t i) {
      return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
    };
    const unsigned lead = byte(0);
    unsigned code = lead;
    if (lead >= 0xE0) {
      code = (lead & 0x0FU) << 12U | (byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU);
      at += 3;
    } else if (lead >= 0xC0) {
      code = (lead & 0x1FU) << 6U | (byte(1) & 0x3FU);
      at += 2;
    } else {
      at += 1;
    }
    sum += HPDF_TTFontDef_GetGidWidth(font, HPDF_TTFontDef_GetGlyphid(font, static_cast<HPDF_UINT16>(code)));
  }
  return sum * size / 1000.0;
}

bool Document::has_glyph(char32_t symbol) const {
  if (symbol > 0xFFFF) return false;
  for (HPDF_FontDef font : impl_->definitions) {
    if (HPDF_TTFontDef_GetGlyphid(font, static_cast<HPDF_UINT16>(symbol)) == 0) return false;
  }
  return true;
}

void Document::text(Point baseline, Face face, double size, Colour colour, std::string_view text) {
  if (text.empty()) return;
  HPDF_Page page = impl_->page();
  HPDF_Page_BeginText(page);
  HPDF_Page_SetFontAndSize(page, impl_->fonts[static_cast<std::size_t>(face)], static_cast<float>(size));
  set_fill(page, colour);
  HPDF_Page_TextOut(page, static_cast<float>(baseline.x), impl_->up(baseline.y), std::string(text).c_str());
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
