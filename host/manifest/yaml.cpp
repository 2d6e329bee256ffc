#include "manifest/yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <exception>
#include <map>
#include <sstream>
#include <utility>

#include "manifest/bounds.hpp"
#include "manifest/encoding.hpp"

namespace streamguard::manifest {
namespace {

/// Thrown out of yaml-cpp once a fault was told that makes reading on useless.
struct Refused {};

class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(const Lines& lines, std::shared_ptr<const std::string> file, Faults& faults)
      : lines_(lines), file_(std::move(file)), faults_(faults) {}

  std::optional<Node> root;

  Place place(const YAML::Mark& mark) const {
    if (mark.is_null()) return {file_, 1, 1};
    return {file_, mark.line + 1, lines_.character(mark.line, mark.column) + 1};
  }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (!root) return;
    if (lines_.line(mark.line).starts_with("---")) {
      refuse(mark, "a second document begins here", "a manifest is one document: remove the '---' line");
    }
    refuse(mark, "there is text after the end of the document", "check the indentation of this line");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    scalar(mark, anchor, Node::Kind::null, "", false);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check_tag(mark, tag);
    if (tag == "!" && !closed(mark)) {
      refuse(mark, "this is not YAML: the quote that opens here is never closed", "add the closing quote");
    }
    scalar(mark, anchor, Node::Kind::scalar, value, tag == "!");
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchored_.find(anchor);
    if (found == anchored_.end())
      refuse(mark, "this alias stands inside what it is an alias of", "write the value out");
    charge(mark, found->second.nodes, found->second.bytes);
    if (open_.size() + found->second.depth > bounds::kDepth) too_deep(mark);
    deepest_ = std::max(deepest_, open_.size() + found->second.depth);
    add(mark, found->second.node);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    begin(mark, tag, anchor, Node::Kind::sequence);
  }
  void OnSequenceEnd() override { end(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    begin(mark, tag, anchor, Node::Kind::map);
  }
  void OnMapEnd() override { end(); }

 private:
  struct Open {
    Node node;
    YAML::Mark mark;
    YAML::anchor_t anchor;
    std::size_t nodes, bytes, outer_deepest;  ///< the counters when it began
    std::optional<Entry> key;                 ///< a map's key that waits for its value
  };
  struct Anchored {
    Node node;
    std::size_t nodes, bytes, depth;
  };

  [[noreturn]] void refuse(const YAML::Mark& mark, std::string message, std::string hint) {
    faults_.error(place(mark), std::move(message), std::move(hint));
    throw Refused{};
  }

  [[noreturn]] void too_deep(const YAML::Mark& mark) {
    refuse(mark, "maps and lists lie more than " + std::to_string(bounds::kDepth) + " deep", "flatten the manifest");
  }

  void check_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    refuse(mark, "tags are not understood in manifests", "remove the '!…' before the value; quotes make a value text");
  }

  /// yaml-cpp takes a quoted text that runs to the end of the file as if it were closed there.
  bool closed(const YAML::Mark& mark) const {
    int line = mark.line;
    std::string_view rest = lines_.line(line).substr(static_cast<std::size_t>(mark.column));
    const char quote = rest.empty() ? '\0' : rest.front();
    if (quote != '"' && quote != '\'') return true;
    rest.remove_prefix(1);
    for (;;) {
      for (std::size_t i = 0; i < rest.size(); ++i) {
        const bool doubled = quote == '\'' && rest.substr(i, 2) == "''";
        if (doubled || (quote == '"' && rest[i] == '\\')) {
          ++i;
        } else if (rest[i] == quote) {
          return true;
        }
      }
      if (++line >= lines_.count()) return false;
      rest = lines_.line(line);
    }
  }

  void charge(const YAML::Mark& mark, std::size_t nodes, std::size_t bytes) {
    nodes_ += nodes;
    bytes_ += bytes;
    if (nodes_ > bounds::kNodes || bytes_ > bounds::kTextBytes) {
      refuse(mark,
             "the manifest holds more than " + std::to_string(bounds::kNodes) + " values or " +
                 std::to_string(bounds::kTextBytes / limits::KiB) + " KiB of text once its aliases are written out",
             "use fewer aliases; long lists belong in a file that the plugin reads");
    }
  }

