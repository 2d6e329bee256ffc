#include "template.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <stdexcept>

#include "newlines.hpp"
#include "permutation.hpp"

namespace streamguard::synthetic {
namespace {

constexpr std::string_view kStart = "%template ";
constexpr std::uint8_t kMaxAlternatives = 8;
constexpr std::uint64_t kMaxVariations = std::uint64_t{1} << 62;

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

}  // namespace

/// Reads one template; lives only during the constructor of Template.
class TemplateParser {
 public:
  TemplateParser(Template& out, const TemplateText& source, const Words& words, bool snake)
      : out_(out), source_(source), words_(words), snake_(snake), line_(source.line) {}

  void parse() {
    std::string_view rest = source_.text;
    while (rest.ends_with("\n\n")) rest.remove_suffix(1);
    head(take_line(rest));
    for (; !rest.empty();) {
      ++line_;
      const std::string_view whole = rest;
      const std::string_view line = take_line(rest);
      if (line.starts_with('#')) continue;
      if (line.starts_with('%')) {
        directive(line);
      } else {
        code(line, whole);
      }
    }
    if (choice_ != kAlways) fail("%choose without %end");
    if (out_.symbol_.empty() || out_.fix_.empty() || out_.pieces_.empty()) fail("%symbol, %fix or the code is missing");
    count();
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error("templates/" + std::string(source_.file) + ":" + std::to_string(line_) + ": " + what);
  }

  void head(std::string_view line) {
    out_.cwe_ = cwe_of(source_);
    const std::size_t space = line.find(' ', kStart.size());
    if (out_.cwe_ <= 0 || space == std::string_view::npos) fail("expected: %template <cwe number> <name>");
    out_.id_ = line.substr(space + 1);
  }

  void directive(std::string_view line) {
    if (line.starts_with("%symbol ")) {
      text(line.substr(8), out_.symbol_, kBoth);
    } else if (line.starts_with("%fix ")) {
      out_.fix_ = line.substr(5);
    } else if (line.starts_with("%choose ")) {
      begin_choice(line.substr(8));
    } else if (line == "%or" && choice_ != kAlways) {
      ++alternative_;
    } else if (line == "%end" && choice_ != kAlways) {
      end_choice();
    } else {
      fail("unknown or misplaced directive: " + std::string(line));
    }
  }

  void begin_choice(std::string_view name) {
    if (choice_ != kAlways) fail("%choose inside %choose");
    std::size_t index = 0;
    while (index < out_.choices_.size() && out_.choices_[index].name != name) ++index;
    if (index == Template::kMaxChoices) fail("too many choices");
    if (index == out_.choices_.size()) out_.choices_.push_back({name, 0, false});
    choice_ = static_cast<std::uint8_t>(index);
    alternative_ = 0;
  }

  void end_choice() {
    std::uint8_t& alternatives = out_.choices_[choice_].alternatives;
    const auto seen = static_cast<std::uint8_t>(alternative_ + 1);
    if (alternatives != 0 && alternatives != seen) fail("this choice had another number of alternatives before");
    if (seen < 2 || seen > kMaxAlternatives) fail("a choice has 2 to 8 alternatives, parted by %or");
    alternatives = seen;
    choice_ = kAlways;
  }

  /// `whole` is the text from this line on: a literal runs over the newline, which is in the embedded text too.
  void code(std::string_view line, std::string_view whole) {
    if (line.empty()) {
      literal(whole.substr(0, 1), out_.pieces_, kBoth);
      return;
    }
    const char mark = line.front();
    if (mark != ' ' && mark != '-' && mark != '+') fail("a line of code begins with ' ', '-' or '+'");
    const std::uint8_t halves = mark == ' ' ? kBoth : mark == '-' ? kBefore : kAfter;
    text(whole.substr(1, line.size()), out_.pieces_, halves);
  }

  void text(std::string_view rest, std::vector<Piece>& to, std::uint8_t halves) {
    for (;;) {
      const std::size_t open = rest.find('~');
      literal(rest.substr(0, open), to, halves);
      if (open == std::string_view::npos) return;
      rest.remove_prefix(open + 1);
      const std::size_t close = rest.find('~');
      if (close == std::string_view::npos) fail("~ without its partner");
      if (close == 0) {
        literal(rest.substr(0, 1), to, halves);
      } else {
        slot(rest.substr(0, close), to, halves);
      }
      rest.remove_prefix(close + 1);
    }
  }

