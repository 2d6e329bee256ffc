#include "pdf_tools.hpp"

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <regex>
#include <sstream>
#include <stdexcept>

#include "../fresh_folder.hpp"

namespace streamguard::tests {
namespace {

std::string output_of(const std::string& command, int& status) {
  FILE* const pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("popen failed");
  std::string output;
  std::array<char, 4096> part;
  for (std::size_t got; (got = fread(part.data(), 1, part.size(), pipe)) > 0;) output.append(part.data(), got);
  const int ended = pclose(pipe);
  status = WIFEXITED(ended) ? WEXITSTATUS(ended) : -1;
  return output;
}

std::string unescaped(std::string text) {
  constexpr std::pair<const char*, const char*> kEntities[] = {
      {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}};
  for (const auto& [entity, symbol] : kEntities) {
    const std::string from = entity;
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; ++at)
      text.replace(at, from.size(), symbol);
  }
  return text;
}

}  // namespace

PdfFile::PdfFile(const std::string& bytes) {
  folder_ = fresh_folder("streamguard-pdf-");
  file_ = folder_ / "report.pdf";
  std::ofstream(file_, std::ios::binary) << bytes;
}

PdfFile::~PdfFile() { std::filesystem::remove_all(folder_); }

bool PdfFile::tools_are_there() {
  int status = 0;
  output_of("command -v qpdf && command -v pdfinfo && command -v pdffonts && command -v pdftotext", status);
  return status == 0;
}

std::string PdfFile::run(const std::string& program, const std::string& more) const {
  int status = 0;
  std::string output = output_of(program + " " + file_.string() + " " + more, status);
  if (status != 0) throw std::runtime_error(program + ": " + output);
  return output;
}

std::string PdfFile::qpdf_complaints() const {
  int status = 0;
  const std::string output = output_of("qpdf --check " + file_.string(), status);
  return status == 0 ? std::string() : output;
}

std::string PdfFile::info() const { return run("pdfinfo"); }
std::string PdfFile::fonts() const { return run("pdffonts"); }
std::string PdfFile::text() const { return run("pdftotext -layout", "-"); }
std::string PdfFile::structure() const { return run("pdfinfo -struct-text"); }

std::string PdfFile::outline() const {
  const std::string json = run("qpdf --json --json-key=outlines");
  const std::regex title(R"re("title": "((?:[^"\\]|\\.)*)")re");
  std::string titles;
  for (std::sregex_iterator at(json.begin(), json.end(), title), end; at != end; ++at) titles += (*at)[1].str() + "\n";
  return titles;
}

std::vector<PdfPage> PdfFile::pages() const {
  std::istringstream lines(run("pdftotext -bbox", "-"));
  const std::regex page(R"re(<page width="([0-9.]+)" height="([0-9.]+)">)re");
  const std::regex word(
      R"re(<word xMin="([0-9.-]+)" yMin="([0-9.-]+)" xMax="([0-9.-]+)" yMax="([0-9.-]+)">(.*)</word>)re");
  std::vector<PdfPage> pages;
  std::smatch found;
  for (std::string line; std::getline(lines, line);) {
    if (std::regex_search(line, found, page)) {
      pages.push_back({std::stod(found[1]), std::stod(found[2]), {}});
    } else if (std::regex_search(line, found, word)) {
      pages.back().words.push_back(
          {std::stod(found[1]), std::stod(found[2]), std::stod(found[3]), std::stod(found[4]), unescaped(found[5])});
    }
  }
  return pages;
}

std::size_t PdfFile::ink(double left, double top, double right, double bottom) const {
  run("pdftoppm -r 72 -gray -f 1 -l 1 -singlefile", (folder_ / "picture").string());
  std::ifstream in(folder_ / "picture.pgm", std::ios::binary);
  std::string kind;
  std::size_t width = 0, height = 0, most = 0;
  in >> kind >> width >> height >> most;
  in.get();
  std::string pixels(width * height, '\0');
  in.read(pixels.data(), static_cast<std::streamsize>(pixels.size()));
  if (kind != "P5" || !in) throw std::runtime_error("pdftoppm wrote no picture");
  std::size_t dark = 0;
  for (auto y = static_cast<std::size_t>(top); y < static_cast<std::size_t>(bottom); ++y) {
    for (auto x = static_cast<std::size_t>(left); x < static_cast<std::size_t>(right); ++x)
      dark += static_cast<unsigned char>(pixels.at(y * width + x)) < most / 2 ? 1U : 0U;
  }
  return dark;
}

}  // namespace streamguard::tests
