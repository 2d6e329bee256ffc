/// document_impl.hpp: what the two files of Document share. Nobody else includes it, for it names libharu's types. Some
/// of them are of its inner interface (dictionaries, streams, font definitions): its headers declare them, and its
/// static library has them, but its Windows DLL does not.
#pragma once

#include <hpdf.h>

#include <array>
#include <string>
#include <vector>

#include "document.hpp"

namespace streamguard::pdf_report {

/// A node of the structure tree, as collected while drawing.
struct TagNode {
  struct Piece {  ///< marked content: the `id`th of a page
    std::size_t page = 0;
    int id = 0;
  };
  std::string type, alt;
  std::vector<Tag> children;
  std::vector<Piece> pieces;
};

struct Document::Impl {
  explicit Impl(Paper paper);
  ~Impl();
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  /// Throws when libharu has noted an error since the last call.
  void check() const;
  template <class Object>
  Object checked(Object object) const {
    check();
    if (object == nullptr) fail("gave nothing");
    return object;
  }
  [[noreturn]] static void fail(const std::string& what);

  HPDF_FontDef load_font(const unsigned char* bytes, std::size_t size, const char* tag) const;
  HPDF_Font add_font(HPDF_FontDef definition);
  /// The font that draws this letter on lines of `face`: the face's own, unless only the East Asian one has it.
  HPDF_FontDef definition_of(Face face, char32_t letter) const;
  HPDF_FontDef east_asian() const;
  HPDF_Font font_of(HPDF_FontDef definition);
  void keep_parts(HPDF_FontDef font, std::uint16_t glyph, int depth) const;
  void set_to_unicode(HPDF_Font font);
  HPDF_Page page() const { return pages[current]; }
  float up(double y) const { return static_cast<float>(height - y); }
  HPDF_Destination destination(std::size_t page, double y) const;
  void write_content(const std::string& operators);
  void write_structure();
  HPDF_Dict add_element(HPDF_Dict parent, const TagNode& node);

  HPDF_Doc doc = nullptr;
  HPDF_STATUS error = 0;
  HPDF_Encoder utf8 = nullptr;
  std::array<HPDF_Font, 2> fonts{};
  std::array<HPDF_FontDef, 2> definitions{};
  /// Loaded when a letter is looked for, and part of the file once one is drawn.
  mutable HPDF_FontDef east_asian_definition = nullptr;
  HPDF_Font east_asian_font = nullptr;
  double width = 0, height = 0;
  std::vector<HPDF_Page> pages;
  std::vector<int> marks;  ///< pieces of each page so far
  std::size_t current = 0;
  std::vector<HPDF_Outline> bookmarks;
  std::vector<TagNode> tags;
};

}  // namespace streamguard::pdf_report
