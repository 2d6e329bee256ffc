/// What others see in a PDF: the programs of poppler-utils and qpdf, run on a file in a folder of its own.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace streamguard::tests {

/// A word and the place that it takes on its page, in points from the upper left corner.
struct Word {
  double left = 0, top = 0, right = 0, bottom = 0;
  std::string text;
};

struct PdfPage {
  double width = 0, height = 0;
  std::vector<Word> words;
};

class PdfFile {
 public:
  explicit PdfFile(const std::string& bytes);
  ~PdfFile();
  PdfFile(const PdfFile&) = delete;
  PdfFile& operator=(const PdfFile&) = delete;

  static bool tools_are_there();

  std::string qpdf_complaints() const;  ///< empty where it has none
  std::string info() const;             ///< of pdfinfo
  std::string fonts() const;            ///< of pdffonts, and what it complains of
  std::string text() const;             ///< of pdftotext, lines kept
  std::string structure() const;        ///< the tags, of pdfinfo
  std::string outline() const;          ///< titles of the bookmarks, a line each
  std::vector<PdfPage> pages() const;
  /// How many pixels of a box on the first page are dark, a pixel being a square point.
  std::size_t ink(double left, double top, double right, double bottom) const;

 private:
  std::string run(const std::string& program, const std::string& more = {}) const;
  std::filesystem::path folder_, file_;
};

}  // namespace streamguard::tests
