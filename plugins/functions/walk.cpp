#include "functions/walk.hpp"

#include <algorithm>

#include "functions/names.hpp"

namespace streamguard::functions {

namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

enum class Inside : std::uint8_t { file, function, type };

struct Frame {
  TSNode node;
  Role role = Role::none;
  std::size_t begin = 0;        ///< with the attributes before it
  std::size_t pending = kNone;  ///< where attributes began that belong to its next child
  std::size_t scopes = 0;       ///< how many there were before it
  std::size_t found = kNone;    ///< the function that it is
  int braces = 0, lowest = 0;   ///< the balance before it, and the lowest in it
  Inside inside = Inside::file;
};

struct Scope {
  std::string name;
  std::string_view separator;
};

class Walk {
 public:
  Walk(const Grammar& grammar, std::string_view source) : grammar_(grammar), source_(source) {}

  std::vector<Found> run(TSNode root) {
    TSTreeCursor cursor = ts_tree_cursor_new(root);
    for (bool more = true; more;) {
      enter(ts_tree_cursor_current_node(&cursor));
      if (ts_tree_cursor_goto_first_child(&cursor)) continue;
      leave();
      while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
        if (!ts_tree_cursor_goto_parent(&cursor)) {
          more = false;
          break;
        }
        leave();
      }
    }
    ts_tree_cursor_delete(&cursor);
    return std::move(found_);
  }

 private:
  void enter(TSNode node);
  void leave();
  void count_brace(TSNode node);
  void function(Frame& frame);
  void value(Frame& frame);
  void object(Frame& frame);
  void scope(Frame& frame);
  void macro_body(Frame& frame);
  void add(Frame& frame, Name name, std::size_t begin, std::size_t end, std::size_t body);
  std::size_t wrapped(std::size_t from, std::size_t& begin, std::size_t& end) const;
  bool wraps(const Frame& frame) const;
  std::size_t holder_of(const Frame& frame) const;
  std::string symbol(const Name& name) const;
  bool is_error(TSNode node) const { return ts_node_symbol(node) == kErrorSymbol; }

  static constexpr TSSymbol kErrorSymbol = static_cast<TSSymbol>(-1);

  const Grammar& grammar_;
  std::string_view source_;
  std::vector<Frame> frames_;
  std::vector<Scope> scopes_;
  std::string file_scope_;  ///< with its separator
  std::vector<Found> found_;
  int braces_ = 0;
};

/// Names of scopes that have none are left out. Ruby's `class << self` makes methods of the class itself.
std::string Walk::symbol(const Name& name) const {
  std::string out = file_scope_;
  std::string_view separator;
  bool singleton = false;
  for (const Scope& scope : scopes_) {
    singleton = scope.name == "<<";
    if (scope.name.empty() || singleton) continue;
    out += separator;
    out += scope.name;
    separator = scope.separator;
  }
  if (!separator.empty()) out += singleton ? "." : name.joiner.empty() ? separator : name.joiner;
  return out + name.qualified;
}

bool Walk::wraps(const Frame& frame) const {
  if (frame.role != Role::wrapper) return false;
  const std::string_view kind = kind_of(frame.node);
  if (kind == "lexical_declaration" || kind == "variable_declaration" || kind == "argument_list") {
    return ts_node_named_child_count(frame.node) == 1;
  }
  if (kind == "call") {  // Ruby's `private def …`
    const TSNode method = field(frame.node, "method");
    return !ts_node_is_null(method) && ts_node_is_null(field(frame.node, "receiver")) &&
           ts_node_is_null(field(frame.node, "block"));
  }
  return true;
}

/// Widens a declaration by what belongs to it around it. `from` is the number of its frame's parent and one.
std::size_t Walk::wrapped(std::size_t from, std::size_t& begin, std::size_t& end) const {
  while (from > 0 && wraps(frames_[from - 1])) {
    --from;
    begin = frames_[from].begin;
    end = ts_node_end_byte(frames_[from].node);
  }
  return from;
}

