#include "generator.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>

#include "newlines.hpp"

namespace streamguard::synthetic {
namespace {

/// Written for SPDX readers: templates are part of this project, and so is what comes out of them.
constexpr std::string_view kLicense = "Apache-2.0";

void append_number(std::string& out, std::uint64_t number) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

std::int64_t lines_of(std::string_view text) {
  const auto newlines = static_cast<std::int64_t>(newlines_in(text));
  return newlines + (text.empty() || text.back() == '\n' ? 0 : 1);
}

}  // namespace

Generator::Generator(const Library& library, Selection selection, std::uint64_t seed) : library_(library), seed_(seed) {
  const std::size_t rows = selection.languages.size(), columns = selection.weaknesses.size();
  // A diagonal walk: any stretch of it holds languages evenly and weaknesses evenly. It shifts by one each time it
  // would close, and so reaches every cell once.
  const std::size_t closed = std::lcm(rows, columns);
  cells_.resize(rows * columns);
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    cells_[i].language = selection.languages[i % rows];
    cells_[i].weakness = selection.weaknesses[(i + i / closed) % columns];
  }
}

void Generator::prepare(Cell& cell) {
  const Language& language = languages()[cell.language];
  const Weakness& weakness = library_.weaknesses()[cell.weakness];
  cell.source =
      std::make_unique<const Template>(library_.at(cell.language, cell.weakness), library_.words(), language.snake);
  const std::uint64_t place = cell.language * 100'000 + static_cast<std::uint64_t>(weakness.cwe);
  cell.order.emplace(cell.source->variations(), mix64(seed_) ^ mix64(place));
  const std::string number = std::to_string(weakness.cwe);
  cell.cwe = "CWE-" + number;
  cell.id = std::string(language.name) + "/" + number + "/" + std::string(cell.source->id());
  cell.title = cell.cwe + " in " + std::string(language.title) + ": " + std::string(weakness.name);
  cell.description = std::string(weakness.meaning) + " Fixed: " + std::string(cell.source->fix());
  cell.url = "https://cwe.mitre.org/data/definitions/" + number + ".html";
}

Generator::Cell& Generator::cell(std::uint64_t index) {
  Cell& found = cells_[static_cast<std::size_t>(index)];
  if (found.source == nullptr) prepare(found);
  return found;
}

std::uint64_t Generator::end() {
  if (end_ != 0) return end_;
  std::uint64_t most = 0;
  for (std::uint64_t i = 0; i < cells(); ++i) most = std::max(most, cell(i).source->variations());
  constexpr std::uint64_t kUnreachable = std::uint64_t{1} << 63;
  end_ = most > kUnreachable / cells() ? kUnreachable : most * cells();
  return end_;
}

bool Generator::make(std::uint64_t ordinal, record::Sample& sample) {
  Cell& drawn = cell(ordinal % cells());
  const std::uint64_t turn = ordinal / cells();
  if (turn >= drawn.source->variations()) return false;
  const std::uint64_t variation = (*drawn.order)(turn);
  drawn.source->render(variation, before_, after_, symbol_);
  key_.clear();
  append_number(key_, seed_);
  key_ += ':';
  append_number(key_, ordinal);
  extra_.assign("{\"template\":\"").append(drawn.id).append("\",\"variant\":");
  append_number(extra_, variation);
  extra_ += '}';

  sample.clear();
  sample.kind = "synthetic_pair";
  sample.source = "synthetic";
  sample.source_key = key_;
  sample.title = drawn.title;
  sample.description = drawn.description;
  record::Code& code = sample.code.emplace();
  code.before = before_;
  code.after = after_;
  code.language = languages()[drawn.language].title;
  code.symbol = symbol_;
  code.before_lines = {1, lines_of(before_)};
  code.after_lines = {1, lines_of(after_)};
  sample.method = "template";
  sample.weakness.emplace().cwe.push_back(drawn.cwe);
  sample.collector_version = kVersion;
  sample.urls.push_back(drawn.url);
  sample.record_license = kLicense;
  sample.code_license = kLicense;
  sample.extra_json = extra_;
  return true;
}

}  // namespace streamguard::synthetic