  void literal(std::string_view piece, std::vector<Piece>& to, std::uint8_t halves) {
    if (piece.empty()) return;
    if (!to.empty()) {
      Piece& last = to.back();
      const bool adjacent = last.list == nullptr && last.text.data() + last.text.size() == piece.data();
      if (adjacent && last.halves == halves && last.choice == choice_ && last.alternative == alternative()) {
        last.text = {last.text.data(), last.text.size() + piece.size()};
        return;
      }
    }
    to.push_back({piece, nullptr, 0, Form::kPlain, halves, choice_, alternative()});
  }

  std::uint8_t alternative() const { return choice_ == kAlways ? std::uint8_t{0} : alternative_; }

  void slot(std::string_view reference, std::vector<Piece>& to, std::uint8_t halves) {
    Form form = snake_ ? Form::kSnake : Form::kCamel;
    const char last = reference.back();
    if (is_upper(reference.front())) {
      form = reference.size() > 1 && is_upper(reference[1]) ? Form::kUpper : Form::kPascal;
    } else if (last == '_' || last == '-' || last == ' ') {
      form = last == '_' ? Form::kSnake : last == '-' ? Form::kKebab : Form::kPlain;
      reference.remove_suffix(1);
    }
    const std::uint8_t index = slot_index(reference);
    to.push_back({{}, out_.slots_[index].list, index, form, halves, choice_, alternative()});
  }

  std::uint8_t slot_index(std::string_view reference) {
    std::string name(reference);
    for (char& c : name) c = is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
    for (std::size_t i = 0; i < names_.size(); ++i)
      if (names_[i] == name) return static_cast<std::uint8_t>(i);
    std::uint8_t differs_from = kAlways;
    std::string list_name = name;
    if (name.ends_with('2')) {
      list_name.pop_back();
      differs_from = slot_index(list_name);
    }
    const WordList* list = words_.find(list_name);
    if (list == nullptr || !std::all_of(list_name.begin(), list_name.end(), is_lower))
      fail("there is no word list '" + list_name + "'");
    if (names_.size() == Template::kMaxSlots) fail("too many slots");
    names_.push_back(name);
    out_.slots_.push_back({list->name, list, differs_from, false});
    return static_cast<std::uint8_t>(names_.size() - 1);
  }

  /// True where the slot is seen in this half whatever is chosen: outside of choices, or in all alternatives of one.
  bool always_seen(std::size_t slot, std::uint8_t half) const {
    std::array<std::uint64_t, Template::kMaxChoices> seen{};
    for (const Piece& piece : out_.pieces_) {
      if (piece.list == nullptr || piece.slot != slot || (piece.halves & half) == 0) continue;
      if (piece.choice == kAlways) return true;
      seen[piece.choice] |= std::uint64_t{1} << piece.alternative;
    }
    for (std::size_t i = 0; i < out_.choices_.size(); ++i)
      if (std::popcount(seen[i]) == out_.choices_[i].alternatives) return true;
    return false;
  }

  /// What an alternative writes into a half, without white space, slots as their numbers.
  std::string shape(std::size_t choice, std::uint8_t alternative, std::uint8_t half) const {
    std::string text;
    for (const Piece& piece : out_.pieces_) {
      if (piece.choice != choice || piece.alternative != alternative || (piece.halves & half) == 0) continue;
      if (piece.list != nullptr) text += '\x01' + std::to_string(piece.slot) + '\x01';
      for (const char c : piece.text)
        if (c != ' ' && c != '\t' && c != '\n') text += c;
    }
    return text;
  }

  bool differs_in_both_halves(std::size_t choice) const {
    for (const std::uint8_t half : {kBefore, kAfter}) {
      std::vector<std::string> shapes;
      for (std::uint8_t i = 0; i < out_.choices_[choice].alternatives; ++i) shapes.push_back(shape(choice, i, half));
      std::sort(shapes.begin(), shapes.end());
      if (std::adjacent_find(shapes.begin(), shapes.end()) != shapes.end()) return false;
    }
    return true;
  }

