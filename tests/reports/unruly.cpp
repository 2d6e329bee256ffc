#include "unruly.hpp"

#include <fstream>
#include <nlohmann/json.hpp>

#include "sample_facts.hpp"
#include "sample_records.hpp"

namespace streamguard::tests {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

const std::vector<std::string>& texts() {
  static const std::vector<std::string> all = {
      "=cmd|' /C calc'!A0",
      "+1+cmd",
      "-2+3",
      "@SUM(A1:A9)",
      "\t=HYPERLINK(\"http://x\")",
      "\r\n=1+1",
      "\uFF1D1+1",
      "\u200B\u200E=1",
      "\u180E=1",
      "\u2028=1\u2029",
      "two\nlines, a \"quote\"; a semicolon",
      "\"",
      "\"\"\r\n\"\"",
      "trailing space ",
      "",
      "null",
      "~",
      "yes",
      "012",
      "1e3",
      "- a: [b, {c: d}]",
      "a: b # c",
      "!!python/object/apply:os.system ['true']",
      "&x *x",
      "---\nlicense: [evil]\n---",
      "\x1b[2J\x1b]0;t\x07\x7f\u0085\u009B31m",
      "abc\u202Etxt.exe\u2066\u2069",
      "\U000E0041\U000E007F tags",
      "\u6F22\u5B57 \u0639\u0631\u0628\u064A \u05E2\u05D1\u05E8\u05D9\u05EA \U0001F469\u200D\U0001F4BB e\u0301 \u1E9E",
      "<script>alert(1)</script>",
      std::string(100'000, 'L'),
      std::string(40'000, '"'),
  };
  return all;
}

}  // namespace

Json unruly_facts() {
  Json facts = sample_facts();
  facts["output"] = "=1+1\n\"x\"";
  facts["manifest"]["name"] = "a: \"b\" #c\n---\nlicense: [evil] \u202E\u6F22 & *x !!y '";
  const Json one = facts["collectors"]["mine"];
  facts["collectors"]["osv"]["samples_collected"] = facts["collectors"]["synthetic"]["samples_collected"] = 0;
  unsigned number = 0;
  for (const std::string& text : texts()) {
    Json other = one;
    other["error"] = {{"class", number % 2 == 0 ? text : "transient"}, {"message", text}};
    facts["collectors"][text.substr(0, 200) + std::to_string(number++)] = other;
    Json budget = facts["budgets"][0];
    budget["upstream"] = text.substr(0, 200);
    budget["limit"]["text"] = text;
    facts["budgets"].push_back(budget);
  }
  Json good = one;
  good["folder"] = "unruly";
  good["status"] = "completed";
  good["samples_collected"] = texts().size();
  facts["collectors"]["unruly"] = good;
  return facts;
}

std::vector<std::string> unruly_records() {
  std::vector<Json> records;
  for (const std::string& text : texts()) {
    Json one = record(std::to_string(records.size()));
    const std::string word = text.substr(0, 200);
    one["title"] = one["description"] = one["code"]["before"] = text;
    if (!word.empty()) one["kind"] = one["code"]["language"] = word;
    one["weakness"]["cwe"] = {word.empty() ? "CWE-79" : word, "CWE-79"};
    one["provenance"]["record_license"] = word.empty() ? Json(nullptr) : Json(word);
    one["provenance"]["code_license"] = records.size() % 2 == 0 ? Json(nullptr) : Json("MIT");
    if (records.size() % 3 == 0) one["dates"]["published"] = nullptr;
    records.push_back(std::move(one));
  }
  return texts_of(records);
}

void write_unruly_folder(const fs::path& folder) {
  fs::create_directories(folder / "unruly");
  std::ofstream(folder / "collection_results.json", std::ios::binary) << unruly_facts().dump();
  std::ofstream part(folder / "unruly" / "part-00000-of-00001.jsonl", std::ios::binary);
  for (const std::string& one : unruly_records()) part << one << '\n';
}

}  // namespace streamguard::tests
