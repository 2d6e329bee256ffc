#include <tree_sitter/api.h>

#include <algorithm>
#include <csetjmp>
#include <utility>

#include "functions/configurations.hpp"
#include "functions/essence.hpp"
#include "functions/functions.hpp"
#include "functions/grammar.hpp"
#include "functions/lines.hpp"
#include "functions/names.hpp"
#include "functions/soundness.hpp"
#include "functions/tree_memory.hpp"
#include "functions/walk.hpp"

namespace streamguard::functions {

namespace {

/// A tree and its memory.
struct Parsed {
  std::unique_ptr<TreeMemory> memory;
  TSTree* tree = nullptr;

  explicit operator bool() const noexcept { return tree != nullptr; }
  TSNode root() const { return ts_tree_root_node(tree); }
};

/// Nothing where a bound was met. A function of its own, so that no object lies between here and the jump's target.
TSTree* tree_of(TreeMemory& memory, const TSLanguage* language, std::string_view source) {
  memory.armed = true;
  if (setjmp(memory.exit) != 0) return nullptr;
  TSParser* parser = ts_parser_new();
  TSTree* tree = nullptr;
  if (ts_parser_set_language(parser, language)) {
    ts_parser_set_timeout_micros(parser, Parser::kMostMicroseconds);
    tree = ts_parser_parse_string(parser, nullptr, source.data(), static_cast<std::uint32_t>(source.size()));
  }
  ts_parser_delete(parser);
  return tree;
}

std::vector<Function> finished(std::vector<Found> found, const Lines& lines) {
  std::vector<Function> out;
  std::vector<std::size_t> around;  // the ends of those that the current one lies in
  for (Found& one : found) {
    Function function;
    function.symbol = std::move(one.symbol);
    function.name = std::move(one.name);
    function.first_line = lines.number(one.begin);
    function.last_line = lines.number(one.end == 0 ? 0 : one.end - 1);
    while (!around.empty() && around.back() <= one.begin) around.pop_back();
    function.nested = !around.empty();
    around.push_back(one.end);
    lines.widen(one.begin, one.end);
    function.begin = one.begin;
    function.end = one.end;
    out.push_back(std::move(function));
  }
  return out;
}

Found by_header(std::string_view header) {
  Name name = macro_name(header);
  Found found;
  found.symbol = std::move(name.qualified);
  found.name = std::move(name.last);
  return found;
}

}  // namespace

struct Parser::Impl {
  /// Nothing where a bound was met, or where tree-sitter lost count (tree_memory.hpp), by which places would be wrong.
  static Parsed parse(const Grammar& grammar, std::string_view source) {
    Parsed out;
    out.memory = std::make_unique<TreeMemory>();
    TSTree* tree = tree_of(*out.memory, grammar.tree_sitter(), source);
    out.memory->armed = false;
    if (tree != nullptr && ts_node_end_byte(ts_tree_root_node(tree)) == source.size()) out.tree = tree;
    return out;
  }

  /// Where the grammar lost its way it may not find it again for the rest of the file: looks at the blocks one by one,
  /// and where that does not help either takes the header's word for it.
  void recover(const Grammar& grammar, const Configurations& configurations, std::vector<Found>& found) {
    std::vector<std::pair<std::size_t, std::size_t>> known;
    for (const Found& one : found) {
      if (!one.in_function) known.emplace_back(one.begin, one.end);
    }
    std::sort(known.begin(), known.end());
    for (const Block& block : configurations.blocks()) {
      const auto after = std::upper_bound(known.begin(), known.end(), std::pair(block.close, block.close));
      if (after != known.begin() && std::prev(after)->second > block.open) continue;
      const auto text = std::string_view(configurations.text()).substr(block.begin, block.close + 1 - block.begin);
      Found lost = by_header(text.substr(0, block.open - block.begin));
      if (const Parsed tree = parse(grammar, text)) {
        for (Found& one : walk(grammar, tree.root(), text)) {
          if (one.body == block.open - block.begin) lost = std::move(one);
        }
      }
      if (lost.name.empty()) continue;
      lost.begin += block.begin;
      lost.end = block.close + 1;
      lost.body = block.open;
      lost.symbol = block.scope + lost.symbol;
      lost.in_function = false;
      found.push_back(std::move(lost));
    }
  }

  std::vector<Found> c_functions(const Grammar& grammar, std::string_view source, bool& broken) {
    Configurations configurations(source, grammar.language() == Language::cpp);
    std::vector<Found> all;
    while (configurations.next()) {
      const Parsed tree = parse(grammar, configurations.text());
      const bool unread = !tree || ts_node_has_error(tree.root());
      broken = broken || unread;
      std::vector<Found> found;
      if (tree) found = walk(grammar, tree.root(), configurations.text());
      keep_sound(found, configurations);
      if (unread) {
        recover(grammar, configurations, found);
        keep_sound(found, configurations);
      }
      all.insert(all.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
    }
    return all;
  }

  std::vector<Found> functions(const Grammar& grammar, std::string_view source, const Lines& lines, bool& broken) {
    const Parsed tree = parse(grammar, source);
    broken = !tree || ts_node_has_error(tree.root());
    if (!tree) return {};
    auto found = walk(grammar, tree.root(), source);
    keep_sound(found, grammar.language(), source, lines);
    // Only C's nested functions are misread blocks.
    for (Found& one : found) one.in_function = false;
    return found;
  }
};

Parser::Parser() : impl_(std::make_unique<Impl>()) {}
Parser::~Parser() = default;

Outline Parser::outline(Language language, std::string_view source) {
  Outline out;
  if (source.size() > kMostBytes) {
    out.broken = true;
    return out;
  }
  const Grammar& grammar = Grammar::of(language);
  const Lines lines(source);
  auto found = grammar.c_family() ? impl_->c_functions(grammar, source, out.broken)
                                  : impl_->functions(grammar, source, lines, out.broken);
  out.functions = finished(merged(std::move(found)), lines);
  return out;
}

std::string Parser::essence(Language language, std::string_view source) {
  if (source.size() > kMostBytes) return squeezed(source);
  const Grammar& grammar = Grammar::of(language);
  // What comes without it is text to PHP.
  constexpr std::string_view kPhp = "<?php ";
  const bool excerpt = language == Language::php && source.find("<?") == std::string_view::npos;
  std::string whole;
  if (excerpt) whole = std::string(kPhp) + std::string(source);
  const std::string_view text = excerpt ? std::string_view(whole) : source;
  const Parsed tree = impl_->parse(grammar, text);
  if (!tree) return squeezed(source);
  return essence_of(grammar, tree.root(), text, excerpt ? kPhp.size() : 0);
}

}  // namespace streamguard::functions
