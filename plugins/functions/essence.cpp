#include "functions/essence.hpp"

#include <algorithm>
#include <vector>

namespace streamguard::functions {

namespace {

bool is_space(char letter) {
  return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n' || letter == '\f' || letter == '\v';
}

class Essence {
 public:
  Essence(const Grammar& grammar, std::string_view source, std::size_t from)
      : grammar_(grammar), source_(source), at_(from) {}

  std::string run(TSNode root) {
    TSTreeCursor cursor = ts_tree_cursor_new(root);
    for (bool more = true; more;) {
      if (enter(ts_tree_cursor_current_node(&cursor)) && ts_tree_cursor_goto_first_child(&cursor)) continue;
      roles_.pop_back();
      while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
        if (!ts_tree_cursor_goto_parent(&cursor)) {
          more = false;
          break;
        }
        leave();
      }
    }
    ts_tree_cursor_delete(&cursor);
    gap(source_.size());
    return std::move(out_);
  }

 private:
  /// False where nothing of the node remains to be looked at.
  bool enter(TSNode node);
  void leave();
  void word(std::string_view text);
  void gap(std::size_t to);
  void argument(std::string_view text);

  const Grammar& grammar_;
  std::string_view source_;
  std::size_t at_;  ///< what lies before is in `out_`
  std::string out_;
  std::vector<Role> roles_;  ///< of the nodes around
  std::size_t level_ = 0;    ///< of Python's blocks
};

void Essence::word(std::string_view text) {
  if (text.empty()) return;
  if (!out_.empty() && out_.back() != '\n' && out_.back() != '\t') out_.push_back(' ');
  out_.append(text);
}

/// What the parser passed over between two leaves.
void Essence::gap(std::size_t to) {
  while (at_ < to) {
    while (at_ < to && is_space(source_[at_])) ++at_;
    std::size_t end = at_;
    while (end < to && !is_space(source_[end])) ++end;
    const std::string_view text = source_.substr(at_, end - at_);
    if (text != "\\") word(text);  // the one at a line's end
    at_ = end;
  }
}

/// The rest of a directive's line is one leaf.
void Essence::argument(std::string_view text) {
  if (const std::size_t comment = text.find("//"); comment != std::string_view::npos) {
    if (text.find('"') > comment) text = text.substr(0, comment);
  }
  word(squeezed(text));
}

bool Essence::enter(TSNode node) {
  const Role role = ts_node_is_named(node) ? grammar_.text_role(ts_node_symbol(node)) : Role::none;
  const bool statement = !roles_.empty() && roles_.back() == Role::block && ts_node_is_named(node);
  roles_.push_back(role);
  const std::size_t begin = std::max<std::size_t>(ts_node_start_byte(node), at_);
  const std::size_t end = ts_node_end_byte(node);
  if (role == Role::comment) {
    gap(begin);
    at_ = std::max(at_, end);
    return false;
  }
  if (role == Role::block) ++level_;
  if (statement && begin < end) {
    gap(begin);
    if (!out_.empty()) out_.push_back('\n');
    if (grammar_.language() == Language::python) out_.append(level_ - 1, '\t');
  }
  if (role != Role::literal && ts_node_child_count(node) > 0) return true;
  gap(begin);
  if (begin >= end) return true;
  const std::string_view text = source_.substr(begin, end - begin);
  at_ = end;
  if (role == Role::literal) {
    word(text);
    return false;
  }
  if (kind_of(node) == "preproc_arg") {
    argument(text);
  } else if (std::all_of(text.begin(), text.end(), is_space)) {
    if (!out_.empty() && out_.back() != '\n') out_.push_back('\n');  // the end of a directive
  } else {
    word(text);
  }
  return true;
}

void Essence::leave() {
  if (roles_.back() == Role::block) --level_;
  roles_.pop_back();
}

}  // namespace

std::string essence_of(const Grammar& grammar, TSNode root, std::string_view source, std::size_t from) {
  return Essence(grammar, source, from).run(root);
}

std::string squeezed(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool continued = text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '\n' || text[i + 1] == '\r');
    if (continued || is_space(text[i])) {
      if (!out.empty() && out.back() != ' ') out.push_back(' ');
    } else {
      out.push_back(text[i]);
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace streamguard::functions
