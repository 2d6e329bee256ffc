#include "hostile_folder.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "../store/samples.hpp"
#include "store/store.hpp"

namespace streamguard::commands {

using nlohmann::json;

std::string record_of(const Written& sample) {
  const bool code = !sample.before.empty() || !sample.after.empty();
  const auto text = [](const std::string& value) { return value.empty() ? json(nullptr) : json(value); };
  const json out = {
      {"schema_version", "1.0.0"},
      {"sample_id", store::testing::sample_id(sample.number)},
      {"kind", sample.kind},
      {"source", sample.source},
      {"ids", {{"cve", json::array({sample.id})}}},
      {"title", sample.title},
      {"description", text(sample.description)},
      {"code", code
                   ? json{{"before", text(sample.before)}, {"after", text(sample.after)}, {"language", sample.language}}
                   : json(nullptr)},
      {"label", {{"tier", sample.tier}, {"method", "one_function"}}},
      {"weakness", {{"cwe", json::array({sample.cwe})}, {"severity", sample.severity}}},
      {"fix", sample.repository.empty() ? json(nullptr) : json{{"repo", sample.repository}, {"commit", "c0ffee"}}},
      {"provenance", {{"collector", "osv"}, {"version", "1"}, {"urls", json::array({"https://example.org/x"})}}},
      {"hashes", {{"exact", "00"}}}};
  return out.dump();
}

void write_folder(const std::filesystem::path& output, const std::vector<std::string>& records) {
  auto store = store::Store::open(output, {{"collectors.osv.plugin", R"({"id":"osv","version":"1.0.0"})"}}, {});
  ASSERT_TRUE(store) << store.error().message;
  auto part = (*store)->part({"osv", "osv", 0, 1}, 0);
  ASSERT_TRUE(part) << part.error().message;
  (*part)->begin_epoch();
  for (const std::string& record : records) {
    auto appended = (*part)->append(store::testing::batch_of({record}));
    ASSERT_TRUE(appended) << appended.error().message;
    ASSERT_EQ(appended->accepted, 1U) << record.substr(0, 300);
  }
  ASSERT_TRUE((*part)->checkpoint("t"));
  ASSERT_TRUE((*part)->finish(store::End::exhausted));
}

std::string hostile_text() {
  return std::string(
             "\x1b[2J\x1b]0;owned\x07<script>alert(1)</"
             "script>=HYPERLINK(\"x\")\r\n\u202egnp.exe\u2066\u0085\u009b31m\x7f") +
         std::string("\x00 NUL", 5) + "\u200f\ufeff\U0001F600";
}

}  // namespace streamguard::commands
