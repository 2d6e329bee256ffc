#include <numeric>
#include <stdexcept>

#include "embedded.hpp"
#include "generator.hpp"

namespace streamguard::synthetic {
namespace {

constexpr Language kLanguages[] = {
    {"python", "Python", true}, {"javascript", "JavaScript", false},
    {"java", "Java", false},    {"php", "PHP", false},
    {"c", "C", true},           {"go", "Go", false},
};

std::string_view embedded(std::string_view name) {
  for (const EmbeddedFile& file : embedded_files())
    if (file.name == name) return file.text;
  throw std::runtime_error("templates/" + std::string(name) + " was not built in");
}

/// Lines "89|SQL injection|meaning".
std::vector<Weakness> read_weaknesses(std::string_view text) {
  std::vector<Weakness> found;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty() || line.front() == '#') continue;
    const std::size_t first = line.find('|'), second = line.find('|', first + 1);
    if (first == std::string_view::npos || second == std::string_view::npos)
      throw std::runtime_error("templates/weaknesses.txt: expected number|name|meaning: " + std::string(line));
    found.push_back({std::stoi(std::string(line.substr(0, first))), line.substr(first + 1, second - first - 1),
                     line.substr(second + 1)});
  }
  return found;
}

}  // namespace

std::span<const Language> languages() { return kLanguages; }

Library::Library() : weaknesses_(read_weaknesses(embedded("weaknesses.txt"))) {
  texts_.resize(std::size(kLanguages) * weaknesses_.size());
  for (std::size_t i = 0; i < std::size(kLanguages); ++i) {
    const std::string name = std::string(kLanguages[i].name) + ".tpl";
    for (const EmbeddedFile& file : embedded_files())
      if (file.name == name) place(i, file.name, file.text);
  }
  for (std::size_t i = 0; i < texts_.size(); ++i) {
    if (!texts_[i].text.empty()) continue;
    throw std::runtime_error("templates/" + std::string(kLanguages[i / weaknesses_.size()].name) +
                             ".tpl: no template for CWE-" + std::to_string(weaknesses_[i % weaknesses_.size()].cwe));
  }
}

void Library::place(std::size_t language, std::string_view file, std::string_view text) {
  for (const TemplateText& source : split_templates(file, text)) {
    const int cwe = cwe_of(source);
    std::size_t weakness = 0;
    while (weakness < weaknesses_.size() && weaknesses_[weakness].cwe != cwe) ++weakness;
    const std::string where = "templates/" + std::string(file) + ":" + std::to_string(source.line);
    if (weakness == weaknesses_.size())
      throw std::runtime_error(where + ": CWE-" + std::to_string(cwe) + " is not in weaknesses.txt");
    TemplateText& place = texts_[language * weaknesses_.size() + weakness];
    if (!place.text.empty())
      throw std::runtime_error(where + ": CWE-" + std::to_string(cwe) + " has a template already");
    place = source;
  }
}

const Words& Library::words() const {
  std::call_once(spelled_, [this] { words_.emplace(embedded("words.txt")); });
  return *words_;
}

const TemplateText& Library::at(std::size_t language, std::size_t weakness) const {
  return texts_.at(language * weaknesses_.size() + weakness);
}

Selection everything(const Library& library) {
  Selection selection;
  selection.languages.resize(std::size(kLanguages));
  selection.weaknesses.resize(library.weaknesses().size());
  std::iota(selection.languages.begin(), selection.languages.end(), std::size_t{0});
  std::iota(selection.weaknesses.begin(), selection.weaknesses.end(), std::size_t{0});
  return selection;
}

}  // namespace streamguard::synthetic
