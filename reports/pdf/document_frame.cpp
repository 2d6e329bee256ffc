// Document's frame: bookmarks, links, the structure tree and the properties; document.cpp draws.
#include <charconv>
#include <streamguard/cpp/plugin.hpp>

#include "document.hpp"
#include "document_impl.hpp"

namespace streamguard::pdf_report {
namespace {

constexpr char kLanguage[] = "en";

/// The number at `at`, of exactly `digits` digits.
bool read_digits(std::string_view text, std::size_t at, std::size_t digits, int& out) {
  if (at + digits > text.size()) return false;
  const auto done = std::from_chars(text.data() + at, text.data() + at + digits, out);
  return done.ec == std::errc() && done.ptr == text.data() + at + digits && out >= 0;
}

HPDF_Date library_date(const Moment& moment) {
  HPDF_Date date{};
  date.year = moment.year;
  date.month = moment.month;
  date.day = moment.day;
  date.hour = moment.hour;
  date.minutes = moment.minute;
  date.seconds = moment.second;
  const int offset = moment.offset_minutes;
  date.ind = offset == 0 ? 'Z' : offset < 0 ? '-' : '+';
  date.off_hour = (offset < 0 ? -offset : offset) / 60;
  date.off_minutes = (offset < 0 ? -offset : offset) % 60;
  return date;
}

}  // namespace

std::optional<Moment> parse_moment(std::string_view text) {
  Moment out;
  const bool read = read_digits(text, 0, 4, out.year) && read_digits(text, 5, 2, out.month) &&
                    read_digits(text, 8, 2, out.day) && read_digits(text, 11, 2, out.hour) &&
                    read_digits(text, 14, 2, out.minute) && read_digits(text, 17, 2, out.second);
  if (!read || out.month < 1 || out.month > 12 || out.day < 1 || out.day > 31 || out.hour > 23 || out.minute > 59 ||
      out.second > 59) {
    return std::nullopt;
  }
  const std::size_t zone = text.find_first_of("Z+-", 19);
  if (zone == std::string_view::npos) return std::nullopt;
  if (text[zone] == 'Z') return out;
  int hours = 0, minutes = 0;
  if (!read_digits(text, zone + 1, 2, hours) || !read_digits(text, zone + 4, 2, minutes) || hours > 23 ||
      minutes > 59) {
    return std::nullopt;
  }
  out.offset_minutes = (hours * 60 + minutes) * (text[zone] == '-' ? -1 : 1);
  return out;
}

HPDF_Destination Document::Impl::destination(std::size_t page, double y) const {
  HPDF_Destination target = checked(HPDF_Page_CreateDestination(pages[page]));
  HPDF_Destination_SetXYZ(target, 0, up(y), 1);
  // Zero leaves the zoom as the reader has it; the function refuses that.
  constexpr HPDF_UINT kZoom = 4;
  static_cast<HPDF_Real>(checked(HPDF_Array_GetItem(target, kZoom, HPDF_OCLASS_REAL)))->value = 0;
  return target;
}

void Document::link(Box box, std::size_t page, double y) {
  const HPDF_Rect area{static_cast<float>(box.x), impl_->up(box.y + box.height), static_cast<float>(box.x + box.width),
                       impl_->up(box.y)};
  HPDF_Destination target = impl_->destination(page, y);
  HPDF_Annotation note = impl_->checked(HPDF_Page_CreateLinkAnnot(impl_->page(), area, target));
  HPDF_LinkAnnot_SetBorderStyle(note, 0, 0, 0);
  impl_->check();
}

Bookmark Document::bookmark(std::optional<Bookmark> parent, std::string_view title, double y) {
  HPDF_Outline above = parent ? impl_->bookmarks[*parent] : nullptr;
  HPDF_Outline entry = impl_->checked(HPDF_CreateOutline(impl_->doc, above, std::string(title).c_str(), impl_->utf8));
  HPDF_Outline_SetDestination(entry, impl_->destination(impl_->current, y));
  HPDF_Outline_SetOpened(entry, HPDF_TRUE);
  impl_->bookmarks.push_back(entry);
  return impl_->bookmarks.size() - 1;
}

Tag Document::tag(Tag parent, const char* type, std::string_view alt) {
  const Tag made = impl_->tags.size();
  impl_->tags.push_back({type, std::string(alt), {}, {}});
  impl_->tags[parent].children.push_back(made);
  return made;
}

void Document::begin(Tag tag) {
  TagNode& node = impl_->tags[tag];
  const int id = impl_->marks[impl_->current]++;
  node.pieces.push_back({impl_->current, id});
  impl_->write_content("/" + node.type + " <</MCID " + std::to_string(id) + ">> BDC\n");
}

void Document::begin_decoration() { impl_->write_content("/Artifact BMC\n"); }

void Document::end() { impl_->write_content("EMC\n"); }

HPDF_Dict Document::Impl::add_element(HPDF_Dict parent, const TagNode& node) {
  HPDF_Dict element = checked(HPDF_Dict_New(doc->mmgr));
  HPDF_Xref_Add(doc->xref, element);
  HPDF_Dict_AddName(element, "Type", "StructElem");
  HPDF_Dict_AddName(element, "S", node.type.c_str());
  HPDF_Dict_Add(element, "P", parent);
  if (!node.alt.empty()) HPDF_Dict_Add(element, "Alt", HPDF_String_New(doc->mmgr, node.alt.c_str(), utf8));
  if (node.type == "TH") {
    HPDF_Dict attributes = checked(HPDF_Dict_New(doc->mmgr));
    HPDF_Dict_AddName(attributes, "O", "Table");
    HPDF_Dict_AddName(attributes, "Scope", "Column");
    HPDF_Dict_Add(element, "A", attributes);
  }
  return element;
}

/// PDF 1.7, 14.7: the tree of elements, and for each page the elements of its pieces in the order of their numbers.
void Document::Impl::write_structure() {
  HPDF_Dict root = checked(HPDF_Dict_New(doc->mmgr));
  HPDF_Xref_Add(doc->xref, root);
  HPDF_Dict_AddName(root, "Type", "StructTreeRoot");
  std::vector<HPDF_Dict> elements(tags.size());
  std::vector<std::vector<HPDF_Dict>> owners(pages.size());
  for (std::size_t i = 0; i < pages.size(); ++i) owners[i].resize(static_cast<std::size_t>(marks[i]));
  elements[kWhole] = add_element(root, tags[kWhole]);
  HPDF_Dict_Add(root, "K", elements[kWhole]);
  for (Tag tag = 0; tag < tags.size(); ++tag) {  // parents come before their children
    HPDF_Array kids = checked(HPDF_Array_New(doc->mmgr));
    HPDF_Dict_Add(elements[tag], "K", kids);
    for (const Tag child : tags[tag].children) {
      elements[child] = add_element(elements[tag], tags[child]);
      HPDF_Array_Add(kids, elements[child]);
    }
    for (const TagNode::Piece& piece : tags[tag].pieces) {
      HPDF_Dict mark = checked(HPDF_Dict_New(doc->mmgr));
      HPDF_Dict_AddName(mark, "Type", "MCR");
      HPDF_Dict_Add(mark, "Pg", pages[piece.page]);
      HPDF_Dict_AddNumber(mark, "MCID", piece.id);
      HPDF_Array_Add(kids, mark);
      owners[piece.page][static_cast<std::size_t>(piece.id)] = elements[tag];
    }
  }
  HPDF_Dict parents = checked(HPDF_Dict_New(doc->mmgr));
  HPDF_Array numbers = checked(HPDF_Array_New(doc->mmgr));
  HPDF_Dict_Add(parents, "Nums", numbers);
  for (std::size_t i = 0; i < pages.size(); ++i) {
    HPDF_Dict_AddNumber(pages[i], "StructParents", static_cast<HPDF_INT32>(i));
    HPDF_Dict_AddName(pages[i], "Tabs", "S");
    HPDF_Array_AddNumber(numbers, static_cast<HPDF_INT32>(i));
    HPDF_Array list = checked(HPDF_Array_New(doc->mmgr));
    HPDF_Array_Add(numbers, list);
    for (HPDF_Dict owner : owners[i]) HPDF_Array_Add(list, owner);
  }
  HPDF_Dict_Add(root, "ParentTree", parents);
  HPDF_Dict_AddNumber(root, "ParentTreeNextKey", static_cast<HPDF_INT32>(pages.size()));
  HPDF_Dict_Add(doc->catalog, "StructTreeRoot", root);
  HPDF_Dict mark_info = checked(HPDF_Dict_New(doc->mmgr));
  HPDF_Dict_AddBoolean(mark_info, "Marked", HPDF_TRUE);
  HPDF_Dict_Add(doc->catalog, "MarkInfo", mark_info);
  HPDF_Dict preferences = checked(HPDF_Dict_New(doc->mmgr));
  HPDF_Dict_AddBoolean(preferences, "DisplayDocTitle", HPDF_TRUE);
  HPDF_Dict_Add(doc->catalog, "ViewerPreferences", preferences);
  HPDF_Dict_Add(doc->catalog, "Lang", HPDF_String_New(doc->mmgr, kLanguage, nullptr));
  check();
}

std::string Document::finish(const Properties& properties) {
  Impl& impl = *impl_;
  HPDF_SetCurrentEncoder(impl.doc, "UTF-8");
  const std::pair<HPDF_InfoType, const std::string*> texts[] = {{HPDF_INFO_TITLE, &properties.title},
                                                                {HPDF_INFO_AUTHOR, &properties.author},
                                                                {HPDF_INFO_SUBJECT, &properties.subject},
                                                                {HPDF_INFO_KEYWORDS, &properties.keywords},
                                                                {HPDF_INFO_CREATOR, &properties.creator}};
  for (const auto& [type, text] : texts) {
    if (!text->empty()) HPDF_SetInfoAttr(impl.doc, type, text->c_str());
  }
  if (properties.created) {
    HPDF_SetInfoDateAttr(impl.doc, HPDF_INFO_CREATION_DATE, library_date(*properties.created));
    HPDF_SetInfoDateAttr(impl.doc, HPDF_INFO_MOD_DATE, library_date(*properties.created));
  }
  HPDF_SetPageMode(impl.doc, HPDF_PAGE_MODE_USE_OUTLINE);
  impl.write_structure();
  impl.doc->pdf_version = HPDF_VER_17;  // the tags are of 1.4, their roles of 1.5
  HPDF_SaveToStream(impl.doc);
  impl.check();
  HPDF_UINT32 size = HPDF_GetStreamSize(impl.doc);
  std::string out(size, '\0');
  HPDF_ResetStream(impl.doc);
  HPDF_ReadFromStream(impl.doc, reinterpret_cast<HPDF_BYTE*>(out.data()), &size);
  if (size != out.size()) Impl::fail("gave a part of the file only");
  return out;
}

}  // namespace streamguard::pdf_report
