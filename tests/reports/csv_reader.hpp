/// Reads CSV as others read it, for tests.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace streamguard::tests {

using Row = std::vector<std::string>;

/// A strict reader of RFC 4180, so that the report is read as others read it: CRLF only, quotes where they belong.
inline std::vector<Row> read_csv(const std::string& text) {
  std::vector<Row> rows;
  Row row;
  std::string cell;
  bool in_quotes = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_quotes) {
      if (c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
        cell += text[++i];
      } else if (c == '"') {
        in_quotes = false;
      } else {
        cell += c;
      }
    } else if (c == '"') {
      EXPECT_TRUE(cell.empty()) << "a quote inside a bare cell";
      in_quotes = true;
    } else if (c == ',' || c == '\r') {
      row.push_back(std::exchange(cell, {}));
      if (c == ',') continue;
      EXPECT_EQ(text.at(++i), '\n') << "a bare CR";
      rows.push_back(std::exchange(row, {}));
    } else {
      EXPECT_NE(c, '\n') << "a bare LF";
      cell += c;
    }
  }
  EXPECT_FALSE(in_quotes);
  EXPECT_TRUE(cell.empty() && row.empty()) << "the last line lacks its CRLF";
  return rows;
}

}  // namespace streamguard::tests