/// The frame of what names a value; kNone where nothing does.
std::size_t Walk::holder_of(const Frame& frame) const {
  std::size_t at = static_cast<std::size_t>(&frame - frames_.data());
  while (at > 0 && kind_of(frames_[at - 1].node) == "parenthesized_expression") --at;
  return at > 0 && frames_[at - 1].role == Role::holder ? at - 1 : kNone;
}

void Walk::add(Frame& frame, Name name, std::size_t begin, std::size_t end, std::size_t body) {
  frame.inside = Inside::function;
  if (scopes_.size() >= kMostScopes || name.qualified.size() > kLongestName) return;
  Found found;
  found.symbol = symbol(name);
  found.name = name.last;
  found.begin = begin;
  found.end = end;
  found.body = body;
  found.unread = ts_node_has_error(frame.node);
  found.in_function = frames_.size() > 1 && frames_[frames_.size() - 2].inside == Inside::function;
  frame.found = found_.size();
  found_.push_back(std::move(found));
  scopes_.push_back({std::move(name.qualified), grammar_.separator()});
}

void Walk::function(Frame& frame) {
  const TSNode body = function_body(grammar_, frame.node);
  if (ts_node_is_null(body)) return;
  Name name = function_name(grammar_, frame.node, frame.inside == Inside::type, source_);
  if (name.last.empty()) return;
  std::size_t begin = frame.begin;
  std::size_t end = ts_node_end_byte(frame.node);
  wrapped(frames_.size() - 1, begin, end);
  if (grammar_.c_family()) {
    // A line `EXPORT_SYMBOL(x)` before a function is taken for its type.
    const TSNode type = field(frame.node, "type");
    const TSNode next = ts_node_is_null(type) ? type : ts_node_next_sibling(type);
    if (!ts_node_is_null(next) && kind_of(type) == "macro_type_specifier" && is_error(next) &&
        begin == ts_node_start_byte(type) && ts_node_start_point(next).row > ts_node_end_point(type).row) {
      begin = ts_node_start_byte(next);
    }
  }
  add(frame, std::move(name), begin, end, ts_node_start_byte(body));
}

void Walk::value(Frame& frame) {
  const std::size_t holder = holder_of(frame);
  std::size_t begin = frame.begin;
  std::size_t end = ts_node_end_byte(frame.node);
  Name name;
  if (holder != kNone) {
    name = holder_name(frames_[holder].node, source_);
    std::size_t at = holder;
    begin = frames_[at].begin;
    end = ts_node_end_byte(frames_[at].node);
    // `exports.a = exports.b = function …`
    while (at > 0 && frames_[at - 1].role == Role::holder && kind_of(frames_[at - 1].node) == "assignment_expression") {
      --at;
      begin = frames_[at].begin;
    }
    wrapped(at, begin, end);
  } else if (const TSNode own = field(frame.node, "name"); !ts_node_is_null(own)) {
    const std::string text(text_of(own, source_));
    name = {text, text, {}};
  } else if (frames_.size() > 1 && kind_of(frames_[frames_.size() - 2].node) == "export_statement") {
    name = {"default", "default", {}};
    wrapped(frames_.size() - 1, begin, end);
  }
  const TSNode body = field(frame.node, "body");
  if (name.last.empty() || ts_node_is_null(body)) {
    frame.inside = Inside::function;
    return;
  }
  add(frame, std::move(name), begin, end, ts_node_start_byte(body));
}

void Walk::object(Frame& frame) {
  frame.inside = Inside::type;
  const std::size_t holder = holder_of(frame);
  if (const TSNode own = field(frame.node, "name"); !ts_node_is_null(own)) {
    scopes_.push_back({std::string(text_of(own, source_)), grammar_.separator()});
  } else if (holder != kNone) {
    scopes_.push_back({holder_name(frames_[holder].node, source_).qualified, grammar_.separator()});
  }
}

