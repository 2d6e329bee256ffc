/// generator.hpp: sample number k, for any k, without state: a grid of languages × weaknesses is walked evenly, and in
/// each cell a bijection keyed by the seed says which variation of the cell's template comes next. So a shard needs
/// nothing from the others, a restart needs only the next number, and no text comes twice.
///
/// One thread at a time. A Sample filled by make() borrows from the Generator until the next make().
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "permutation.hpp"
#include "record/record.hpp"
#include "template.hpp"
#include "words.hpp"

namespace streamguard::synthetic {

inline constexpr std::string_view kVersion = "1.0.0";

struct Language {
  std::string_view name;   ///< as in the configuration, and the template file's name
  std::string_view title;  ///< as in records
  bool snake;              ///< plain names are snake_case, else camelCase
};

/// What templates exist for, in the order of the grid.
std::span<const Language> languages();

struct Weakness {
  int cwe = 0;
  std::string_view name;
  std::string_view meaning;
};

/// What is in the embedded files: cheap to make, for a worker that starts makes it; templates are not parsed, words not
/// spelled. Throws std::runtime_error where a cell of the grid lacks its template or has two. Any thread may read.
class Library {
 public:
  Library();
  const Words& words() const;  ///< spelled on the first call
  const std::vector<Weakness>& weaknesses() const { return weaknesses_; }
  const TemplateText& at(std::size_t language, std::size_t weakness) const;

 private:
  void place(std::size_t language, std::string_view file, std::string_view text);
  mutable std::once_flag spelled_;
  mutable std::optional<Words> words_;
  std::vector<Weakness> weaknesses_;
  std::vector<TemplateText> texts_;  ///< language-major
};

/// Positions in languages() and Library::weaknesses(), ascending and without repeats.
struct Selection {
  std::vector<std::size_t> languages, weaknesses;
};
Selection everything(const Library& library);

class Generator {
 public:
  Generator(const Library& library, Selection selection, std::uint64_t seed);

  std::uint64_t cells() const { return cells_.size(); }
  /// False where this number has no sample because its cell has no variation left.
  bool make(std::uint64_t ordinal, record::Sample& sample);
  /// No number from here on has a sample. Parses every template of the selection on its first call.
  std::uint64_t end();

 private:
  struct Cell {
    std::size_t language, weakness;
    std::unique_ptr<const Template> source;  ///< parsed when first drawn
    std::optional<Permutation> order;
    std::string id, title, description, url, cwe;
  };
  Cell& cell(std::uint64_t index);
  void prepare(Cell& cell);

  const Library& library_;
  std::uint64_t seed_;
  std::uint64_t end_ = 0;
  std::vector<Cell> cells_;
  std::string before_, after_, symbol_, key_, extra_;
};

}  // namespace streamguard::synthetic
