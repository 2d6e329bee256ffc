#include "manifest/dotenv.hpp"

#include <algorithm>
#include <optional>

#include "manifest/encoding.hpp"

namespace streamguard::manifest {
namespace {

constexpr std::string_view kBlank = " \t";

bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool digit(char c) { return c >= '0' && c <= '9'; }

/// One line; what is wrong is told by `wrong(byte, message, hint)`.
class EnvLine {
 public:
  EnvLine(std::string_view line, const Lines& lines, int index, const std::shared_ptr<const std::string>& file,
          Faults& faults)
      : line_(line), lines_(lines), index_(index), file_(file), faults_(faults) {}

  void read(Variables& into) {
    skip_blank();
    if (at_ == line_.size() || line_[at_] == '#') return;
    if (line_.substr(at_).starts_with("export ")) {
      at_ += 7;
      skip_blank();
    }
    const std::size_t start = at_;
    while (at_ < line_.size() && line_[at_] != '=' && kBlank.find(line_[at_]) == std::string_view::npos) ++at_;
    const std::string name(line_.substr(start, at_ - start));
    skip_blank();
    // The text is not repeated: a line without '=' may well be a bare token.
    if (at_ == line_.size() || line_[at_] != '=')
      return wrong(start, "this line is not KEY=VALUE", "comments begin with '#'");
    if (!is_variable_name(name)) {
      return wrong(start, "the name before '=' is not a variable's",
                   "names hold letters, digits and '_', and begin with no digit");
    }
    ++at_;
    skip_blank();
    std::optional<std::string> text = value();
    if (!text) return;
    if (!into.emplace(name, std::move(*text)).second)
      wrong(start, name + " is set a second time", "keep one of the lines");
  }

 private:
  void skip_blank() {
    while (at_ < line_.size() && kBlank.find(line_[at_]) != std::string_view::npos) ++at_;
  }

  void wrong(std::size_t byte, std::string message, std::string hint) {
    faults_.error({file_, index_ + 1, lines_.character(index_, static_cast<int>(byte)) + 1}, std::move(message),
                  std::move(hint));
  }

  std::optional<std::string> value() {
    if (at_ < line_.size() && (line_[at_] == '\'' || line_[at_] == '"')) return quoted(line_[at_]);
    std::string_view rest = line_.substr(at_);
    for (std::size_t hash = rest.find('#'); hash != std::string_view::npos; hash = rest.find('#', hash + 1)) {
      if (hash == 0 || kBlank.find(rest[hash - 1]) != std::string_view::npos) {
        rest = rest.substr(0, hash);
        break;
      }
    }
    const std::size_t last = rest.find_last_not_of(kBlank);
    return std::string(rest.substr(0, last == std::string_view::npos ? 0 : last + 1));
  }

  std::optional<std::string> quoted(char quote) {
    const std::size_t start = at_++;
    std::string out;
    for (; at_ < line_.size() && line_[at_] != quote; ++at_) {
      if (quote == '"' && line_[at_] == '\\') {
        const char next = at_ + 1 < line_.size() ? line_[at_ + 1] : '\0';
        const std::size_t known = std::string_view("nt\"\\$").find(next);
        if (next == '\0' || known == std::string_view::npos) {
          wrong(at_, "an escape in double quotes that is not known",
                "known are \\n \\t \\\" \\\\ \\$; single quotes keep everything");
          return std::nullopt;
        }
        out += "\n\t\"\\$"[known];
        ++at_;
      } else {
        out += line_[at_];
      }
    }
    if (at_ == line_.size()) {
      wrong(start, "the quote that opens here is never closed", "values end on their line");
      return std::nullopt;
    }
    ++at_;
    skip_blank();
    if (at_ < line_.size() && line_[at_] != '#') {
      wrong(at_, "there is text after the closing quote", "quote the whole value, or begin a comment with '#'");
      return std::nullopt;
    }
    return out;
  }

  std::string_view line_;
  const Lines& lines_;
  int index_;
  const std::shared_ptr<const std::string>& file_;
  Faults& faults_;
  std::size_t at_ = 0;
};

}  // namespace

bool is_variable_name(std::string_view name) noexcept {
  return !name.empty() && letter(name.front()) &&
         std::all_of(name.begin(), name.end(), [](char c) { return letter(c) || digit(c); });
}

Variables parse_dotenv(std::string_view text, const std::shared_ptr<const std::string>& file, Faults& faults) {
  Variables out;
  const std::optional<std::string_view> plain = checked_text(text, file, faults);
  if (!plain) return out;
  const Lines lines(*plain);
  for (int i = 0; i < lines.count(); ++i) EnvLine(lines.line(i), lines, i, file, faults).read(out);
  return out;
}

}  // namespace streamguard::manifest