void Walk::scope(Frame& frame) {
  const bool property = kind_of(frame.node) == "property_declaration" || kind_of(frame.node) == "indexer_declaration";
  std::string name = scope_name(grammar_, frame.node, source_);
  const TSNode value = property ? field(frame.node, "value") : TSNode{};
  if (property && !ts_node_is_null(value) && kind_of(value) == "arrow_expression_clause") {
    add(frame, {name, name, {}}, frame.begin, ts_node_end_byte(frame.node), ts_node_start_byte(value));
    return;
  }
  const bool is_namespace = kind_of(frame.node).find("namespace") != std::string_view::npos;
  frame.inside = is_namespace ? Inside::file : Inside::type;
  const std::string_view separator = kind_of(frame.node) == "namespace_definition" && !grammar_.c_family()
                                         ? std::string_view("\\")
                                         : grammar_.separator();
  if (frame.role == Role::file_scope && ts_node_is_null(field(frame.node, "body"))) {
    file_scope_ = name.empty() || name.size() > kLongestName ? std::string() : name + std::string(separator);
  } else {
    if (frame.role == Role::file_scope) file_scope_.clear();
    if (name.size() > kLongestName) name.clear();
    scopes_.push_back({std::move(name), separator});
  }
}

/// A block where no block can be is a function's body whose head a macro makes.
void Walk::macro_body(Frame& frame) {
  if (frames_.size() < 2 || frame.inside == Inside::function) return;
  const Frame& parent = frames_[frames_.size() - 2];
  const std::string_view kind = kind_of(parent.node);
  if (kind != "translation_unit" && kind != "declaration_list") return;
  const std::size_t open = ts_node_start_byte(frame.node);
  // The source has neither comments nor directives in it (configurations.hpp).
  const std::size_t before = source_.find_last_of(";{}", open == 0 ? 0 : open - 1);
  std::size_t begin = open == 0 || before == std::string_view::npos ? 0 : before + 1;
  begin = std::min(source_.find_first_not_of(" \t\r\n\f\v", begin), open);
  Name name = macro_name(source_.substr(begin, open - begin));
  if (!name.last.empty()) add(frame, std::move(name), begin, ts_node_end_byte(frame.node), open);
}

void Walk::count_brace(TSNode node) {
  if (ts_node_is_named(node) && ts_node_child_count(node) > 0) return;
  const std::string_view kind = ts_node_type(node);
  if (kind.empty() || kind.size() > 2 || ts_node_is_missing(node)) return;
  if (kind.back() == '{') {
    ++braces_;
  } else if (kind == "}") {
    --braces_;
    frames_.back().lowest = std::min(frames_.back().lowest, braces_);
  }
}

void Walk::enter(TSNode node) {
  Frame frame;
  frame.node = node;
  frame.role = ts_node_is_named(node) ? grammar_.role(ts_node_symbol(node)) : Role::none;
  frame.begin = ts_node_start_byte(node);
  frame.scopes = scopes_.size();
  frame.braces = frame.lowest = braces_;
  if (!frames_.empty()) {
    Frame& parent = frames_.back();
    frame.inside = parent.inside;
    if (frame.role == Role::prefix) {
      parent.pending = std::min(parent.pending, frame.begin);
    } else if (frame.role != Role::comment && ts_node_is_named(node)) {
      frame.begin = std::min(frame.begin, parent.pending);
      parent.pending = kNone;
    }
  }
  frames_.push_back(frame);
  count_brace(node);
  Frame& here = frames_.back();
  switch (here.role) {
    case Role::function:
      function(here);
      break;
    case Role::value:
      value(here);
      break;
    case Role::object:
      object(here);
      break;
    case Role::scope:
    case Role::file_scope:
      scope(here);
      break;
    case Role::body:
      macro_body(here);
      break;
    default:
      break;
  }
}

void Walk::leave() {
  const Frame& frame = frames_.back();
  if (frame.found != kNone) found_[frame.found].even = braces_ == frame.braces && frame.lowest >= frame.braces;
  scopes_.resize(frame.scopes);
  const int lowest = frame.lowest;
  frames_.pop_back();
  if (!frames_.empty()) frames_.back().lowest = std::min(frames_.back().lowest, lowest);
}

}  // namespace

std::vector<Found> walk(const Grammar& grammar, TSNode root, std::string_view source) {
  return Walk(grammar, source).run(root);
}

}  // namespace streamguard::functions