  void count() {
    for (std::size_t i = 0; i < out_.slots_.size(); ++i)
      out_.slots_[i].counted = always_seen(i, kBefore) && always_seen(i, kAfter);
    for (std::size_t i = 0; i < out_.choices_.size(); ++i) {
      out_.choices_[i].counted = differs_in_both_halves(i);
      if (out_.choices_[i].counted) multiply(out_.choices_[i].alternatives);
    }
    for (const Slot& slot : out_.slots_) {
      if (slot.differs_from != kAlways && slot.counted && !out_.slots_[slot.differs_from].counted)
        fail("a counted '2' slot needs its first one counted");
      if (slot.counted) multiply(slot.list->words.size() - (slot.differs_from == kAlways ? 0 : 1));
    }
  }

  void multiply(std::uint64_t radix) {
    if (radix == 0 || out_.variations_ > kMaxVariations / radix) fail("the space of variations is empty or too large");
    out_.variations_ *= radix;
  }

  Template& out_;
  const TemplateText& source_;
  const Words& words_;
  const bool snake_;
  std::size_t line_;
  std::vector<std::string> names_;
  std::uint8_t choice_ = kAlways, alternative_ = 0;
};

Template::Template(const TemplateText& source, const Words& words, bool snake) {
  TemplateParser(*this, source, words, snake).parse();
}

void Template::render(std::uint64_t number, std::string& before, std::string& after, std::string& symbol) const {
  std::array<std::uint8_t, kMaxChoices> chosen{};
  std::array<std::uint64_t, kMaxSlots> picked{};
  std::uint64_t rest = number;
  const std::uint64_t loose = mix64(number);
  for (std::size_t i = 0; i < choices_.size(); ++i) {
    const Choice& choice = choices_[i];
    if (choice.counted) {
      chosen[i] = static_cast<std::uint8_t>(rest % choice.alternatives);
      rest /= choice.alternatives;
    } else {
      chosen[i] = static_cast<std::uint8_t>(mix64(loose + kMaxSlots + i) % choice.alternatives);
    }
  }
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const Slot& slot = slots_[i];
    const std::uint64_t radix = slot.list->words.size() - (slot.differs_from == kAlways ? 0 : 1);
    if (slot.counted) {
      picked[i] = rest % radix;
      rest /= radix;
    } else {
      picked[i] = mix64(loose + i) % radix;
    }
    if (slot.differs_from != kAlways && picked[i] >= picked[slot.differs_from]) ++picked[i];
  }
  before.clear();
  after.clear();
  symbol.clear();
  const auto text_of = [&picked](const Piece& piece) -> std::string_view {
    if (piece.list == nullptr) return piece.text;
    return piece.list->words[picked[piece.slot]][static_cast<std::size_t>(piece.form)];
  };
  for (const Piece& piece : pieces_) {
    if (piece.choice != kAlways && chosen[piece.choice] != piece.alternative) continue;
    const std::string_view text = text_of(piece);
    if ((piece.halves & kBefore) != 0) before += text;
    if ((piece.halves & kAfter) != 0) after += text;
  }
  for (const Piece& piece : symbol_) symbol += text_of(piece);
}

std::vector<TemplateText> split_templates(std::string_view file, std::string_view text) {
  std::vector<TemplateText> found;
  std::size_t line = 1, counted = 0;
  for (std::size_t at = 0; (at = text.find(kStart, at)) != std::string_view::npos; at += kStart.size()) {
    if (at != 0 && text[at - 1] != '\n') continue;
    line += newlines_in(text.substr(counted, at - counted));
    counted = at;
    if (!found.empty()) {
      TemplateText& last = found.back();
      last.text = last.text.substr(0, static_cast<std::size_t>(text.data() + at - last.text.data()));
    }
    found.push_back({file, text.substr(at), line});
  }
  return found;
}

int cwe_of(const TemplateText& source) {
  int number = 0;
  if (source.text.size() > kStart.size())
    std::from_chars(source.text.data() + kStart.size(), source.text.data() + source.text.size(), number);
  return number;
}

}  // namespace streamguard::synthetic
