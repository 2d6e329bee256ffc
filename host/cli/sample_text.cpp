#include "cli/sample_text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/diff.hpp"
#include "core/text.hpp"

namespace streamguard::cli {
namespace {

using json = nlohmann::json;

constexpr std::size_t kContext = 3;
constexpr std::size_t kFieldBytes = 300;
constexpr std::size_t kListed = 8;

enum class Ink { title, dim, place, removed, added };

class Page {
 public:
  explicit Page(const SampleStyle& style) : style_(style) {}

  void ink(Ink ink, const std::string& text) {
    constexpr std::array<const char*, 5> kCodes{"\x1b[1m", "\x1b[2m", "\x1b[36m", "\x1b[31m", "\x1b[32m"};
    if (!style_.colour) {
      out_ += text;
    } else {
      out_ += kCodes[static_cast<std::size_t>(ink)] + text + "\x1b[0m";
    }
  }
  void line(const std::string& text) { out_ += text + '\n'; }
  void end() { out_ += '\n'; }
  void field(const char* name, const std::string& text) {
    if (text.empty()) return;
    std::string label(name);
    label.resize(12, ' ');
    ink(Ink::dim, label);
    line(text);
  }
  std::string take() { return std::move(out_); }

 private:
  const SampleStyle& style_;
  std::string out_;
};

const json& at(const json& object, const char* key) {
  static const json kNothing;
  const auto found = object.is_object() ? object.find(key) : object.end();
  return object.is_object() && found != object.end() ? *found : kNothing;
}

const std::string& raw(const json& value) {
  static const std::string kEmpty;
  return value.is_string() ? value.get_ref<const std::string&>() : kEmpty;
}

std::string shown(const json& value, std::size_t most = kFieldBytes) { return plain(raw(value), most); }

std::string listed(const json& list) {
  std::string out;
  std::size_t count = 0;
  if (!list.is_array()) return out;
  for (const json& one : list) {
    if (++count > kListed) return out + " and " + std::to_string(list.size() - kListed) + " more";
    out += (out.empty() ? "" : " ") + shown(one, 100);
  }
  return out;
}

std::string joined(const std::vector<std::string>& words, const char* between) {
  std::string out;
  for (const std::string& word : words) {
    if (!word.empty()) out += (out.empty() ? "" : between) + word;
  }
  return out;
}

std::string lines_text(const json& lines) {
  if (!lines.is_array() || lines.size() != 2 || !lines[0].is_number_integer() || !lines[1].is_number_integer()) {
    return {};
  }
  return std::to_string(lines[0].get<std::int64_t>()) + "-" + std::to_string(lines[1].get<std::int64_t>());
}

std::string ids_of(const json& ids) {
  std::vector<std::string> all;
  for (const char* kind : {"cve", "ghsa", "osv", "edb"}) all.push_back(listed(at(ids, kind)));
  return joined(all, " ");
}

std::string packages_of(const json& packages) {
  std::vector<std::string> all;
  if (!packages.is_array()) return {};
  for (const json& one : packages) {
    if (all.size() == kListed) {
      all.push_back("and " + std::to_string(packages.size() - kListed) + " more");
      break;
    }
    all.push_back(joined({shown(at(one, "ecosystem"), 60), shown(at(one, "name"), 120)}, ":"));
  }
  return joined(all, ", ");
}

void headline(const json& sample, const SampleStyle& style, Page& page) {
  const json& weakness = at(sample, "weakness");
  const std::string words = joined(
      {shown(at(sample, "source"), 64), shown(at(sample, "kind"), 64),
       raw(at(at(sample, "label"), "tier")) == "none" ? "" : shown(at(at(sample, "label"), "tier"), 32),
       shown(at(at(sample, "code"), "language"), 64), shown(at(weakness, "severity"), 32), listed(at(weakness, "cwe"))},
      " · ");
  std::string rule = "── " + words + " ";
  const auto letters = static_cast<std::size_t>(
      std::count_if(rule.begin(), rule.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
  for (std::size_t i = letters; i < style.width; ++i) rule += "─";
  page.ink(Ink::title, rule);
  page.end();
}

void facts(const json& sample, Page& page) {
  const json& fix = at(sample, "fix");
  const json& code = at(sample, "code");
  page.field("sample", shown(at(sample, "sample_id"), 100));
  page.field("title", shown(at(sample, "title")));
  page.field("ids", ids_of(at(sample, "ids")));
  page.field("packages", packages_of(at(sample, "packages")));
  page.field("fix", joined({shown(at(fix, "repo")), shown(at(fix, "commit"), 64)}, " @ "));
  const std::string lines = joined({lines_text(at(code, "before_lines")), lines_text(at(code, "after_lines"))}, " -> ");
  page.field(
      "place",
      joined({shown(at(fix, "path")), shown(at(code, "symbol"), 120), lines.empty() ? "" : "lines " + lines}, "  "));
  const json& provenance = at(sample, "provenance");
  if (raw(at(at(sample, "label"), "method")) != "none")
    page.field(
        "label",
        joined({shown(at(at(sample, "label"), "tier"), 32), shown(at(at(sample, "label"), "method"), 64)}, ", "));
  page.field(
      "licence",
      joined({shown(at(provenance, "record_license"), 100), shown(at(provenance, "code_license"), 100)}, ", code "));
  page.field("published", shown(at(at(sample, "dates"), "published"), 40));
  page.field("urls", listed(at(provenance, "urls")));
}

void cut_note(std::size_t more, Page& page) {
  page.ink(Ink::dim, "… " + grouped(more) + " more line" + (more == 1 ? "" : "s") + "; --whole shows them");
  page.end();
}

void change(const std::string& before, const std::string& after, const SampleStyle& style, Page& page) {
  const std::vector<DiffLine> lines = diff_of(before, after);
  auto hunks = hunks_of(lines, style.whole ? lines.size() : kContext);
  if (hunks.empty() && !lines.empty()) hunks.emplace_back(0, lines.size());
  std::size_t out = 0, all = 0;
  for (const auto& [first, last] : hunks) all += last - first;
  for (const auto& [first, last] : hunks) {
    if (!style.whole && out >= kDiffLines) break;
    std::size_t a = 0, b = 0;
    for (std::size_t i = first; i < last; ++i) {
      if (a == 0) a = lines[i].before;
      if (b == 0) b = lines[i].after;
    }
    page.ink(Ink::place, "@@ -" + std::to_string(a) + " +" + std::to_string(b) + " @@");
    page.end();
    for (std::size_t i = first; i < last && (style.whole || out < kDiffLines); ++i, ++out) {
      const std::string text = plain(lines[i].text, kLineBytes);
      if (lines[i].kind == DiffLine::Kind::same) {
        page.line(" " + text);
      } else {
        const bool gone = lines[i].kind == DiffLine::Kind::removed;
        page.ink(gone ? Ink::removed : Ink::added, (gone ? "-" : "+") + text);
        page.end();
      }
    }
  }
  if (out < all) cut_note(all - out, page);
}

void text(const std::string& what, const SampleStyle& style, Page& page) {
  const auto lines = lines_of(what);
  const std::size_t most = style.whole ? lines.size() : std::min(lines.size(), kTextLines);
  for (std::size_t i = 0; i < most; ++i) page.line(" " + plain(lines[i], kLineBytes));
  if (most < lines.size()) cut_note(lines.size() - most, page);
}

}  // namespace

std::string sample_text(std::string_view record, const SampleStyle& style) {
  Page page(style);
  const json sample = json::parse(record, nullptr, false);
  if (!sample.is_object()) return "(a record that is not JSON)\n";
  headline(sample, style, page);
  facts(sample, page);
  const json& code = at(sample, "code");
  const std::string &before = raw(at(code, "before")), &after = raw(at(code, "after"));
  if (!before.empty() && !after.empty()) {
    change(before, after, style, page);
  } else if (const std::string& one = before.empty() ? after : before; !one.empty()) {
    text(one, style, page);
  } else if (const std::string& words = raw(at(sample, "description")); !words.empty()) {
    text(words, style, page);
  }
  page.end();
  return page.take();
}

std::string terminal_json(std::string_view record) {
  // Everything beyond ASCII as \u, keys in their order; and DEL, which JSON lets stand.
  using ordered = nlohmann::ordered_json;
  std::string out = ordered::parse(record, nullptr, false).dump(-1, ' ', true, ordered::error_handler_t::replace);
  for (std::size_t at = out.find('\x7f'); at != std::string::npos; at = out.find('\x7f', at)) {
    out.replace(at, 1, "\\u007f");
  }
  return out;
}

}  // namespace streamguard::cli