  void scalar(const YAML::Mark& mark, YAML::anchor_t anchor, Node::Kind kind, const std::string& text, bool quoted) {
    if (text.size() > bounds::kScalarBytes) {
      refuse(mark, "this text is longer than " + std::to_string(bounds::kScalarBytes / limits::KiB) + " KiB",
             "shorten it");
    }
    if (first_bad_byte(text))
      refuse(mark, "this text holds a control character or is not UTF-8", "remove the escape that makes it");
    charge(mark, 1, text.size());
    Node node;
    node.kind = kind;
    node.quoted = quoted;
    node.text = text;
    node.place = place(mark);
    if (anchor != 0) anchored_[anchor] = {node, 1, text.size(), 0};
    add(mark, std::move(node));
  }

  void begin(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Node::Kind kind) {
    check_tag(mark, tag);
    if (open_.size() >= bounds::kDepth) too_deep(mark);
    Open open{{}, mark, anchor, nodes_, bytes_, deepest_, {}};
    charge(mark, 1, 0);
    open.node.kind = kind;
    open.node.place = place(mark);
    open_.push_back(std::move(open));
    deepest_ = open_.size();
  }

  void end() {
    Open open = std::move(open_.back());
    open_.pop_back();
    const std::size_t depth = deepest_ - open_.size();
    deepest_ = std::max(deepest_, open.outer_deepest);
    if (open.anchor != 0) anchored_[open.anchor] = {open.node, nodes_ - open.nodes, bytes_ - open.bytes, depth};
    add(open.mark, std::move(open.node));
  }

  void add(const YAML::Mark& mark, Node node) {
    if (open_.empty()) {
      root = std::move(node);
      return;
    }
    Open& top = open_.back();
    if (top.node.is_sequence()) {
      top.node.items.push_back(std::move(node));
    } else if (!top.key) {
      top.key = key(mark, node);
    } else {
      Entry entry = *std::exchange(top.key, std::nullopt);
      entry.value = std::move(node);
      // yaml-cpp puts an empty value where the next token begins, which may be many lines further down.
      if (entry.value.is_null() && entry.value.place.line != entry.place.line) {
        entry.value.place = entry.place;
        entry.value.place.column += static_cast<int>(entry.key.size()) + 1;
      }
      if (const Entry* first = top.node.entry(entry.key)) {
        faults_.error(entry.place, "key " + shown(entry.key) + " is here a second time",
                      "the first is at line " + std::to_string(first->place.line) + "; keep one of them");
      } else {
        top.node.entries.push_back(std::move(entry));
      }
    }
  }

  Entry key(const YAML::Mark& mark, const Node& node) {
    if (!node.is_scalar()) refuse(mark, "a key must be a word", "put what is meant as text in quotes");
    if (node.text == "<<" && !node.quoted) {
      refuse(mark, "merge keys ('<<') are not part of YAML 1.2", "use 'extends', or write the keys out");
    }
    return {node.text, place(mark), {}};
  }

  const Lines& lines_;
  std::shared_ptr<const std::string> file_;
  Faults& faults_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Anchored> anchored_;
  std::size_t nodes_ = 0, bytes_ = 0, deepest_ = 0;
};

/// yaml-cpp's own words, and what usually is the cause.
std::string syntax_hint(const std::string& message) {
  if (message.find("map value") != std::string::npos) return "a value that holds ': ' needs quotes";
  if (message.find("anchor") != std::string::npos)
    return "define it with '&name' before '*name'; a text that begins with '*' needs quotes";
  if (message.find("end of") != std::string::npos)
    return "look for a bracket, brace, quote or indentation that does not match";
  return "check quotes, brackets and indentation around this place";
}

}  // namespace

std::optional<Node> parse_yaml(std::string_view text, const std::shared_ptr<const std::string>& file, Faults& faults) {
  const std::optional<std::string_view> plain = checked_text(text, file, faults);
  if (!plain) return std::nullopt;
  const Lines lines(*plain);
  if (!check_indentation(lines, file, faults)) return std::nullopt;
  TreeBuilder builder(lines, file, faults);
  try {
    std::istringstream stream{std::string(*plain)};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Refused&) {
    return std::nullopt;
  } catch (const YAML::Exception& exception) {
    faults.error(builder.place(exception.mark), "this is not YAML: " + exception.msg, syntax_hint(exception.msg));
    return std::nullopt;
  } catch (const std::exception& exception) {
    faults.error({file, 1, 1}, std::string("this is not YAML: ") + exception.what(), "check the file");
    return std::nullopt;
  }
  if (!builder.root) faults.error({file, 1, 1}, "the file is empty", "a manifest begins with 'version: 1'");
  return std::move(builder.root);
}

}  // namespace streamguard::manifest
