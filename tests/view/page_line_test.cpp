// The dashboard tells where the run is shown live: it has taken the screen that the address was printed on.
#include <gtest/gtest.h>

#include <algorithm>

#include "events.hpp"
#include "view/frame.hpp"
#include "view/width.hpp"

namespace streamguard::view {
namespace {

const std::string kPage = "http://127.0.0.1:65535/?token=0123456789abcdefghijkl";

std::vector<std::string> picture(std::size_t columns, std::size_t rows, const std::string& page) {
  Look look;
  look.paper = {columns, true, false};
  look.rows = rows;
  look.page = page;
  return frame(RunState(plan_of({{"osv", 100}, {"cve", 0}})), at(0), look);
}

bool shows(const std::vector<std::string>& lines, const std::string& text) {
  return std::any_of(lines.begin(), lines.end(),
                     [&](const std::string& line) { return line.find(text) != std::string::npos; });
}

TEST(PageLine, StandsWholeOnALineOfItsOwn) {
  for (const std::size_t columns : {60U, 80U, 200U}) EXPECT_TRUE(shows(picture(columns, 24, kPage), kPage)) << columns;
  EXPECT_FALSE(shows(picture(80, 24, {}), "Live"));
}

TEST(PageLine, GivesWayWhereThereIsNoRoom) {
  for (const std::size_t columns : {1U, 20U, 50U}) EXPECT_FALSE(shows(picture(columns, 24, kPage), "token")) << columns;
  EXPECT_FALSE(shows(picture(80, 8, kPage), "token"));
  for (const std::size_t rows : {1U, 2U, 3U, 12U, 13U, 24U}) {
    const auto lines = picture(80, rows, kPage);
    EXPECT_LE(lines.size(), rows);
    for (const std::string& line : lines) EXPECT_LE(columns_of(line), 80U);
  }
}

}  // namespace
}  // namespace streamguard::view
